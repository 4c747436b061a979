/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/import_rows.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/csv.h"
#include "base/encoding.h"
#include "base/json_rows.h"
#include "base/text.h"
#include "base/xlsx_in.h"
#include "handlers/import_json.h"
#include "http/fault_params.h"

enum {
    PIECE = 64 * 1024,
    TEXT_MAX = 1024 * 1024,
    SIGNATURE_MAX = 100,
    TITLE_LINES_MAX = 10, /* what stands above the headings */
    HEAD_MAX = 32 * 1024
};

struct source {
    struct decoder decoder;
    struct buf text; /* what arrived and is not yet handed out */
    size_t scanned;
    bool quoted;
    size_t line;
    size_t place;
    bool headed; /* the headings were read */
    char separator;
    struct buf head; /* the headings, else a row that has none; each with its NUL */
    size_t head_line;
    struct left_out *left_out;
    enum language language;
    enum sheet_column columns[CELLS_MAX];
    bool unheaded[CELLS_MAX];
    size_t column_count;
    struct json_rows rows;
    import_row_fn *each;
    void *context;
};

static void source_release(struct source *source)
{
    decoder_close(&source->decoder);
    buf_release(&source->text);
    buf_release(&source->head);
}

/* `params` is taken over; it may be NULL. */
static err refuse_with(size_t line, const char *member, const char *code, json_t *params,
                       struct fault *fault)
{
    char pointer[FAULT_POINTER_MAX];
    SCOPED(free_at) char *text = params ? json_dumps(params, JSON_COMPACT) : NULL;
    snprintf(pointer, sizeof pointer, "/rows/%zu%s%s", line, *member ? "/" : "", member);
    fault_add(fault, pointer, code, text);
    json_decref(params);
    return fault_invalid(fault);
}

static err refuse_row(size_t line, const char *member, const char *code, struct fault *fault)
{
    return refuse_with(line, member, code, json_pack("{s:I}", "line", (json_int_t)line), fault);
}

static err hand_out_row(struct source *source, struct sheet_row *row, struct fault *fault)
{
    row->place = ++source->place;
    return source->each(source->context, row, fault);
}

/* Rows of cells, of CSV and of workbooks */

static err wrong_row(const struct cells *row, const char *problem, struct fault *fault)
{
    char member[24];
    snprintf(member, sizeof member, "%zu", row->count + 1);
    return refuse_with(row->line, member, problem,
                       json_pack("{s:I, s:I, s:I}", "line", (json_int_t)row->line, "column",
                                 (json_int_t)row->count + 1, "maxItems", (json_int_t)CELLS_MAX),
                       fault);
}

enum { HEADING_SHOWN_MAX = 30 };

/* Quoted in a fault: as much of it as people need to find it. */
static json_t *heading_shown(const char *heading)
{
    const char *end = heading;
    for (int i = 0; *end && i < HEADING_SHOWN_MAX; i++)
        (void)text_next(&end);
    return json_stringn(heading, (size_t)(end - heading));
}

static void refuse_heading(const struct source *source, size_t line, size_t place,
                           const char *heading, const char *code, struct fault *fault)
{
    char member[24];
    enum sheet_column near = sheet_column_near(heading);
    snprintf(member, sizeof member, "%zu", place);
    json_t *params = json_pack("{s:I, s:I, s:o}", "line", (json_int_t)line, "column",
                               (json_int_t)place, "heading", heading_shown(heading));
    if (near != SHEET_COLUMN_COUNT)
        json_object_set_new(params, "nearest", json_string(sheet_heading(near, source->language)));
    (void)refuse_with(line, member, code, params, fault);
}

static void keep_head(struct source *source, const struct cells *row)
{
    buf_clear(&source->head);
    source->head_line = row->line;
    source->column_count = row->count;
    for (size_t i = 0; i < row->count; i++)
        buf_add(&source->head, text_trim(row->fields[i]), strlen(text_trim(row->fields[i])) + 1);
}

/* A heading that is not ours is a typing error, which must not pass for a column that is absent. */
static err read_headings(struct source *source, struct fault *fault)
{
    bool seen[SHEET_COLUMN_COUNT] = {false};
    const char *heading = buf_text(&source->head);
    for (size_t i = 0; i < source->column_count; i++, heading += strlen(heading) + 1) {
        enum sheet_column column = sheet_column_of(heading);
        if (left_out(source->left_out, heading))
            column = SHEET_COLUMN_COUNT;
        else if (column == SHEET_COLUMN_COUNT && *heading)
            refuse_heading(source, source->head_line, i + 1, heading, "unknown_column", fault);
        else if (column != SHEET_COLUMN_COUNT && seen[column])
            refuse_heading(source, source->head_line, i + 1, heading, "repeated_column", fault);
        source->columns[i] = column;
        source->unheaded[i] = !*heading;
        if (column != SHEET_COLUMN_COUNT)
            seen[column] = true;
    }
    source->headed = true;
    return fault_invalid(fault);
}

static size_t filled_cells(const struct cells *row)
{
    size_t filled = 0;
    for (size_t i = 0; i < row->count; i++)
        filled += !text_is_empty(row->fields[i]);
    return filled;
}

static bool is_sheet_heading(const char *text)
{
    return sheet_column_of(text) != SHEET_COLUMN_COUNT;
}

static bool has_heading(const struct cells *row)
{
    for (size_t i = 0; i < row->count; i++)
        if (!text_is_empty(row->fields[i]) && is_sheet_heading(row->fields[i]))
            return true;
    return false;
}

/* Titles, days and notes above the headings are passed over. The first row that could have been
 * headings is kept: when none come it is what is wrong. */
static err take_head(struct source *source, const struct cells *row, struct fault *fault)
{
    bool title = !has_heading(row);
    if (!title || (source->column_count == 0 && filled_cells(row) > 1))
        keep_head(source, row);
    if (!buf_ok(&source->head))
        return refuse_row(row->line, "", "row_too_long", fault);
    if (title && row->line < TITLE_LINES_MAX)
        return OK;
    return source->column_count > 0 ? read_headings(source, fault) : OK;
}

/* Headings once more: in the other language below the first ones, or on each printed page. */
static bool repeats_head(const struct source *source, const struct cells *row)
{
    const char *heading = buf_text(&source->head);
    for (size_t i = 0; i < source->column_count; i++, heading += strlen(heading) + 1) {
        const char *cell = cells_at(row, i);
        enum sheet_column column = source->columns[i];
        if (text_is_empty(cell) || strcmp(cell, heading) == 0)
            continue;
        if (column == SHEET_COLUMN_COUNT ||
            (strcmp(cell, sheet_heading(column, LANGUAGE_EN)) != 0 &&
             strcmp(cell, sheet_heading(column, LANGUAGE_JA)) != 0))
            return false;
    }
    return true;
}

/* A cell under no heading would be lost. */
static err check_width(const struct source *source, const struct cells *row, struct fault *fault)
{
    char member[24];
    if (row->count > source->column_count)
        return refuse_row(row->line, "", "too_many_cells", fault);
    for (size_t i = 0; i < row->count; i++) {
        snprintf(member, sizeof member, "%zu", i + 1);
        if (source->unheaded[i] && !text_is_empty(row->fields[i]))
            return refuse_row(row->line, member, "too_many_cells", fault);
    }
    return OK;
}

static err take_sheet_cells(struct source *source, const struct cells *row, struct fault *fault)
{
    if (filled_cells(row) == 0)
        return OK;
    if (!source->headed)
        return take_head(source, row, fault);
    TRY(check_width(source, row, fault));
    if (repeats_head(source, row))
        return OK;
    struct sheet_row out = {.line = row->line};
    for (size_t i = 0; i < source->column_count; i++)
        if (source->columns[i] < SHEET_WRITABLE)
            out.cells[source->columns[i]] = cells_at(row, i);
    return hand_out_row(source, &out, fault);
}

static err take_rows(struct source *source, const struct cells_source *rows, struct fault *fault)
{
    for (;;) {
        struct cells row;
        bool more;
        const char *problem = rows->next(rows->context, &row, &more);
        if (problem)
            return wrong_row(&row, problem, fault);
        if (!more)
            return OK;
        TRY(take_sheet_cells(source, &row, fault));
    }
}

/* CSV */

static err take_csv(struct source *source, size_t whole, struct fault *fault)
{
    char after = source->text.data[whole];
    source->text.data[whole] = '\0';
    struct csv_reader reader = csv_reader_of(source->text.data, whole, source->line);
    if (!source->headed)
        source->separator = csv_separator(source->text.data, whole, is_sheet_heading);
    reader.separator = source->separator;
    const struct cells_source rows = {csv_next, &reader};
    TRY(take_rows(source, &rows, fault));
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
    err read = import_json_read(text, length, source->left_out, &object, &row, fault);
    if (read.code != ERR_NONE && fault->code[0] && fault->item_count == 0)
        return refuse_row(line, "", fault->code, fault);
    TRY(read);
    return hand_out_row(source, &row, fault);
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
            return refuse_row(source->line, "", "malformed_json", fault);
        TRY(take_object(source, source->line, source->text.data + source->rows.start,
                        source->rows.length, fault));
        source->line++;
    }
    if (last && !json_rows_whole(&source->rows))
        return refuse_row(source->line, "", "malformed_json", fault);
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
    return refuse_row(line, "", "encoding_invalid", fault);
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
    return refuse_row(source->line, "", xlsx_in_mistaken(piece, *length), fault);
}

/* Of the byte order that UTF-16 had, or of UTF-8. */
static void drop_mark(struct source *source, bool first)
{
    if (first && source->text.length >= 3 && memcmp(source->text.data, CSV_BOM, 3) == 0)
        buf_drop(&source->text, 3);
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
            return refuse_row(source->line, "", "row_too_long", fault);
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
    const char *problem = xlsx_in_open(buf_text(&body), body.length, is_sheet_heading, &workbook);
    if (problem)
        return refuse_row(1, "", problem, fault);
    const struct cells_source rows = {xlsx_in_row, workbook};
    return take_rows(source, &rows, fault);
}

err import_rows_read(struct request *request, struct left_out *columns, import_row_fn *each,
                     void *context, struct fault *fault)
{
    SCOPED(source_release)
    struct source source = {.text = BUF_INIT(TEXT_MAX),
                            .head = BUF_INIT(HEAD_MAX),
                            .line = 1,
                            .each = each,
                            .context = context,
                            .left_out = columns,
                            .language = request->language};
    SCOPED(free_at) char *piece = malloc(PIECE);
    if (!piece)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    if (strcmp(request->media_type, XLSX_TYPE) == 0) {
        TRY(read_workbook(&source, request, piece, fault));
    } else {
        TRY(decoder_open(request->charset, &source.decoder, fault));
        TRY(read_text_rows(&source, request, piece, fault));
    }
    if (!source.headed && source.column_count > 0)
        TRY(read_headings(&source, fault));
    return source.place > 0 ? OK : refuse_row(1, "", "sheet_empty", fault);
}
