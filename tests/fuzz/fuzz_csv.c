/* SPDX-License-Identifier: Apache-2.0 */
/* A byte that says how large the pieces are in which it arrives, and a sheet as CSV. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/scope.h"

enum { SHEET_MAX = 64 * 1024, TEXT_MAX = 16 * SHEET_MAX };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

/* Every cell lies within the text and ends there. */
static void check_row(const struct csv_reader *reader, const char *text, const struct cells *row)
{
    must(row->count >= 1 && row->count <= CELLS_MAX);
    must(row->line >= 1 && row->line <= reader->line);
    for (size_t i = 0; i < row->count; i++) {
        must(row->fields[i] >= text && row->fields[i] <= reader->end);
        must(row->fields[i] + strlen(row->fields[i]) <= reader->end);
    }
}

/* One line of `out` for each row, then how the reading ended and where: two readings of the same
 * sheet give the same. */
static void tell_row(struct buf *out, const struct cells *row)
{
    buf_format(out, "%zu:", row->line);
    for (size_t i = 0; i < row->count; i++) {
        buf_integer(out, (int64_t)strlen(row->fields[i]));
        buf_char(out, ' ');
        buf_text_add(out, row->fields[i]);
    }
    buf_char(out, '\n');
}

static enum csv_read_result tell(struct csv_reader *reader, struct buf *out)
{
    const char *text = reader->next;
    for (;;) {
        struct cells row;
        enum csv_read_result result = csv_read(reader, &row);
        if (result == CSV_END)
            return result;
        if (result != CSV_ROW) {
            buf_format(out, "%zu: %d\n", row.line, (int)result);
            return result;
        }
        check_row(reader, text, &row);
        tell_row(out, &row);
    }
}

/* As an import reads: whole rows out of what has arrived so far. */
static void tell_pieces(char *text, size_t length, size_t piece, struct buf *out)
{
    size_t begin = 0, line = 1, scanned = 0;
    bool quoted = false;
    for (size_t arrived = 0; arrived < length;) {
        arrived = length - arrived < piece ? length : arrived + piece;
        size_t whole = csv_rows_end(text + begin, scanned - begin, arrived - begin, &quoted);
        scanned = arrived - (arrived > begin && text[arrived - 1] == '\r');
        if (arrived == length)
            whole = length - begin;
        if (whole == 0)
            continue;
        char after = text[begin + whole];
        text[begin + whole] = '\0';
        struct csv_reader reader = csv_reader_of(text + begin, whole, line);
        if (tell(&reader, out) != CSV_END)
            return;
        line = reader.line;
        begin += whole;
        text[begin] = after;
        scanned = scanned < begin ? begin : scanned;
    }
}

static bool blank(const struct cells *row)
{
    return row->count == 1 && !*row->fields[0];
}

/* What was read is written, and read once more. */
static void rewrite(char *text, size_t length, struct buf *first, struct buf *second)
{
    SCOPED(buf_release) struct buf written = BUF_INIT(TEXT_MAX);
    struct csv_reader reader = csv_reader_of(text, length, 1);
    struct cells row;
    size_t line = 1;
    const struct cells_sink sink = csv_sink(&(struct csv_writer){.out = &written});
    buf_text_add(&written, CSV_BOM);
    while (csv_read(&reader, &row) == CSV_ROW) {
        if (blank(&row)) /* is skipped when read again */
            continue;
        row.line = line++;
        for (size_t i = 0; i < row.count; i++)
            cells_put(&sink, row.fields[i]);
        cells_row_end(&sink);
        for (size_t i = 0; i < row.count; i++)
            for (const char *c = row.fields[i]; *c; c++)
                line += *c == '\n' || (*c == '\r' && c[1] != '\n');
        tell_row(first, &row);
    }
    must(buf_ok(&written));
    struct csv_reader again = csv_reader_of(written.data, written.length, 1);
    must(tell(&again, second) == CSV_END);
}

static void same(const struct buf *a, const struct buf *b)
{
    must(buf_ok(a) && buf_ok(b) && strcmp(buf_text(a), buf_text(b)) == 0);
}

static char *copy(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    must(text);
    memcpy(text, data, size);
    text[size] = '\0';
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2 || size > SHEET_MAX)
        return 0;
    size_t piece = (size_t)data[0] + 1, length = size - 1;
    SCOPED(free_at) char *whole = copy(data + 1, length);
    SCOPED(free_at) char *pieces = copy(data + 1, length);
    SCOPED(free_at) char *again = copy(data + 1, length);
    SCOPED(buf_release) struct buf a = BUF_INIT(TEXT_MAX);
    SCOPED(buf_release) struct buf b = BUF_INIT(TEXT_MAX);
    struct csv_reader reader = csv_reader_of(whole, length, 1);
    tell(&reader, &a);
    tell_pieces(pieces, length, piece, &b);
    same(&a, &b);
    buf_clear(&a);
    buf_clear(&b);
    rewrite(again, length, &a, &b);
    same(&a, &b);
    return 0;
}
