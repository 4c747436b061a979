/* SPDX-License-Identifier: Apache-2.0 */
/* Statuses: one, and pages of them, for both sides. */
#include "operations.h"

#include "base/memory.h"
#include "domain/line.h"
#include "handlers/exports.h"
#include "handlers/status_page.h"
#include "handlers/way/pass.h"

static err status_one(struct request *request, struct response *response,
                      enum status_view_kind kind, const char *selector, struct fault *fault)
{
    const struct view *view = status_view_of(kind);
    const char *as_of = request_parameter(request, "as_of");
    char instant[CLOCK_TEXT_SIZE];
    const char *known_at = NULL;
    if (!as_of)
        as_of = request->day;
    TRY(read_known_at(request, instant, &known_at, fault));
    const struct q_status_get_known parameters = {
        OWN,          .selector = selector,   .side = side_name(view->side),
        .day = as_of, .record = view->record, .known_at = known_at};
    SCOPED(exchange_release) struct exchange exchange = {0};
    size_t index = 0;
    TRY(read_rows(request, known_at ? q_status_get_known(&parameters) : q_status_get(&parameters),
                  &exchange, &index, fault));
    if (exchange_rows(&exchange, index) == 0)
        return fault_set(fault, ERR_NOT_FOUND, NULL);

    struct q_status_row row = q_status_row(&exchange, index, 0);
    SCOPED(buf_release) struct buf text = BUF_INIT(2 * STATUS_JSON_MAX);
    struct json_out out = JSON_OUT_INIT(&text);
    TRY(status_item_add(&out, &row, request, view, as_of, known_at, fault));
    if (!buf_ok(&text))
        return fault_log(fault, ERR_INTERNAL, "status too large");
    read_answer(request, response, buf_text(&text), text.length);
    return OK;
}

static err write_items(struct request *request, const struct status_page *page,
                       struct json_out *out, struct fault *fault)
{
    json_out_array(out, "items");
    for (size_t i = 0; i < page->count; i++) {
        struct q_status_row row = status_page_row(page, i);
        TRY(status_item_add(out, &row, request, page->view, page->as_of, page->known_at, fault));
    }
    json_out_array_end(out);
    return OK;
}

static void write_next_since(const struct request *request, const struct status_page *page,
                             struct json_out *out)
{
    char since[CLOCK_TEXT_SIZE];
    status_page_since(request, since);
    if (since[0])
        json_out_text(out, "next_changed_since", page->more ? NULL : since);
}

/* With changed_since a page says of the next time what depends on the instant; what was known
 * once is as good as never asked for again. */
static struct page_cache *cache_of(const struct request *request)
{
    bool kept =
        !request_parameter(request, "changed_since") && !request_parameter(request, "known_at");
    return kept ? app_of(request)->pages : NULL;
}

static err status_list_page(struct request *request, struct response *response,
                            enum status_view_kind kind, struct fault *fault)
{
    const char *as_of = request_parameter(request, "as_of");
    struct cursor cursor;
    if (export_wanted(request) && kind != STATUS_BUYER_RECORD)
        return export_begin(request, response, kind, fault);
    SCOPED(status_page_release)
    struct status_page page = {.view = status_view_of(kind),
                               .as_of = as_of ? as_of : request->day,
                               .limit = request_number(request, "limit"),
                               .cache = cache_of(request)};
    TRY(cursor_read(request, &cursor, fault));
    TRY(status_page_read(request, &cursor, &page, fault));
    if (response_not_modified(response, request, status_page_tag(&page)))
        return OK;
    const struct kept_page *kept = status_page_kept(&page);
    if (kept) {
        response_json_text(response, 200, kept->body, kept->body_length);
        buf_add(&response->link, kept->link, kept->link_length);
        return OK;
    }
    struct json_out out = JSON_OUT_INIT(&response->body);
    json_out_object(&out, NULL);
    TRY(write_items(request, &page, &out, fault));
    struct cursor next = {0};
    if (page.more)
        status_page_next(&page, &next);
    cursor_next(request, response, (const char *const[]){next.keys[0], next.keys[1]}, next.count,
                &out);
    write_next_since(request, &page, &out);
    json_out_object_end(&out);
    if (!buf_ok(&response->body) || !buf_ok(&response->link))
        return fault_log(fault, ERR_INTERNAL, "page too large");
    if (page.cache && !memory_short())
        page_cache_put(page.cache, &page.key, status_page_tag(&page), &response->body,
                       &response->link);
    return OK;
}

static err status_side_page(struct request *request, struct response *response, enum side side,
                            struct fault *fault)
{
    return status_list_page(request, response,
                            side == SIDE_BUYER ? STATUS_OF_SUPPLIER : STATUS_OF_BUYER, fault);
}

err status_list(struct request *request, struct response *response, struct fault *fault)
{
    return side_run(status_side_page, request, response, fault);
}

PASS(status_list_page, supplier_list, STATUS_SUPPLIER_RECORD)

PASS(status_list_page, buyer_list, STATUS_BUYER_RECORD)

PASS(status_one, supplier_get, STATUS_SUPPLIER_RECORD, request_parameter(request, "supplier"))

PASS(status_one, buyer_get, STATUS_BUYER_RECORD, request_parameter(request, "buyer"))

PASS(status_one, supplier_status_get, STATUS_OF_SUPPLIER, request_parameter(request, "supplier"))

PASS(status_one, buyer_status_get, STATUS_OF_BUYER, request_parameter(request, "buyer"))
