/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/exports.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "domain/line.h"
#include "domain/sheet_out.h"

enum { PAGE_ROWS = 500, RUNS_MAX = 5, ITEM_MAX = 4 * STATUS_JSON_MAX };

struct export
{
    bool csv;
    enum sheet_kind kind;
    struct status_page page;
    struct buf item;
};

static const char csv_type[] = "text/csv";
static const char lines_type[] = "application/x-ndjson";

static bool csv_wanted(const struct request *request)
{
    return request_accepts(request, csv_type, "application/json");
}

bool export_wanted(const struct request *request)
{
    return csv_wanted(request) || request_accepts(request, lines_type, "application/json");
}

static void export_release(void *context)
{
    struct export *export = context;
    if (!export)
        return;
    status_page_release(&export->page);
    buf_release(&export->item);
    free(export);
}

static void export_release_at(struct export **export)
{
    export_release(*export);
}

static err write_item(struct export *export, const struct request *request, size_t index,
                      struct buf *out, struct fault *fault)
{
    struct row row = status_page_row(&export->page, index);
    buf_clear(&export->item);
    struct json_out json = JSON_OUT_INIT(&export->item);
    TRY(status_item_add(&json, &row, request, export->page.view, export->page.as_of,
                        export->page.known_at, fault));
    if (!buf_ok(&export->item))
        return fault_log(fault, ERR_INTERNAL, "an item is too large");
    if (!export->csv) {
        buf_add(out, export->item.data, export->item.length);
        buf_char(out, '\n');
        return OK;
    }
    json_auto_t *item = json_loadb(export->item.data, export->item.length, 0, NULL);
    if (!item)
        return fault_log(fault, ERR_INTERNAL, "an item is no JSON object");
    sheet_item_write(out, export->kind, item, request->language);
    return OK;
}

/* A page that may pass is tried again: what is on its way cannot be taken back. */
static err read_next(struct export *export, struct request *request, struct fault *fault)
{
    struct cursor next;
    err read = OK;
    status_page_next(&export->page, &next);
    for (int run = 0; run < RUNS_MAX; run++) {
        status_page_release(&export->page);
        fault_clear(fault);
        read = status_page_read(request, &next, &export->page, fault);
        if (read.code != ERR_AGAIN)
            break;
    }
    return read;
}

static err write_all(struct request *request, struct writer *writer, void *context,
                     struct fault *fault)
{
    struct export *export = context;
    if (export->csv) {
        buf_text_add(&writer->buf, CSV_BOM);
        sheet_head_write(&writer->buf, export->kind, request->language);
    }
    for (;;) {
        for (size_t i = 0; i < export->page.count; i++)
            TRY(write_item(export, request, i, &writer->buf, fault));
        TRY(writer_flush(writer, fault));
        if (!export->page.more)
            return OK;
        TRY(read_next(export, request, fault));
    }
}

static enum sheet_kind sheet_kind_of(enum status_view_kind kind)
{
    if (kind == STATUS_SUPPLIER_RECORD)
        return SHEET_OF_SUPPLIERS;
    return kind == STATUS_OF_SUPPLIER ? SHEET_OF_STATUSES : SHEET_OF_BUYERS;
}

err export_begin(struct request *request, struct response *response, enum status_view_kind kind,
                 struct fault *fault)
{
    const char *as_of = request_parameter(request, "as_of");
    struct cursor cursor;
    SCOPED(export_release_at) struct export *export = calloc(1, sizeof *export);
    if (!export)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    export->csv = csv_wanted(request);
    export->kind = sheet_kind_of(kind);
    export->item = (struct buf)BUF_INIT(ITEM_MAX);
    export->page.view = status_view_of(
        export->csv && kind == STATUS_SUPPLIER_RECORD ? STATUS_SUPPLIER_SHEET : kind);
    export->page.as_of = as_of ? as_of : request->day;
    export->page.limit = PAGE_ROWS;
    /* A stream has no tag: that of a page of JSON must not empty it. */
    request->if_none_match = NULL;
    TRY(cursor_read(request, &cursor, fault));
    TRY(status_page_read(request, &cursor, &export->page, fault));
    response->content_type =
        export->csv ? "text/csv; charset=utf-8" : "application/x-ndjson; charset=utf-8";
    response->language = request->language == LANGUAGE_JA ? "ja" : "en";
    snprintf(response->disposition, sizeof response->disposition,
             "attachment; filename=\"%s-%s.%s\"",
             kind == STATUS_SUPPLIER_RECORD ? "suppliers" : "statuses", export->page.as_of,
             export->csv ? "csv" : "ndjson");
    response->stream = (struct response_stream){write_all, steal(&export), export_release};
    return OK;
}
