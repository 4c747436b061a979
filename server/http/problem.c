/* SPDX-License-Identifier: Apache-2.0 */
#include "http/problem.h"

#include <stdio.h>
#include <string.h>

#include "base/banned.h"

enum { TEXT_MAX = 4000 };

/* The text of a code, or NULL where there is none. */
static json_t *text_of_problem(const struct problem_style *style, const char *code,
                               const char *params, enum language language)
{
    SCOPED(buf_release) struct buf text = BUF_INIT(TEXT_MAX);
    if (style->text)
        style->text(code, params, language, &text);
    return buf_ok(&text) && text.length > 0 ? json_stringn_nocheck(text.data, text.length) : NULL;
}

/* A problem without a text of its own is still named by its kind. */
static json_t *title_of(const struct problem_style *style, const struct fault *fault,
                        enum language language)
{
    json_t *title =
        text_of_problem(style, fault->code, fault->params ? fault->params : "", language);
    if (!title)
        title = text_of_problem(style, err_default_code(fault->kind), "", language);
    return title ? title : json_string(fault->code);
}

static json_t *item_of(const struct problem_style *style, const struct fault_item *item,
                       enum language language)
{
    json_t *text = text_of_problem(style, item->code, item->params, language);
    json_t *params = json_loads(item->params, 0, NULL);
    return json_pack("{s:s, s:s, s:o, s:o}", "pointer", item->pointer, "code", item->code, "text",
                     text ? text : json_string(item->code), "params",
                     params ? params : json_object());
}

static json_t *fault_items(const struct problem_style *style, const struct fault *fault,
                           enum language language)
{
    json_t *items = json_array();
    for (size_t i = 0; i < fault->item_count; i++)
        json_array_append_new(items, item_of(style, &fault->items[i], language));
    return items;
}

static json_t *problem_of(const struct problem_style *style, const struct fault *fault,
                          const struct request *request)
{
    char type[300];
    snprintf(type, sizeof type, "%s%s", style->base, fault->code);
    json_t *problem = json_pack("{s:s, s:o, s:i, s:s}", "type", type, "title",
                                title_of(style, fault, request->language), "status",
                                err_http_status(fault->kind), "code", fault->code);
    json_t *params = fault->params ? json_loads(fault->params, 0, NULL) : NULL;
    if (params)
        json_object_set_new(problem, "params", params);
    if (fault->item_count > 0)
        json_object_set_new(problem, "errors", fault_items(style, fault, request->language));
    if (fault->items_left_out > 0) {
        json_object_set_new(problem, "more_errors", json_true());
        json_object_set_new(problem, "errors_left_out",
                            json_integer((json_int_t)fault->items_left_out));
    }
    json_object_set_new(problem, "request_id", json_string(request->id));
    return problem;
}

void problem_fill(const struct problem_style *style, const struct fault *fault,
                  const struct request *request, struct response *response)
{
    char allow[RESPONSE_ALLOW_SIZE], range[RESPONSE_RANGE_SIZE];
    memcpy(allow, response->allow, sizeof allow);
    memcpy(range, response->content_range, sizeof range);
    response_clear(response);
    memcpy(response->allow, allow, sizeof allow);
    if (fault->kind == ERR_RANGE)
        memcpy(response->content_range, range, sizeof range);
    json_auto_t *problem = problem_of(style, fault, request);
    response_json(response, err_http_status(fault->kind), problem);
    if (!buf_ok(&response->body)) /* no memory: the status alone */
        buf_clear(&response->body);
    response->content_type = "application/problem+json; charset=utf-8";
    response->language = request->language == LANGUAGE_JA ? "ja" : "en";
    response->retry_after = fault->retry_after;
    if (response->status == 503 && response->retry_after == 0)
        response->retry_after = 1;
}
