/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/way/list.h"

#include <stdio.h>
#include <string.h>

#include "base/json_out.h"
#include "handlers/way/cursor.h"

enum { LIST_VALUES_MAX = 16, COLUMN_ITEM = 0, COLUMN_KEYS = 1, KEY_COUNT = 2 };

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

static err read_page(struct request *request, enum query_id query, const char *const *values,
                     size_t count, struct page *page, struct fault *fault)
{
    struct cursor cursor;
    TRY(cursor_read(request, &cursor, fault));
    if (count + KEY_COUNT + 1 > LIST_VALUES_MAX)
        return fault_log(fault, ERR_INTERNAL, "too many parameters of a list");
    size_t limit = (size_t)request_number(request, "limit");
    char rows[24];
    /* One row more than shown tells whether there is a next page. */
    snprintf(rows, sizeof rows, "%zu", limit + 1);
    const char *all[LIST_VALUES_MAX];
    for (size_t i = 0; i < count; i++)
        all[i] = values[i];
    all[count] = cursor_key(&cursor, 0);
    all[count + 1] = cursor_key(&cursor, 1);
    all[count + 2] = rows;
    TRY(read_rows(request, query, all, count + 3, &page->exchange, &page->statement, fault));
    size_t found = exchange_rows(&page->exchange, page->statement);
    page->more = found > limit;
    page->shown = page->more ? limit : found;
    return OK;
}

static err write_item(struct request *request, const char *text, list_fill_fn *fill,
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

static void write_next(struct request *request, struct response *response, const struct page *page,
                       struct json_out *out)
{
    if (!page->more) {
        json_out_null(out, "next_cursor");
        return;
    }
    const char *keys[KEY_COUNT];
    for (size_t i = 0; i < KEY_COUNT; i++)
        keys[i] =
            exchange_value(&page->exchange, page->statement, page->shown - 1, COLUMN_KEYS + i);
    SCOPED(buf_release) struct buf cursor = BUF_INIT(CURSOR_TEXT_MAX);
    cursor_write(request, keys, KEY_COUNT, &cursor);
    out->buf->failed |= !buf_ok(&cursor);
    json_out_text(out, "next_cursor", buf_text(&cursor));
    response_next_page(response, request, buf_text(&cursor));
}

err list_page_filled(struct request *request, struct response *response, enum query_id query,
                     const char *const *values, size_t count, list_fill_fn *fill,
                     struct fault *fault)
{
    SCOPED(page_release) struct page page = {0};
    TRY(read_page(request, query, values, count, &page, fault));
    SCOPED(buf_release) struct buf text = BUF_INIT(RESPONSE_BODY_MAX);
    struct json_out out = JSON_OUT_INIT(&text);
    json_out_object(&out, NULL);
    json_out_array(&out, "items");
    for (size_t i = 0; i < page.shown; i++)
        TRY(write_item(request, exchange_value(&page.exchange, page.statement, i, COLUMN_ITEM),
                       fill, &out, fault));
    json_out_array_end(&out);
    write_next(request, response, &page, &out);
    json_out_object_end(&out);
    if (!buf_ok(&text))
        return fault_log(fault, ERR_INTERNAL, "page too large");
    read_answer(request, response, buf_text(&text), text.length);
    return OK;
}

err list_page(struct request *request, struct response *response, enum query_id query,
              const char *const *values, size_t count, struct fault *fault)
{
    return list_page_filled(request, response, query, values, count, NULL, fault);
}
