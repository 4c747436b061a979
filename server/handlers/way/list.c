/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/way/list.h"

#include <stdio.h>
#include <string.h>

#include "base/json_out.h"
#include "handlers/way/cursor.h"

struct page {
    struct exchange exchange;
    size_t statement;
    size_t shown;
    bool more;
};

static void page_release(struct page *page)
{
    exchange_release(&page->exchange);
}

static err read_page(struct request *request, struct statement statement, struct page *page,
                     struct fault *fault)
{
    struct cursor cursor;
    TRY(app_expect(&statement, SHAPE_ITEM, fault));
    TRY(cursor_read(request, &cursor, fault));
    size_t limit = (size_t)request_number(request, "limit");
    /* One row more than shown tells whether there is a next page. */
    statement.page = &(struct query_page){.first = cursor_key(&cursor, 0),
                                          .second = cursor_key(&cursor, 1),
                                          .rows = (int32_t)limit + 1};
    TRY(read_rows(request, statement, &page->exchange, &page->statement, fault));
    size_t found = exchange_rows(&page->exchange, page->statement);
    page->more = found > limit;
    page->shown = page->more ? limit : found;
    return OK;
}

static err write_list_item(struct request *request, const char *text, list_fill_fn *fill,
                           struct json_out *out, struct fault *fault)
{
    if (!fill) {
        json_out_raw(out, NULL, text, strlen(text));
        return OK;
    }
    json_auto_t *item = json_loads(text, 0, NULL);
    if (!item)
        return fault_log(fault, ERR_INTERNAL, "an item of a list is not a JSON object");
    TRY(fill(request, item, fault));
    json_out_value(out, NULL, item);
    return OK;
}

err list_page_filled(struct request *request, struct response *response, struct statement statement,
                     list_fill_fn *fill, struct fault *fault)
{
    SCOPED(page_release) struct page page = {0};
    TRY(read_page(request, statement, &page, fault));
    SCOPED(buf_release) struct buf text = BUF_INIT(RESPONSE_BODY_MAX);
    struct json_out out = JSON_OUT_INIT(&text);
    json_out_object(&out, NULL);
    json_out_array(&out, "items");
    for (size_t i = 0; i < page.shown; i++)
        TRY(write_list_item(request, q_item_row(&page.exchange, page.statement, i).item, fill, &out,
                            fault));
    json_out_array_end(&out);
    struct q_item_row last = {0};
    if (page.more)
        last = q_item_row(&page.exchange, page.statement, page.shown - 1);
    cursor_next(request, response, (const char *const[]){last.first, last.second},
                page.more ? 2 : 0, &out);
    json_out_object_end(&out);
    if (!buf_ok(&text))
        return fault_log(fault, ERR_INTERNAL, "page too large");
    read_answer(request, response, buf_text(&text), text.length);
    return OK;
}

err list_page(struct request *request, struct response *response, struct statement statement,
              struct fault *fault)
{
    return list_page_filled(request, response, statement, NULL, fault);
}
