/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/carry.h"

#include <string.h>

#include "domain/edition.h"
#include "domain/scoring.h"

static const char *criterion_id(const json_t *criterion)
{
    return json_string_value(json_object_get(criterion, "id"));
}

static const json_t *criterion_text(const json_t *criterion, enum language language)
{
    return json_object_get(json_object_get(criterion, "text"),
                           language == LANGUAGE_JA ? "ja" : "en");
}

/* Whether any criterion of an edition is of the star. */
static bool edition_has_star(const json_t *edition, int star)
{
    size_t index;
    const json_t *one;
    json_array_foreach(json_object_get(edition, "criteria"), index, one)
    {
        if (scoring_criterion_of_star(one, star))
            return true;
    }
    return false;
}

static bool same_text(const json_t *one, const json_t *other)
{
    return json_equal(json_object_get(one, "text"), json_object_get(other, "text"));
}

static bool same_edition(const struct answer_set *one, const struct answer_set *other)
{
    return json_equal(json_object_get(one->edition, "id"), json_object_get(other->edition, "id"));
}

bool carry_comparable(const struct answer_set *from, const struct answer_set *to)
{
    size_t index;
    const json_t *one;
    if (same_edition(from, to))
        return true;
    if (!json_equal(json_object_get(from->edition, "scheme"),
                    json_object_get(to->edition, "scheme")))
        return false;
    json_array_foreach(json_object_get(from->edition, "criteria"), index, one)
    {
        size_t place;
        const json_t *star;
        json_array_foreach(json_object_get(one, "stars"), place, star)
        {
            if (edition_has_star(to->edition, (int)json_integer_value(star)))
                return true;
        }
    }
    return false;
}

/* In another edition it is given to the text that is known there. */
static void settle_carried(const struct answer_set *from, const struct answer_set *to,
                           json_t *answer)
{
    int number = edition_transcription(to->edition);
    if (same_edition(from, to))
        return;
    if (number > 1)
        json_object_set_new(answer, "transcription", json_integer(number));
    else
        json_object_del(answer, "transcription");
}

json_t *carry_answers(const struct answer_set *from, const struct answer_set *to)
{
    const char *id;
    json_t *answer;
    json_t *carried = json_object();
    json_object_foreach((json_t *)from->answers, id, answer)
    {
        const char *value = json_string_value(json_object_get(answer, "answer"));
        if (!scoring_criterion(to->edition, to->star, id) ||
            (value && !scoring_answer(to->edition, value)))
            continue;
        json_t *copy = json_deep_copy(answer);
        settle_carried(from, to, copy);
        json_object_set_new(carried, id, copy);
    }
    return carried;
}

json_t *carry_marks(const struct answer_set *from, const struct answer_set *to)
{
    size_t index;
    const json_t *one;
    json_t *added = json_array(), *changed = json_array(), *gone = json_array();
    json_array_foreach(json_object_get(to->edition, "criteria"), index, one)
    {
        if (!scoring_criterion_of_star(one, to->star))
            continue;
        const json_t *before = scoring_criterion(from->edition, from->star, criterion_id(one));
        if (!before || !same_text(before, one))
            json_array_append(before ? changed : added, json_object_get(one, "id"));
    }
    json_array_foreach(json_object_get(from->edition, "criteria"), index, one)
    {
        if (scoring_criterion_of_star(one, from->star) &&
            !scoring_criterion(to->edition, to->star, criterion_id(one)))
            json_array_append(gone, json_object_get(one, "id"));
    }
    json_auto_t *carried = carry_answers(from, to);
    return json_pack("{s:i, s:o, s:o, s:o}", "answers", (int)json_object_size(carried), "new",
                     added, "changed", changed, "gone", gone);
}

static json_t *part_of(const json_t *answer, const char *name)
{
    json_t *value = json_object_get(answer, name);
    return value ? json_incref(value) : json_null();
}

static json_t *shown_answer(const json_t *criterion, const json_t *answer)
{
    return criterion
               ? json_pack("{s:o, s:o, s:o}", "answer", part_of(answer, "answer"), "justification",
                           part_of(answer, "justification"), "note", part_of(answer, "note"))
               : json_null();
}

/* The codes of what differs, in the order of the contract. */
static json_t *changes_of(const json_t *before, const json_t *after, const json_t *was,
                          const json_t *is)
{
    json_t *changes = json_array();
    if (!before || !after) {
        json_array_append_new(changes, json_string(before ? "criterion_gone" : "criterion_new"));
        return changes;
    }
    if (!same_text(before, after))
        json_array_append_new(changes, json_string("text"));
    static const char *const parts[] = {"answer", "justification", "note"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        json_auto_t *one = part_of(was, parts[i]), *other = part_of(is, parts[i]);
        if (!json_equal(one, other))
            json_array_append_new(changes, json_string(parts[i]));
    }
    return changes;
}

/* `before` and `after`: the criterion as each asks it, NULL where it does not. */
static void add_difference(const struct answer_set *from, const struct answer_set *to,
                           const json_t *before, const json_t *after, enum language language,
                           json_t *items)
{
    const json_t *asked = after ? after : before;
    const char *id = criterion_id(asked);
    const json_t *was = json_object_get(from->answers, id), *is = json_object_get(to->answers, id);
    json_t *changes = changes_of(before, after, was, is);
    bool reworded = before && after && !same_text(before, after);
    if (json_array_size(changes) == 0) {
        json_decref(changes);
        return;
    }
    json_array_append_new(items, json_pack("{s:s, s:O, s:O?, s:o, s:o, s:o}", "criterion", id,
                                           "text", criterion_text(asked, language), "text_before",
                                           reworded ? criterion_text(before, language) : NULL,
                                           "changes", changes, "before", shown_answer(before, was),
                                           "after", shown_answer(after, is)));
}

json_t *carry_differences(const struct answer_set *from, const struct answer_set *to,
                          enum language language)
{
    size_t index;
    const json_t *one;
    json_t *items = json_array();
    json_array_foreach(json_object_get(to->edition, "criteria"), index, one)
    {
        if (scoring_criterion_of_star(one, to->star))
            add_difference(from, to,
                           scoring_criterion(from->edition, from->star, criterion_id(one)), one,
                           language, items);
    }
    json_array_foreach(json_object_get(from->edition, "criteria"), index, one)
    {
        if (scoring_criterion_of_star(one, from->star) &&
            !scoring_criterion(to->edition, to->star, criterion_id(one)))
            add_difference(from, to, one, NULL, language, items);
    }
    return items;
}
