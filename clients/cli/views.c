/* SPDX-License-Identifier: Apache-2.0 */
/* view list, and --view of lists of suppliers. */
#include "views.h"

#include <string.h>

#include "base/buf.h"
#include "base/scope.h"
#include "call.h"
#include "commands.h"
#include "labels.h"
#include "rows.h"
#include "say.h"

enum { FILTER_MAX = 1200, FILTER_NAME_MAX = 40 };

static void add_one(struct buf *out, const json_t *value)
{
    char number[NUMBER_SIZE];
    if (json_is_integer(value))
        snprintf(number, sizeof number, "%lld", (long long)json_integer_value(value));
    if (out->length > 0)
        buf_char(out, ',');
    buf_text_add(out, json_is_integer(value) ? number : json_string_value(value));
}

/* As a parameter has it: several between commas. */
static void filter_text(struct buf *out, const json_t *value)
{
    size_t i;
    json_t *one;
    if (!json_is_array(value))
        add_one(out, value);
    else
        json_array_foreach(value, i, one) add_one(out, one);
}

static bool is_given(const struct session *session, const char *filter)
{
    char pointer[FILTER_NAME_MAX];
    snprintf(pointer, sizeof pointer, "?%s", filter);
    enum option_id id = command_pointed(session->arguments->command, pointer);
    return id != OPTION_NONE && argument(session->arguments, id) != NULL;
}

static const json_t *view_named(const json_t *views, const char *name)
{
    const json_t *found = NULL;
    size_t i;
    json_t *view;
    json_array_foreach(views, i, view)
    {
        if (strcmp(text_at(view, "name"), name) == 0 &&
            (found == NULL || json_is_true(json_object_get(view, "own"))))
            found = view;
    }
    return found;
}

static err read_views(struct session *session, json_t *views)
{
    struct hoshitori_target target;
    hoshitori_target(&target, "/v1/saved-views");
    call_large_pages(&target);
    return list_read(session, &target, views);
}

err view_filters(struct session *session, struct hoshitori_target *target, bool sorted)
{
    const char *name = argument(session->arguments, OPTION_VIEW);
    json_auto_t *views = json_array();
    const char *filter;
    json_t *value;
    if (name == NULL)
        return OK;
    TRY(read_views(session, views));
    const json_t *view = view_named(views, name);
    if (view == NULL)
        return refuse(session, ERR_NOT_FOUND, W_VIEW_UNKNOWN, name, NULL);
    json_object_foreach(json_object_get(view, "filters"), filter, value)
    {
        SCOPED(buf_release) struct buf text = BUF_INIT(FILTER_MAX);
        filter_text(&text, value);
        if (!is_given(session, filter))
            hoshitori_query(target, filter, buf_text(&text));
    }
    if (sorted && !is_given(session, "sort"))
        hoshitori_query(target, "sort", text_at(view, "sort"));
    return OK;
}

static void add_view(struct table *table, const json_t *view)
{
    SCOPED(buf_release) struct buf text = BUF_INIT(FILTER_MAX * 2);
    const char *filter;
    json_t *value;
    json_object_foreach(json_object_get(view, "filters"), filter, value)
    {
        SCOPED(buf_release) struct buf one = BUF_INIT(FILTER_MAX);
        filter_text(&one, value);
        buf_text_add(&text, text.length > 0 ? " " : "");
        buf_text_add(&text, filter);
        buf_char(&text, '=');
        buf_text_add(&text, buf_text(&one));
    }
    table_texts(table, text_at(view, "name"),
                label_of_yes(table->session, json_object_get(view, "shared")), buf_text(&text));
}

err run_view_list(struct session *session)
{
    static const enum word titles[] = {W_T_NAME, W_T_SHARED, W_T_FILTERS, W_NONE};
    return list_print(session, "/v1/saved-views", titles, add_view);
}
