/* SPDX-License-Identifier: Apache-2.0 */
#include "rows.h"

#include <stdlib.h>

#include "base/scope.h"
#include "call.h"
#include "labels.h"
#include "say.h"
#include "table.h"
#include "views.h"

static const enum word TITLES[] = {W_T_CODE, W_T_NAME,   W_T_REQUIRED,  W_T_HELD,
                                   W_T_DUE,  W_T_STATUS, W_T_NEXT_STEP, W_NONE};
/* Without the buyer's code. */
static const enum word SUPPLIER_TITLES[] = {W_T_NAME,   W_T_REQUIRED,  W_T_HELD, W_T_DUE,
                                            W_T_STATUS, W_T_NEXT_STEP, W_NONE};

static size_t limit_of(const struct session *session)
{
    const char *given = argument(session->arguments, OPTION_LIMIT);
    size_t limit = given != NULL ? (size_t)strtoull(given, NULL, 10) : ROWS_SHOWN;
    return limit > 0 ? limit : SIZE_MAX;
}

static void add_row(struct table *table, const struct rows *rows, const json_t *item)
{
    char star[STAR_TEXT_SIZE];
    const json_t *status = json_object_get(item, "status");
    if (rows->code[0] != '\0')
        table_add(table, STYLE_PLAIN, text_at(item, rows->code));
    table_texts(table, text_at(item, rows->name),
                star_text(table->session, whole_at(status, "required_star"), star));
    add_stars(table, status);
    table_add(table, STYLE_PLAIN, text_at(status, "due_on"));
    add_status(table, status);
    table_add(table, STYLE_PLAIN, text_at(status, "next_step.text"));
}

/* What is required and not met; nothing required is fine. */
static bool is_unmet(const json_t *item)
{
    return json_is_false(json_at(item, "status.meets"));
}

static void tell_count(const struct session *session, size_t shown, bool more)
{
    char count[NUMBER_SIZE];
    if (!session->quiet)
        say(session, stderr,
            shown == 0 ? W_NO_ROWS
            : more     ? W_MORE_ROWS
                       : W_ROWS,
            number_text((int64_t)shown, count), NULL);
}

static void print_table(const struct session *session, const struct rows *rows, const json_t *items,
                        bool more)
{
    SCOPED(table_release) struct table table;
    size_t i;
    json_t *item;
    table_begin(&table, session, rows->code[0] != '\0' ? TITLES : SUPPLIER_TITLES);
    json_array_foreach(items, i, item) add_row(&table, rows, item);
    if (rows->count > 0)
        table_print(&table, stdout);
    tell_count(session, rows->count, more);
}

err rows_print(struct session *session, struct rows *rows)
{
    SCOPED(hoshitori_list_release) struct hoshitori_list list = {0};
    TRY(call_list_begin(session, &list));
    json_auto_t *items = json_array();
    size_t limit = limit_of(session);
    const json_t *item;
    bool more = false;
    hoshitori_target(&list.target, rows->path, "");
    call_filters(session, &list.target, OPTION_SIDE, OPTION_KNOWN_AT);
    call_filters(session, &list.target, OPTION_CATEGORY, OPTION_TAG);
    TRY(view_filters(session, &list.target, true));
    call_large_pages(&list.target);
    bool all = argument(session->arguments, OPTION_REQUIRE) != NULL;
    while ((!more || all) && (item = hoshitori_next(&list)) != NULL) {
        more = json_array_size(items) == limit;
        if (!more)
            json_array_append(items, (json_t *)item);
        rows->unmet = rows->unmet || is_unmet(item);
    }
    TRY(call_list_end(session, &list));
    rows->count = json_array_size(items);
    if (session->json)
        print_json(items);
    else
        print_table(session, rows, items, more);
    return OK;
}

err list_read(struct session *session, const struct hoshitori_target *target, json_t *items)
{
    SCOPED(hoshitori_list_release) struct hoshitori_list list = {.target = *target};
    TRY(call_list_begin(session, &list));
    const json_t *item;
    while ((item = hoshitori_next(&list)) != NULL)
        json_array_append(items, (json_t *)item);
    return call_list_end(session, &list);
}

err items_print(struct session *session, const json_t *items, const enum word *titles,
                void (*add)(struct table *table, const json_t *item))
{
    SCOPED(table_release) struct table table;
    size_t i;
    json_t *item;
    table_begin(&table, session, titles);
    json_array_foreach(items, i, item) add(&table, item);
    if (session->json)
        print_json(items);
    else if (table_rows(&table) > 0)
        table_print(&table, stdout);
    else if (!session->quiet)
        say(session, stderr, W_NO_ROWS, NULL);
    return OK;
}

err list_print_some(struct session *session, const struct hoshitori_target *target,
                    const enum word *titles, void (*add)(struct table *table, const json_t *item))
{
    SCOPED(hoshitori_list_release) struct hoshitori_list list = {.target = *target};
    TRY(call_list_begin(session, &list));
    SCOPED(table_release) struct table table;
    json_auto_t *items = json_array();
    size_t limit = limit_of(session);
    const json_t *item;
    bool more = false;
    table_begin(&table, session, titles);
    while (!more && (item = hoshitori_next(&list)) != NULL) {
        more = json_array_size(items) == limit;
        if (!more && json_array_append(items, (json_t *)item) == 0)
            add(&table, item);
    }
    TRY(call_list_end(session, &list));
    if (session->json) {
        print_json(items);
        return OK;
    }
    if (table_rows(&table) > 0)
        table_print(&table, stdout);
    tell_count(session, json_array_size(items), more);
    return OK;
}

err list_print(struct session *session, const char *path, const enum word *titles,
               void (*add)(struct table *table, const json_t *item))
{
    struct hoshitori_target target;
    json_auto_t *items = json_array();
    hoshitori_target(&target, path, "");
    call_large_pages(&target);
    TRY(list_read(session, &target, items));
    return items_print(session, items, titles, add);
}
