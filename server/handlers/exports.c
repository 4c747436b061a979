/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/exports.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain/line.h"
#include "domain/sheet_out.h"
#include "handlers/sheet_file.h"

enum { PAGE_ROWS = 500, RUNS_MAX = 5, ITEM_MAX = 4 * STATUS_JSON_MAX, PIECE = 256 * 1024 };

struct export
{
    char *chosen; /* relationships, a comma behind each; NULL: all that the filters let through */
    size_t place; /* of the first one there that was not read yet */
    bool lines;   /* NDJSON */
    enum sheet_kind kind;
    struct sheet_file sheet;
    struct status_page page;
    struct buf item;
    struct buf first; /* what is sent first: computed while it is the request's turn */
};

static const char page_type[] = "application/json", lines_type[] = "application/x-ndjson";

/* `list`: a page of JSON is one of them. */
static const char *type_of(const struct request *request, bool list)
{
    static const char *const types[] = {page_type, CSV_TYPE, lines_type, XLSX_TYPE};
    size_t first = list ? 0 : 1;
    return request_preferred(request, types + first, sizeof types / sizeof *types - first);
}

bool export_wanted(const struct request *request)
{
    return type_of(request, true) != page_type;
}

static void export_release(void *context)
{
    struct export *export = context;
    if (!export)
        return;
    free(export->chosen);
    sheet_file_release(&export->sheet);
    status_page_release(&export->page);
    buf_release(&export->item);
    buf_release(&export->first);
    free(export);
}

static void export_release_at(struct export **export)
{
    export_release(*export);
}

static err export_item(struct export *export, const struct request *request, size_t index,
                       struct buf *lines, struct fault *fault)
{
    struct q_status_row row = status_page_row(&export->page, index);
    buf_clear(&export->item);
    struct json_out json = JSON_OUT_INIT(&export->item);
    TRY(status_item_add(&json, &row, request, export->page.view, export->page.as_of,
                        export->page.known_at, fault));
    if (!buf_ok(&export->item))
        return fault_log(fault, ERR_INTERNAL, "an item is too large");
    if (export->lines) {
        buf_add(lines, export->item.data, export->item.length);
        buf_char(lines, '\n');
        return OK;
    }
    json_auto_t *item = json_loadb(export->item.data, export->item.length, 0, NULL);
    if (!item || !sheet_item_write(&export->sheet.sink, export->kind, item, request->language))
        return fault_log(fault, ERR_INTERNAL, "an item is no JSON object, or too large");
    return OK;
}

/* The next ones of those chosen. */
static err read_chosen(struct export *export, struct request *request, struct fault *fault)
{
    SCOPED(buf_release) struct buf ids = BUF_INIT(PAGE_ROWS * UUID_TEXT_SIZE + 2);
    size_t length = strnlen(export->chosen + export->place, PAGE_ROWS * UUID_TEXT_SIZE);
    buf_char(&ids, '{');
    buf_add(&ids, export->chosen + export->place, length - 1);
    buf_char(&ids, '}');
    if (!buf_ok(&ids))
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    TRY(status_page_read_of(request, buf_text(&ids), &export->page, fault));
    export->place += length;
    export->page.more = export->chosen[export->place] != '\0';
    return OK;
}

static err read_export_page(struct export *export, struct request *request,
                            const struct cursor *cursor, struct fault *fault)
{
    return export->chosen ? read_chosen(export, request, fault)
                          : status_page_read(request, cursor, &export->page, fault);
}

/* A page that may pass is tried again: what is on its way cannot be taken back. */
static err read_next(struct export *export, struct request *request, struct fault *fault)
{
    struct cursor next = {0};
    err read = OK;
    if (!export->chosen) /* which are read by their ids; a page of theirs may be empty */
        status_page_next(&export->page, &next);
    for (int run = 0; run < RUNS_MAX; run++) {
        status_page_release(&export->page);
        fault_clear(fault);
        read = read_export_page(export, request, &next, fault);
        if (read.code != ERR_AGAIN)
            break;
    }
    return read;
}

/* Rows of a workbook go into its files, all others to `out`. */
static err write_page(struct export *export, const struct request *request, struct buf *out,
                      struct fault *fault)
{
    export->sheet.csv.out = out;
    for (size_t i = 0; i < export->page.count; i++)
        TRY(export_item(export, request, i, out, fault));
    return OK;
}

static err write_first(struct export *export, const struct request *request, struct fault *fault)
{
    export->sheet.csv.out = &export->first;
    if (!export->lines)
        sheet_head_write(&export->sheet.sink, export->kind, request->language);
    TRY(write_page(export, request, &export->first, fault));
    return buf_ok(&export->first) ? OK
                                  : fault_log(fault, ERR_INTERNAL, "a page is too large to send");
}

static err finish_workbook(struct export *export, struct request *request, struct fault *fault)
{
    while (export->page.more) {
        TRY(read_next(export, request, fault));
        TRY(write_page(export, request, NULL, fault));
    }
    return sheet_file_finish(&export->sheet, fault);
}

static err send_rows(struct request *request, struct writer *writer, void *context,
                     struct fault *fault)
{
    struct export *export = context;
    buf_add(&writer->buf, export->first.data, export->first.length);
    buf_release(&export->first);
    for (;;) {
        TRY(writer_flush(writer, fault));
        if (!export->page.more)
            return OK;
        TRY(read_next(export, request, fault));
        TRY(write_page(export, request, &writer->buf, fault));
    }
}

static err send_workbook(struct request *request, struct writer *writer, void *context,
                         struct fault *fault)
{
    struct export *export = context;
    (void)request;
    for (size_t count = 1; count > 0;) {
        if (!buf_reserve(&writer->buf, PIECE))
            return fault_log(fault, ERR_INTERNAL, "out of memory");
        TRY(xlsx_out_read(export->sheet.workbook, writer->buf.data, PIECE, &count, fault));
        writer->buf.length = count;
        TRY(writer_flush(writer, fault));
    }
    return OK;
}

static enum sheet_kind sheet_kind_of(enum status_view_kind kind)
{
    if (kind == STATUS_SUPPLIER_RECORD)
        return SHEET_OF_SUPPLIERS;
    return kind == STATUS_OF_SUPPLIER ? SHEET_OF_STATUSES : SHEET_OF_BUYERS;
}

static void set_head(const struct export *export, const struct request *request, const char *type,
                     struct response *response)
{
    const char *name = export->kind == SHEET_OF_SUPPLIERS ? "suppliers" : "statuses";
    response->language = request->language == LANGUAGE_JA ? "ja" : "en";
    if (!export->lines) {
        sheet_file_head(response, type, "%s-%s", name, export->page.as_of);
        return;
    }
    response->content_type = "application/x-ndjson; charset=utf-8";
    snprintf(response->disposition, sizeof response->disposition,
             "attachment; filename=\"%s-%s.ndjson\"", name, export->page.as_of);
}

/* `chosen`: NULL for the list. */
static err begin_export(struct request *request, struct response *response,
                        enum status_view_kind kind, char **chosen, struct fault *fault)
{
    const char *as_of = request_parameter(request, "as_of");
    const char *type = type_of(request, !chosen);
    struct cursor cursor;
    SCOPED(export_release_at) struct export *export = calloc(1, sizeof *export);
    if (!export)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    export->chosen = chosen ? steal(chosen) : NULL;
    export->lines = type == lines_type;
    export->kind = sheet_kind_of(kind);
    export->item = (struct buf)BUF_INIT(ITEM_MAX);
    export->first = (struct buf)BUF_INIT(WRITER_MAX);
    export->page.view = status_view_of(
        !export->lines && kind == STATUS_SUPPLIER_RECORD ? STATUS_SUPPLIER_SHEET : kind);
    export->page.as_of = as_of ? as_of : request->day;
    export->page.limit = PAGE_ROWS;
    /* A stream has no tag: that of a page of JSON must not empty it. */
    request->if_none_match = NULL;
    TRY(cursor_read(request, &cursor, fault));
    TRY(read_export_page(export, request, &cursor, fault));
    TRY(sheet_file_open(&export->sheet, request, type,
                        export->kind == SHEET_OF_SUPPLIERS ? "suppliers" : "statuses",
                        request->language, NULL, fault));
    bool workbook = export->sheet.workbook != NULL;
    TRY(write_first(export, request, fault));
    if (workbook)
        TRY(finish_workbook(export, request, fault));
    set_head(export, request, type, response);
    response->stream = (struct response_stream){workbook ? send_workbook : send_rows,
                                                steal(&export), export_release};
    return OK;
}

err export_begin(struct request *request, struct response *response, enum status_view_kind kind,
                 struct fault *fault)
{
    return begin_export(request, response, kind, NULL, fault);
}

err export_begin_of(struct request *request, struct response *response, char **chosen,
                    struct fault *fault)
{
    return begin_export(request, response, STATUS_SUPPLIER_RECORD, chosen, fault);
}
