/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/import_rows.h"

#include <string.h>

#include "base/csv.h"
#include "base/encoding.h"
#include "base/json_rows.h"
#include "base/xlsx_in.h"
#include "handlers/import_json.h"
#include "handlers/import_sheet.h"
#include "http/fault_params.h"

enum { PIECE = 64 * 1024, TEXT_MAX = 1024 * 1024, SIGNATURE_MAX = 100 };

struct source {
    struct decoder decoder;
    struct buf text; /* what arrived and is not yet handed out */
    size_t scanned;
    bool quoted;
    size_t line;
    char separator;
    struct json_rows rows;
    struct import_sheet sheet;
};

static void source_release(struct source *source)
{
    decoder_close(&source->decoder);
    buf_release(&source->text);
    buf_release(&source->sheet.head);
    buf_release(&source->sheet.held);
}

/* CSV */

static err take_csv(struct source *source, size_t whole, struct fault *fault)
{
    char after = source->text.data[whole];
    source->text.data[whole] = '\0';
    struct csv_reader reader = csv_reader_of(source->text.data, whole, source->line);
    if (!source->sheet.headed)
        source->separator = csv_separator(source->text.data, whole, import_is_heading);
    reader.separator = source->separator;
    const struct cells_source rows = {csv_next, &reader};
    TRY(import_take(&source->sheet, &rows, fault));
    source->line = reader.line;
    source->text.data[whole] = after;
    return OK;
}

static err read_csv(struct source *source, bool last, struct fault *fault)
{
    size_t whole = csv_rows_end(buf_text(&source->text), source->scanned, source->text.length,
                                &source->quoted);
    /* A carriage return at the end may be half of a line's end: it is looked at once more. */
    source->scanned = source->text.length;
    if (source->scanned > 0 && source->text.data[source->scanned - 1] == '\r')
        source->scanned--;
    if (last)
        whole = source->text.length;
    if (whole == 0)
        return OK;
    TRY(take_csv(source, whole, fault));
    buf_drop(&source->text, whole);
    source->scanned -= source->scanned < whole ? source->scanned : whole;
    return OK;
}

/* JSON, one object for each row */

static err take_object(struct source *source, size_t line, const char *text, size_t length,
                       struct fault *fault)
{
    SCOPED(import_json_release) struct import_json object = {0};
    struct sheet_row row = {.line = line};
    err read = import_json_read(text, length, source->sheet.left_out, &object, &row, fault);
    if (read.code != ERR_NONE && fault->code[0] && fault->item_count == 0)
        return import_refuse(line, "", fault->code, fault);
    TRY(read);
    return import_hand_out(&source->sheet, &row, fault);
}

static err read_lines(struct source *source, bool last, struct fault *fault)
{
    size_t from = 0;
    for (;;) {
        const char *start = buf_text(&source->text) + from;
        size_t left = source->text.length - from;
        const char *end = left ? memchr(start, '\n', left) : NULL;
        if (!end && (!last || left == 0))
            break;
        size_t length = end ? (size_t)(end - start) : left;
        if (strspn(start, " \t\r") < length)
            TRY(take_object(source, source->line, start, length, fault));
        source->line++;
        from += length + (end != NULL);
    }
    buf_drop(&source->text, from);
    return OK;
}

static err read_json_rows(struct source *source, bool last, struct fault *fault)
{
    for (;;) {
        enum json_rows_result result =
            json_rows_next(&source->rows, buf_text(&source->text), source->text.length);
        if (result == JSON_ROWS_MORE)
            break;
        if (result == JSON_ROWS_BROKEN)
            return import_refuse(source->line, "", "malformed_json", fault);
        TRY(take_object(source, source->line, source->text.data + source->rows.start,
                        source->rows.length, fault));
        source->line++;
    }
    if (last && !json_rows_whole(&source->rows))
        return import_refuse(source->line, "", "malformed_json", fault);
    buf_drop(&source->text, json_rows_drop(&source->rows));
    return OK;
}

static err read_rows_text(struct source *source, const char *media_type, bool last,
                          struct fault *fault)
{
    if (strcmp(media_type, "text/csv") == 0)
        return read_csv(source, last, fault);
    if (strcmp(media_type, "application/json") == 0)
        return read_json_rows(source, last, fault);
    return read_lines(source, last, fault);
}

/* The line in which the bytes stop being text. */
static err wrong_encoding(const struct source *source, struct fault *fault)
{
    size_t line = source->line;
    for (size_t i = 0; i < source->text.length; i++)
        line += source->text.data[i] == '\n';
    fault_clear(fault);
    return import_refuse(line, "", "encoding_invalid", fault);
}

static err decode_piece(struct source *source, const char *piece, size_t count, struct fault *fault)
{
    err decoded = decoder_feed(&source->decoder, piece, count, &source->text, fault);
    if (decoded.code == ERR_NONE && count == 0)
        decoded = decoder_end(&source->decoder, fault);
    return decoded.code == ERR_INVALID ? wrong_encoding(source, fault) : decoded;
}

/* At least `least` bytes unless the body ends before. */
static err read_some(struct request *request, char *piece, size_t least, size_t *length,
                     struct fault *fault)
{
    size_t count = 1;
    while (count > 0 && *length < least) {
        TRY(request_read(request, piece + *length, PIECE - *length, &count, fault));
        *length += count;
    }
    return OK;
}

/* A file of a spreadsheet program is named by its first bytes, and more tell what it is. */
static err read_first(struct source *source, struct request *request, char *piece, size_t *length,
                      struct fault *fault)
{
    TRY(read_some(request, piece, SIGNATURE_MAX, length, fault));
    if (!xlsx_in_mistaken(piece, *length))
        return OK;
    TRY(read_some(request, piece, PIECE, length, fault));
    return import_refuse(source->line, "", xlsx_in_mistaken(piece, *length), fault);
}

/* Of the byte order that UTF-16 had, or of UTF-8. */
static void drop_mark(struct source *source, bool first)
{
    if (first)
        buf_drop(&source->text, encoding_mark(source->text.data, source->text.length));
}

static err read_text_rows(struct source *source, struct request *request, char *piece,
                          struct fault *fault)
{
    size_t count = 0;
    TRY(read_first(source, request, piece, &count, fault));
    for (bool first = true;; first = false) {
        TRY(decode_piece(source, piece, count, fault));
        drop_mark(source, first);
        TRY(read_rows_text(source, request->media_type, count == 0, fault));
        if (source->text.length > TEXT_MAX - 3 * PIECE)
            return import_refuse(source->line, "", "row_too_long", fault);
        if (count == 0)
            return OK;
        TRY(request_read(request, piece, PIECE, &count, fault));
    }
}

/* Workbooks: their parts lie in any order, so the whole is needed */

static err read_whole_body(struct request *request, char *piece, struct buf *out,
                           struct fault *fault)
{
    for (;;) {
        size_t count;
        TRY(request_read(request, piece, PIECE, &count, fault));
        if (count == 0)
            return OK;
        buf_add(out, piece, count);
        if (buf_ok(out))
            continue;
        fault_params_set(fault, json_pack("{s:i}", "limit", XLSX_IN_MAX));
        return fault_set(fault, ERR_TOO_LARGE, NULL);
    }
}

static err read_workbook(struct source *source, struct request *request, char *piece,
                         struct fault *fault)
{
    SCOPED(buf_release) struct buf body = BUF_INIT(XLSX_IN_MAX);
    SCOPED(xlsx_in_close_at) struct xlsx_in *workbook = NULL;
    TRY(read_whole_body(request, piece, &body, fault));
    const char *problem = xlsx_in_open(buf_text(&body), body.length, import_is_heading, &workbook);
    if (problem)
        return import_refuse(1, "", problem, fault);
    const struct cells_source rows = {xlsx_in_row, workbook};
    return import_take(&source->sheet, &rows, fault);
}

err import_rows_read(struct request *request, struct left_out *columns, import_row_fn *each,
                     void *context, struct fault *fault)
{
    SCOPED(source_release)
    struct source source = {.text = BUF_INIT(TEXT_MAX),
                            .line = 1,
                            .sheet = {.left_out = columns,
                                      .language = request->language,
                                      .each = each,
                                      .context = context,
                                      .head = BUF_INIT(IMPORT_HEAD_MAX),
                                      .held = BUF_INIT(IMPORT_HELD_MAX)}};
    SCOPED(free_at) char *piece = malloc(PIECE);
    if (!piece)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    if (strcmp(request->media_type, XLSX_TYPE) == 0) {
        TRY(read_workbook(&source, request, piece, fault));
    } else {
        TRY(decoder_open(request->charset, &source.decoder, fault));
        TRY(read_text_rows(&source, request, piece, fault));
    }
    return import_end(&source.sheet, fault);
}
