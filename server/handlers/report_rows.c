/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/report_rows.h"

#include <stdio.h>
#include <string.h>

#include "base/scope.h"
#include "domain/text.h"

enum { SENTENCE_MAX = 4096 };

const struct report_head report_heads[REPORT_COLUMNS] = {
    [REPORT_STATUS] = {"status", CELLS_TEXT, false, 14},
    [REPORT_STAR] = {"required_star", CELLS_TEXT, false, 9},
    [REPORT_CATEGORY] = {"category", CELLS_TEXT, false, 14},
    [REPORT_SUPPLIER] = {"name", CELLS_TEXT, false, 28},
    [REPORT_CODE] = {"code", CELLS_TEXT, false, 12},
    [REPORT_WHAT] = {"what", CELLS_TEXT, false, 20},
    [REPORT_COUNT] = {"count", CELLS_NUMBER, true, 8},
    [REPORT_BEFORE] = {"before", CELLS_NUMBER, true, 8},
    [REPORT_DIFFERENCE] = {"difference", CELLS_TEXT, true, 8},
    [REPORT_MET] = {"met", CELLS_NUMBER, true, 8},
    [REPORT_PENDING] = {"pending", CELLS_NUMBER, true, 9},
    [REPORT_LATE] = {"late", CELLS_NUMBER, true, 10},
    [REPORT_LATE_BEFORE] = {"late_before", CELLS_NUMBER, true, 12},
    [REPORT_SHARE] = {"share", CELLS_TEXT, true, 8},
    [REPORT_HELD] = {"held_star", CELLS_TEXT, false, 9},
    [REPORT_STOOD] = {"stood", CELLS_TEXT, false, 14},
    [REPORT_DAY] = {"day", CELLS_DAY, false, 12},
    [REPORT_DAYS_LATE] = {"days_late", CELLS_NUMBER, true, 9},
    [REPORT_ACTS] = {"acts", CELLS_TEXT, false, 10},
    [REPORT_ORGANISATION] = {"organisation", CELLS_TEXT, false, 24},
    [REPORT_AS_OF] = {"as_of", CELLS_DAY, false, 12},
    [REPORT_COMPARED_WITH] = {"compared_with", CELLS_DAY, false, 12},
    [REPORT_KNOWN_AT] = {"known_at", CELLS_TEXT, false, 20},
    [REPORT_DECIDED_AT] = {"decided_at", CELLS_TEXT, false, 20},
};

const struct report_section report_sections[REPORT_SECTIONS] = {
    {"statuses",
     NULL,
     NULL,
     0,
     {{REPORT_STATUS, 3}, {REPORT_COUNT, 1}, {REPORT_BEFORE, 1}, {REPORT_DIFFERENCE, 1}}},
    {"stars",
     NULL,
     NULL,
     0,
     {{REPORT_STAR, 2},
      {REPORT_COUNT, 1},
      {REPORT_MET, 1},
      {REPORT_PENDING, 1},
      {REPORT_LATE, 1.3},
      {REPORT_SHARE, 1}}},
    {"categories",
     "items",
     NULL,
     12,
     {{REPORT_CATEGORY, 2},
      {REPORT_COUNT, 1},
      {REPORT_MET, 1},
      {REPORT_PENDING, 1},
      {REPORT_LATE, 1.3},
      {REPORT_LATE_BEFORE, 1.3},
      {REPORT_SHARE, 1}}},
    {"late",
     "items",
     "due_on",
     20,
     {{REPORT_CATEGORY, 1.3},
      {REPORT_SUPPLIER, 2.3},
      {REPORT_STATUS, 1.1},
      {REPORT_STAR, 1.1},
      {REPORT_HELD, 1.05},
      {REPORT_DAY, 1.5},
      {REPORT_DAYS_LATE, 0.9},
      {REPORT_ACTS, 0.9}}},
    {"changed",
     "items",
     NULL,
     12,
     {{REPORT_SUPPLIER, 2.4}, {REPORT_CATEGORY, 1.3}, {REPORT_STOOD, 1.6}, {REPORT_STATUS, 1.6}}},
    {"coming",
     "items",
     "day",
     12,
     {{REPORT_DAY, 1.5},
      {REPORT_WHAT, 1.1},
      {REPORT_SUPPLIER, 2.4},
      {REPORT_CATEGORY, 1.3},
      {REPORT_STAR, 1.1},
      {REPORT_HELD, 1.05},
      {REPORT_ACTS, 0.9}}},
    {"unanswered",
     "items",
     "since",
     8,
     {{REPORT_WHAT, 1.8}, {REPORT_SUPPLIER, 2.4}, {REPORT_CATEGORY, 1.3}, {REPORT_DAY, 1.5}}},
};

const char *report_member(const json_t *object, const char *member)
{
    const char *text = json_string_value(json_object_get(object, member));
    return text ? text : "";
}

long long report_number(const json_t *object, const char *member)
{
    return (long long)json_integer_value(json_object_get(object, member));
}

long long report_total(const json_t *report, const struct report_section *section)
{
    const json_t *member = json_object_get(report, section->code);
    return json_is_object(member) ? report_number(member, "total")
                                  : (long long)json_array_size(member);
}

static const char *status_of(const json_t *item, enum language language)
{
    const char *status = report_member(item, "status"), *acts = report_member(item, "waiting_on");
    if (strcmp(status, "pending") == 0 && strcmp(acts, "buyer") == 0)
        return text_word(TEXT_STATUS_TO_BUYER, "pending_buyer", language);
    return status[0] ? text_label(status, acts[0] ? acts : NULL, language) : "";
}

static const char *acts_word(const json_t *item, enum language language)
{
    const char *acts = report_member(item, "waiting_on");
    if (strcmp(acts, "buyer") == 0)
        return text_word(TEXT_REPORT_TEXT, "ourselves", language);
    return acts[0] ? text_word(TEXT_ACTOR, acts, language) : "";
}

/* "" where there is no number. */
static void set_count(struct report_row *row, enum report_column column, const json_t *number)
{
    row->cells[column] = row->made[column];
    snprintf(row->made[column], REPORT_CELL_SIZE, json_is_integer(number) ? "%lld" : "",
             (long long)json_integer_value(number));
}

static void set_star(struct report_row *row, enum report_column column, const json_t *star)
{
    set_count(row, column, star);
    if (json_is_integer(star))
        snprintf(row->made[column], REPORT_CELL_SIZE, json_integer_value(star) > 0 ? "★%lld" : "–",
                 (long long)json_integer_value(star));
}

/* What is computed of two numbers. */
static void set_computed(struct report_row *row, const json_t *item)
{
    char *difference = row->made[REPORT_DIFFERENCE], *share = row->made[REPORT_SHARE];
    long long met = report_number(item, "met");
    long long demanded = met + report_number(item, "pending") + report_number(item, "late");
    difference[0] = share[0] = '\0';
    if (json_object_get(item, "count")) {
        long long more = report_number(item, "count") - report_number(item, "before");
        snprintf(difference, REPORT_CELL_SIZE, more ? "%+lld" : "0", more);
    }
    if (json_object_get(item, "met"))
        snprintf(share, REPORT_CELL_SIZE, demanded ? "%lld%%" : "–",
                 demanded ? 100 * met / demanded : 0);
    row->cells[REPORT_DIFFERENCE] = difference;
    row->cells[REPORT_SHARE] = share;
}

static void set_day(struct report_row *row, const json_t *item, const char *as_of)
{
    static const char *const members[] = {"due_on", "day", "since"};
    char *days = row->made[REPORT_DAYS_LATE];
    day due, on;
    row->cells[REPORT_DAY] = "";
    for (size_t i = 0; i < sizeof members / sizeof *members && !row->cells[REPORT_DAY][0]; i++)
        row->cells[REPORT_DAY] = report_member(item, members[i]);
    days[0] = '\0';
    if (strcmp(report_member(item, "status"), "overdue") == 0 &&
        day_parse(report_member(item, "due_on"), &due) && day_parse(as_of, &on))
        snprintf(days, REPORT_CELL_SIZE, "%d", (int)(on - due));
    row->cells[REPORT_DAYS_LATE] = days;
}

static void set_texts(struct report_row *row, const json_t *item, enum language language)
{
    const json_t *category = json_object_get(item, "category");
    const char *what = report_member(item, "what");
    row->cells[REPORT_STATUS] = status_of(item, language);
    row->cells[REPORT_STOOD] = status_of(json_object_get(item, "before"), language);
    row->cells[REPORT_CATEGORY] = json_is_null(category)
                                      ? text_word(TEXT_REPORT_TEXT, "no_category", language)
                                      : report_member(item, "category");
    row->cells[REPORT_SUPPLIER] = report_member(item, "name");
    row->cells[REPORT_CODE] = report_member(item, "code");
    row->cells[REPORT_WHAT] = what[0] ? text_word(TEXT_REPORT_TEXT, what, language) : "";
    row->cells[REPORT_ACTS] = acts_word(item, language);
}

void report_sentence(struct buf *out, const char *code, const json_t *values,
                     enum language language)
{
    SCOPED(free_at) char *text = json_dumps(values, JSON_COMPACT);
    struct json_members members;
    if (text && json_members_read((struct text_span){text, strlen(text)}, &members))
        text_render(out, TEXT_REPORT_TEXT, code, language, &members, 0);
}

/* What is so of the whole report. */
static void set_report(struct report_row *row, const json_t *report)
{
    row->cells[REPORT_ORGANISATION] = report_member(report, "organisation");
    row->cells[REPORT_AS_OF] = report_member(report, "as_of");
    row->cells[REPORT_COMPARED_WITH] = report_member(report, "compared_with");
    row->cells[REPORT_KNOWN_AT] = report_member(report, "known_at");
    row->cells[REPORT_DECIDED_AT] = report_member(report, "decided_at");
}

void report_more(const json_t *report, const struct report_section *section, long long more,
                 enum language language, report_row_fn *put, void *context)
{
    SCOPED(buf_release) struct buf text = BUF_INIT(SENTENCE_MAX);
    json_auto_t *numbers = json_pack("{s:I}", "count", (json_int_t)more);
    struct report_row row;
    for (size_t i = 0; i < REPORT_COLUMNS; i++)
        row.cells[i] = "";
    set_report(&row, report);
    report_sentence(&text, "more", numbers, language);
    row.cells[REPORT_WHAT] = buf_text(&text);
    put(context, section, &row);
}

size_t report_each(const json_t *report, const struct report_section *section, size_t most,
                   enum language language, report_row_fn *put, void *context)
{
    const json_t *list = json_object_get(report, section->code), *item;
    struct report_row row;
    size_t i;
    if (section->list)
        list = json_object_get(list, section->list);
    json_array_foreach(list, i, item)
    {
        if (most > 0 && i == most)
            break;
        const json_t *count = json_object_get(item, "count");
        set_texts(&row, item, language);
        set_star(&row, REPORT_STAR, json_object_get(item, "required_star"));
        set_star(&row, REPORT_HELD, json_object_get(item, "held_star"));
        set_count(&row, REPORT_COUNT, count ? count : json_object_get(item, "total"));
        set_count(&row, REPORT_BEFORE, json_object_get(item, "before"));
        set_count(&row, REPORT_MET, json_object_get(item, "met"));
        set_count(&row, REPORT_PENDING, json_object_get(item, "pending"));
        set_count(&row, REPORT_LATE, json_object_get(item, "late"));
        set_count(&row, REPORT_LATE_BEFORE, json_object_get(item, "late_before"));
        set_computed(&row, item);
        set_day(&row, item, report_member(report, "as_of"));
        set_report(&row, report);
        put(context, section, &row);
    }
    return i;
}
