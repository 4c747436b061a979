/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/edition.h"

#include <stdio.h>
#include <string.h>

#include "domain/facts.h"
#include "domain/scoring.h"

int edition_transcription(const json_t *edition)
{
    const json_t *number = json_object_get(edition, "transcription");
    return json_is_integer(number) ? (int)json_integer_value(number) : 1;
}

json_t *edition_totals(const json_t *edition)
{
    json_t *totals = json_object();
    for (int star = 1; star <= STAR_MAX; star++) {
        char key[12];
        struct score score = scoring_count(edition, star, NULL);
        snprintf(key, sizeof key, "%d", star);
        if (score.criteria > 0)
            json_object_set_new(totals, key,
                                score.criteria == score.official ? json_integer(score.criteria)
                                                                 : json_null());
    }
    return totals;
}

json_t *edition_member(const json_t *list, const char *id)
{
    size_t index;
    json_t *one;
    json_array_foreach(list, index, one)
    {
        const char *own = json_string_value(json_object_get(one, "id"));
        if (own && strcmp(own, id) == 0)
            return one;
    }
    return NULL;
}

static void note_added(const json_t *criterion, const json_t *before, json_t *added)
{
    size_t index;
    const json_t *star;
    json_array_foreach(json_object_get(criterion, "stars"), index, star)
    {
        char key[24];
        if (before && scoring_criterion_of_star(before, (int)json_integer_value(star)))
            continue;
        snprintf(key, sizeof key, "%lld", (long long)json_integer_value(star));
        json_t *list = json_object_get(added, key);
        if (!list) {
            list = json_array();
            json_object_set_new(added, key, list);
        }
        json_array_append(list, json_object_get(criterion, "id"));
    }
}

json_t *edition_changes(const json_t *before, const json_t *after)
{
    json_t *added = json_object();
    json_t *texts = json_array();
    size_t index;
    const json_t *criterion;
    json_array_foreach(json_object_get(after, "criteria"), index, criterion)
    {
        const json_t *id = json_object_get(criterion, "id");
        const json_t *old =
            edition_member(json_object_get(before, "criteria"), json_string_value(id));
        note_added(criterion, old, added);
        if (old && !json_equal(json_object_get(old, "text"), json_object_get(criterion, "text")))
            json_array_append(texts, json_object_get(criterion, "id"));
    }
    return json_pack("{s:o, s:o}", "added", added, "texts", texts);
}

static void note_difference(json_t *out, const char *kind, const json_t *id, const json_t *before,
                            const json_t *after)
{
    json_array_append_new(out, json_pack("{s:s, s:O, s:O?, s:O?}", "kind", kind, "id", id, "before",
                                         before, "after", after));
}

static const json_t *in_japanese(const json_t *object, const char *member)
{
    return json_object_get(json_object_get(object, member), "ja");
}

static void compare_text(json_t *out, const char *kind, const char *member, const json_t *before,
                         const json_t *after)
{
    const json_t *old = in_japanese(before, member), *new = in_japanese(after, member);
    if (before && !json_equal(old, new))
        note_difference(out, kind, json_object_get(after, "id"), old, new);
}

static void compare_titles(json_t *out, const char *list, const json_t *before, const json_t *after)
{
    size_t index;
    const json_t *one;
    json_array_foreach(json_object_get(after, list), index, one)
    {
        const char *id = json_string_value(json_object_get(one, "id"));
        compare_text(out, "title", "title", edition_member(json_object_get(before, list), id), one);
    }
}

static void compare_criterion(json_t *out, const json_t *before, const json_t *after)
{
    const json_t *id = json_object_get(after, "id");
    const json_t *stars = json_object_get(after, "stars");
    const json_t *old = json_object_get(before, "stars");
    if (!before)
        note_difference(out, "new", id, NULL, stars);
    else if (!json_equal(old, stars))
        note_difference(out, "level", id, old, stars);
    compare_text(out, "text", "text", before, after);
}

json_t *edition_differences(const json_t *before, const json_t *after)
{
    json_t *out = json_array();
    const json_t *old = json_object_get(before, "criteria");
    const json_t *new = json_object_get(after, "criteria");
    size_t index;
    const json_t *one;
    json_array_foreach(new, index, one)
    {
        const char *id = json_string_value(json_object_get(one, "id"));
        compare_criterion(out, edition_member(old, id), one);
    }
    json_array_foreach(old, index, one)
    {
        const json_t *id = json_object_get(one, "id");
        if (!edition_member(new, json_string_value(id)))
            note_difference(out, "gone", id, json_object_get(one, "stars"), NULL);
    }
    compare_titles(out, "sections", before, after);
    compare_titles(out, "requirements", before, after);
    return out;
}

void edition_drop_references(json_t *criteria)
{
    size_t i, k;
    json_t *criterion, *id;
    json_array_foreach(criteria, i, criterion)
    {
        json_t *kept = json_array();
        json_array_foreach(json_object_get(criterion, "refers_to"), k, id)
        {
            if (edition_member(criteria, json_string_value(id)))
                json_array_append(kept, id);
        }
        if (json_array_size(kept) > 0)
            json_object_set(criterion, "refers_to", kept);
        else
            json_object_del(criterion, "refers_to");
        json_decref(kept);
    }
}
