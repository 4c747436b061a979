/* SPDX-License-Identifier: Apache-2.0 */
/* `deprecated: true` says that something should not be used any more, `x-deprecation` beside it
 * since which day, until which day it works, and where to read what to do. It is looked for in an
 * operation and in all that it takes and answers with. */
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "contract.h"

struct search {
    struct source *source;
    const char *where;
    json_t *seen;        /* references that were followed */
    const json_t *first; /* of what was found, the one that ends first */
};

static const char *said(const json_t *deprecation, const char *member)
{
    return json_string_value(json_object_get(deprecation, member));
}

static bool is_day(const char *text)
{
    struct civil day;
    return text && calendar_read(&text, &day) && !*text;
}

static const char *fault_of(const json_t *deprecation)
{
    const char *since = said(deprecation, "since"), *sunset = said(deprecation, "sunset"),
               *link = said(deprecation, "link");
    if (!is_day(since))
        return "x-deprecation says no day in 'since'";
    if (json_object_get(deprecation, "sunset") && !(is_day(sunset) && strcmp(since, sunset) < 0))
        return "x-deprecation says no day behind 'since' in 'sunset'";
    if (!link || strcspn(link, " \"<>\\") != strlen(link) ||
        (link[0] != '/' && strncmp(link, "https://", 8) != 0))
        return "x-deprecation says no address in 'link'";
    return NULL;
}

static bool ends_before(const json_t *one, const json_t *other)
{
    const char *first = said(one, "sunset"), *second = said(other, "sunset");
    int order = first && second ? strcmp(first, second) : !first - !second;
    return order ? order < 0 : strcmp(said(one, "since"), said(other, "since")) < 0;
}

static void look_at(struct search *search, const json_t *object)
{
    const json_t *deprecation = json_object_get(object, "x-deprecation");
    bool deprecated = json_is_true(json_object_get(object, "deprecated"));
    if (!deprecated && !deprecation)
        return;
    const char *fault = deprecated && deprecation
                            ? fault_of(deprecation)
                            : "deprecated: true and x-deprecation stand together";
    if (fault)
        source_problem(search->source, search->where, "%s", fault);
    else if (!search->first || ends_before(deprecation, search->first))
        search->first = deprecation;
}

static void look_into(struct search *search, const json_t *value, bool named);

static void follow_reference(struct search *search, const json_t *object)
{
    const char *reference = said(object, "$ref");
    if (!reference || json_object_get(search->seen, reference))
        return;
    json_object_set_new(search->seen, reference, json_true());
    look_into(search, source_resolve(search->source, object), false);
}

/* What the contract shows of a value, and is no part of its shape. */
static bool is_shown(const char *member)
{
    return strncmp(member, "x-", 2) == 0 || strncmp(member, "example", 7) == 0 ||
           strcmp(member, "default") == 0 || strcmp(member, "const") == 0;
}

/* named: its members have names of their own, and are no keywords. */
static void look_into(struct search *search, const json_t *value, bool named)
{
    size_t index;
    const char *member;
    json_t *item;
    json_array_foreach(value, index, item) look_into(search, item, false);
    if (!json_is_object(value))
        return;
    if (!named) {
        look_at(search, value);
        follow_reference(search, value);
    }
    json_object_foreach((json_t *)value, member, item) if (named || !is_shown(member))
        look_into(search, item, !named && strcmp(member, "properties") == 0);
}

const json_t *declared_deprecation(struct source *source, const struct declared *declared)
{
    json_auto_t *seen = json_object();
    struct search search = {.source = source, .where = declared->where, .seen = seen};
    look_into(&search, declared->operation, false);
    look_into(&search, declared->parameters, false);
    return search.first;
}

/* Seconds since 1970 at which the day begins in Tokyo. */
static int64_t beginning(const char *day)
{
    struct civil civil = {0};
    return calendar_read(&day, &civil) ? calendar_days(civil) * 86400 - 9 * 3600 : 0;
}

static void emit_instant(FILE *out, int64_t seconds)
{
    static const char days[][4] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int64_t number = seconds / 86400;
    struct civil day = calendar_civil(number);
    fprintf(out, "%s, %02d %s %04d %02d:00:00 GMT", days[number % 7], day.day,
            months[day.month - 1], (int)day.year, (int)(seconds % 86400 / 3600));
}

void emit_deprecation(FILE *out, const json_t *deprecation)
{
    const char *sunset = said(deprecation, "sunset");
    fprintf(out, ",\n     .deprecation = \"Deprecation: @%lld\\r\\n",
            (long long)beginning(said(deprecation, "since")));
    if (sunset) {
        fprintf(out, "Sunset: ");
        emit_instant(out, beginning(sunset));
        fprintf(out, "\\r\\n");
    }
    fprintf(out, "Link: <%s>; rel=\\\"deprecation\\\"; type=\\\"text/html\\\"\\r\\n\"",
            said(deprecation, "link"));
}
