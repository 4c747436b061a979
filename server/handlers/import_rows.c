/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/import_rows.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/csv.h"
#include "base/encoding.h"
#include "base/json_rows.h"
#include "handlers/import_json.h"

enum { PIECE = 64 * 1024, TEXT_MAX = 1024 * 1024 };

struct source {
    struct decoder decoder;
    struct buf text; /* what arrived and is not yet handed out */
    size_t scanned;
    bool quoted;
    size_t line;
    size_t place;
    bool headed; /* the headings were read */
    enum sheet_column columns[CSV_FIELDS_MAX];
    size_t column_count;
    struct json_rows rows;
    import_row_fn *each;
    void *context;
};

static void source_release(struct source *source)
{
    decoder_close(&source->decoder);
    buf_release(&source->text);
}

static err refuse(size_t line, const char *member, const char *code, struct fault *fault)
{
    char pointer[FAULT_POINTER_MAX];
    snprintf(pointer, sizeof pointer, "/rows/%zu%s%s", line, *member ? "/" : "", member);
    fault_add(fault, pointer, code, NULL);
    return fault_invalid(fault);
}

static err hand_out(struct source *source, struct sheet_row *row, struct fault *fault)
{
    row->place = ++source->place;
    return source->each(source->context, row, fault);
}

/* CSV */

static err wrong_csv(const struct csv_row *row, enum csv_read_result result, struct fault *fault)
{
    char member[24];
    snprintf(member, sizeof member, "%zu", row->count + 1);
    return refuse(row->line, member, result == CSV_TOO_WIDE ? "too_many_items" : "csv_malformed",
                  fault);
}

static char *trim(char *text)
{
    text += strspn(text, " \t");
    size_t length = strlen(text);
    while (length > 0 && strchr(" \t\r\n", text[length - 1]))
        text[--length] = '\0';
    return text;
}

/* A heading that is not ours is a typing error, which must not pass for a column that is absent. */
static err read_headings(struct source *source, const struct csv_row *row, struct fault *fault)
{
    bool seen[SHEET_COLUMN_COUNT] = {false};
    source->headed = true;
    source->column_count = row->count;
    for (size_t i = 0; i < row->count; i++) {
        char member[24];
        const char *heading = trim(row->fields[i]);
        enum sheet_column column = sheet_column_of(heading);
        snprintf(member, sizeof member, "%zu", i + 1);
        source->columns[i] = column;
        if (column == SHEET_COLUMN_COUNT) {
            if (*heading)
                (void)refuse(row->line, member, "unknown_column", fault);
            continue;
        }
        if (seen[column])
            (void)refuse(row->line, member, "repeated_column", fault);
        seen[column] = true;
    }
    return fault_invalid(fault);
}

static bool blank(const struct csv_row *row)
{
    for (size_t i = 0; i < row->count; i++)
        if (*row->fields[i])
            return false;
    return true;
}

static err take_csv_row(struct source *source, const struct csv_row *row, struct fault *fault)
{
    if (!source->headed)
        return read_headings(source, row, fault);
    if (blank(row))
        return OK;
    struct sheet_row out = {.line = row->line};
    for (size_t i = 0; i < source->column_count; i++)
        if (source->columns[i] < SHEET_WRITABLE)
            out.cells[source->columns[i]] = csv_cell(row, i);
    if (row->count > source->column_count)
        return refuse(row->line, "", "too_many_cells", fault);
    return hand_out(source, &out, fault);
}

static err take_csv(struct source *source, size_t whole, struct fault *fault)
{
    char after = source->text.data[whole];
    source->text.data[whole] = '\0';
    struct csv_reader reader = csv_reader_of(source->text.data, whole, source->line);
    for (;;) {
        struct csv_row row;
        enum csv_read_result result = csv_read(&reader, &row);
        if (result == CSV_END)
            break;
        if (result != CSV_ROW)
            return wrong_csv(&row, result, fault);
        TRY(take_csv_row(source, &row, fault));
    }
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
    err read = import_json_read(text, length, &object, &row, fault);
    if (read.code != ERR_NONE && fault->code[0] && fault->item_count == 0)
        return refuse(line, "", fault->code, fault);
    TRY(read);
    return hand_out(source, &row, fault);
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

static err read_list(struct source *source, bool last, struct fault *fault)
{
    for (;;) {
        enum json_rows_result result =
            json_rows_next(&source->rows, buf_text(&source->text), source->text.length);
        if (result == JSON_ROWS_MORE)
            break;
        if (result == JSON_ROWS_BROKEN)
            return refuse(source->line, "", "malformed_json", fault);
        TRY(take_object(source, source->line, source->text.data + source->rows.start,
                        source->rows.length, fault));
        source->line++;
    }
    if (last && !json_rows_whole(&source->rows))
        return refuse(source->line, "", "malformed_json", fault);
    buf_drop(&source->text, json_rows_drop(&source->rows));
    return OK;
}

static err read_text(struct source *source, const char *media_type, bool last, struct fault *fault)
{
    if (strcmp(media_type, "text/csv") == 0)
        return read_csv(source, last, fault);
    if (strcmp(media_type, "application/json") == 0)
        return read_list(source, last, fault);
    return read_lines(source, last, fault);
}

static err read_all(struct source *source, struct request *request, char *piece,
                    struct fault *fault)
{
    size_t count = 1;
    while (count > 0) {
        TRY(request_read(request, piece, PIECE, &count, fault));
        TRY(decoder_feed(&source->decoder, piece, count, &source->text, fault));
        if (count == 0)
            TRY(decoder_end(&source->decoder, fault));
        TRY(read_text(source, request->media_type, count == 0, fault));
        if (source->text.length > TEXT_MAX - 3 * PIECE)
            return refuse(source->line, "", "row_too_long", fault);
    }
    return OK;
}

err import_rows_read(struct request *request, import_row_fn *each, void *context,
                     struct fault *fault)
{
    SCOPED(source_release)
    struct source source = {
        .text = BUF_INIT(TEXT_MAX), .line = 1, .each = each, .context = context};
    SCOPED(free_at) char *piece = malloc(PIECE);
    if (!piece)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    TRY(decoder_open(request->charset, &source.decoder, fault));
    TRY(read_all(&source, request, piece, fault));
    return source.place > 0 ? OK : refuse(1, "", "sheet_empty", fault);
}
