/* SPDX-License-Identifier: Apache-2.0 */
/* plan: of a buyer, what is due when and who has to do what next; of a supplier, the one list of
 * steps for all its buyers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/scope.h"
#include "buyers.h"
#include "call.h"
#include "commands.h"
#include "labels.h"
#include "rows.h"
#include "say.h"
#include "table.h"

enum { NAMES_MAX = 1024 * 1024, CURSOR_SIZE = 8192 };

/* Open, or about to be, with something for somebody to do. */
static bool is_open(const json_t *item)
{
    const char *status = text_at(item, "status.status");
    return strcmp(status, "met") != 0 && strcmp(status, "no_requirement") != 0 &&
           strcmp(text_at(item, "status.next_step.code"), "none") != 0;
}

/* The day by which something must be done: due, or the end of validity. */
static const char *day_of(const json_t *item)
{
    const char *until = text_at(item, "status.declaration.valid_until");
    bool expires = strcmp(text_at(item, "status.status"), "expiring") == 0;
    return expires && until[0] != '\0' ? until : text_at(item, "status.due_on");
}

static int by_day(const void *one, const void *other)
{
    return strcmp(day_of(*(json_t *const *)one), day_of(*(json_t *const *)other));
}

static int by_step(const void *one, const void *other)
{
    const json_t *first = *(json_t *const *)one;
    const json_t *second = *(json_t *const *)other;
    int order =
        strcmp(text_at(first, "status.next_step.actor"), text_at(second, "status.next_step.actor"));
    if (order == 0)
        order = strcmp(text_at(first, "status.next_step.code"),
                       text_at(second, "status.next_step.code"));
    return order != 0 ? order : by_day(one, other);
}

static err read_open(struct session *session, json_t *items)
{
    SCOPED(hoshitori_list_release) struct hoshitori_list list = {0};
    TRY(call_list_begin(session, &list));
    const json_t *item;
    hoshitori_target(&list.target, "/v1/statuses");
    call_filters(session, &list.target, OPTION_SIDE, OPTION_KNOWN_AT);
    call_filters(session, &list.target, OPTION_CATEGORY, OPTION_TAG);
    hoshitori_query(&list.target, "status", "pending,overdue,lapsed,expiring");
    call_large_pages(&list.target);
    while ((item = hoshitori_next(&list)) != NULL)
        if (is_open(item))
            json_array_append(items, (json_t *)item);
    return call_list_end(session, &list);
}

/* The same items in order; NULL when memory ran out. */
static json_t *sorted(const json_t *items, int (*order)(const void *, const void *))
{
    size_t count = json_array_size(items);
    SCOPED(free_at) const json_t **pointers = calloc(count + 1, sizeof *pointers);
    json_t *result = json_array();
    for (size_t i = 0; pointers != NULL && i < count; i++)
        pointers[i] = json_array_get(items, i);
    if (pointers != NULL)
        qsort(pointers, count, sizeof *pointers, order);
    for (size_t i = 0; pointers != NULL && i < count; i++)
        json_array_append(result, (json_t *)pointers[i]);
    return result;
}

static void add_open(struct table *table, const json_t *item)
{
    const json_t *status = json_object_get(item, "status");
    const char *code = text_at(item, "code");
    table_add(table, style_of_status(text_at(status, "status"), text_at(status, "waiting_on")),
              day_of(item));
    table_add(table, STYLE_PLAIN,
              label_of_actor(table->session, text_at(status, "next_step.actor")));
    SCOPED(free_at)
    char *name = phrase(table->session, code[0] != '\0' ? W_NAME_CODE : W_AS_IS,
                        text_at(item, "counterparty.name"), code, NULL);
    table_add(table, STYLE_PLAIN, name);
    add_stars(table, status);
    table_add(table, STYLE_PLAIN, text_at(status, "next_step.text"));
}

static void print_items(const struct session *session, const json_t *items, size_t limit)
{
    static const enum word titles[] = {W_T_BY_DAY, W_T_ACTOR,     W_T_NAME,
                                       W_T_HELD,   W_T_NEXT_STEP, W_NONE};
    SCOPED(table_release) struct table table;
    size_t i;
    json_t *item;
    char count[NUMBER_SIZE];
    table_begin(&table, session, titles);
    json_array_foreach(items, i, item) if (i < limit) add_open(&table, item);
    table_print(&table, stdout);
    if (json_array_size(items) > limit)
        say(session, stderr, W_MORE_ROWS, number_text((int64_t)limit, count), NULL);
}

static bool is_same_step(const json_t *one, const json_t *other)
{
    return other != NULL &&
           strcmp(text_at(one, "status.next_step.code"), text_at(other, "status.next_step.code")) ==
               0 &&
           strcmp(text_at(one, "status.next_step.actor"),
                  text_at(other, "status.next_step.actor")) == 0;
}

/* One row for each step: the items come sorted by it, each step's first day first. */
static void print_steps(const struct session *session, const json_t *items)
{
    static const enum word titles[] = {W_T_BY_DAY, W_T_ACTOR, W_T_COUNT, W_T_NEXT_STEP, W_NONE};
    SCOPED(table_release) struct table table;
    table_begin(&table, session, titles);
    for (size_t i = 0; i < json_array_size(items);) {
        const json_t *first = json_array_get(items, i);
        size_t count = 1;
        while (is_same_step(first, json_array_get(items, i + count)))
            count++;
        table_texts(&table, day_of(first),
                    label_of_actor(session, text_at(first, "status.next_step.actor")));
        table_add_number(&table, (int64_t)count);
        table_add(&table, STYLE_PLAIN, text_at(first, "status.next_step.text"));
        i += count;
    }
    table_print(&table, stdout);
}

/* The names of the buyers whom a step serves, of many the first; free(). */
static char *served(const struct session *session, const json_t *step)
{
    SCOPED(buf_release) struct buf names = BUF_INIT(NAMES_MAX);
    size_t i, shown = json_array_size(json_object_get(step, "serves"));
    int64_t others = whole_at(step, "serves_count") - (int64_t)shown;
    char count[NUMBER_SIZE];
    json_t *one;
    json_array_foreach(json_object_get(step, "serves"), i, one)
    {
        buf_text_add(&names, i > 0 ? ", " : "");
        buf_text_add(&names, text_at(one, "buyer"));
    }
    SCOPED(free_at)
    char *more = phrase(session, W_AND_OTHERS, number_text(others, count), NULL);
    buf_text_add(&names, others > 0 ? more : "");
    return strdup(buf_text(&names));
}

static void print_checklist(const struct session *session, const json_t *plan)
{
    static const enum word titles[] = {W_T_BY_DAY, W_T_FROM,      W_T_REQUIRED,
                                       W_T_FOR,    W_T_NEXT_STEP, W_NONE};
    SCOPED(table_release) struct table table;
    size_t i;
    json_t *one;
    char star[STAR_TEXT_SIZE];
    table_begin(&table, session, titles);
    json_array_foreach(json_object_get(plan, "steps"), i, one)
    {
        bool late = strcmp(text_at(one, "by"), text_at(plan, "as_of")) < 0;
        SCOPED(free_at) char *names = served(session, one);
        table_add(&table, late ? style_of_status("overdue", "") : STYLE_PLAIN, text_at(one, "by"));
        table_texts(&table, text_at(one, "from"), star_text(session, whole_at(one, "star"), star),
                    names, text_at(one, "step.text"));
    }
    if (table_rows(&table) > 0)
        table_print(&table, stdout);
    else
        say(session, stdout, W_NOTHING_OPEN, NULL);
    json_array_foreach(json_object_get(plan, "demands"), i, one)
    {
        const char *waits = text_at(one, "waits_for");
        if (waits[0] != '\0' && json_array_size(json_object_get(one, "steps")) == 0)
            say(session, stdout, W_PLAN_WAITING, text_at(one, "buyer"),
                word(session, strcmp(waits, "buyer") == 0 ? W_WAITS_BUYER : W_WAITS_SCHEME), NULL);
    }
}

/* Whether a list was asked for, as a buyer reads it. */
static bool lists(const struct session *session)
{
    static const enum option_id options[] = {
        OPTION_BY,  OPTION_WAITING_ON, OPTION_REQUIRED_STAR, OPTION_CATEGORY,
        OPTION_TAG, OPTION_DUE_BY,     OPTION_LIMIT};
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (argument(session->arguments, options[i]) != NULL)
            return true;
    return false;
}

/* One part of the plan, behind those in `whole`; `cursor`: of the part that follows, "" for none.
 */
static err read_part(struct session *session, json_t *whole, char cursor[static CURSOR_SIZE])
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer part = {0};
    struct hoshitori_request request = {.method = "GET"};
    hoshitori_target(&request.target, "/v1/plan");
    call_filters(session, &request.target, OPTION_AS_OF, OPTION_AS_OF);
    if (cursor[0] != '\0')
        hoshitori_query(&request.target, "cursor", cursor);
    TRY(call(session, &request, 0, &part));
    snprintf(cursor, CURSOR_SIZE, "%s", text_at(part.json, "next_cursor"));
    json_array_extend(json_object_get(whole, "steps"), json_object_get(part.json, "steps"));
    json_array_extend(json_object_get(whole, "demands"), json_object_get(part.json, "demands"));
    json_object_update_missing(whole, part.json);
    return OK;
}

static err plan_of_supplier(struct session *session)
{
    json_auto_t *plan = json_pack("{s:[], s:[], s:n}", "steps", "demands", "next_cursor");
    char cursor[CURSOR_SIZE] = "";
    do {
        TRY(read_part(session, plan, cursor));
    } while (cursor[0] != '\0');
    return show_answer(session, plan, print_checklist);
}

err run_plan(struct session *session)
{
    const char *limit = argument(session->arguments, OPTION_LIMIT);
    const char *by = argument(session->arguments, OPTION_BY);
    bool steps = by != NULL && strcmp(by, "step") == 0;
    json_auto_t *items = json_array();
    size_t most = limit != NULL ? (size_t)strtoull(limit, NULL, 10) : ROWS_SHOWN;
    const char *side;
    TRY(side_of(session, &side));
    if (strcmp(side, "supplier") == 0 && !lists(session))
        return plan_of_supplier(session);
    TRY(read_open(session, items));
    json_auto_t *ordered = sorted(items, steps ? by_step : by_day);
    if (session->json)
        print_json(ordered);
    else if (json_array_size(ordered) == 0)
        say(session, stdout, W_NOTHING_OPEN, NULL);
    else if (steps)
        print_steps(session, ordered);
    else
        print_items(session, ordered, most > 0 ? most : SIZE_MAX);
    return OK;
}
