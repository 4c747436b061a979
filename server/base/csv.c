/* SPDX-License-Identifier: Apache-2.0 */
#include "base/csv.h"

#include <string.h>

#include "base/encoding.h"
#include "base/text.h"

#include "base/banned.h"

/* What begins a formula: = + - @, full-width, small, and the mathematical minus. */
static const uint32_t signs[] = {'=',    '+',    '-',    '@',    0xff1d, 0xff0b, 0xff0d,
                                 0xff20, 0xfe66, 0xfe62, 0xfe63, 0xfe6b, 0x2212};

static bool is_sign(uint32_t point)
{
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (signs[i] == point)
            return true;
    return false;
}

/* Nothing that is seen: Unicode's Default_Ignorable_Code_Point, and the marks of annotations. What
 * a label may leave out (text_is_invisible) is less. */
static bool is_unseen(uint32_t point)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = {{0x115f, 0x1160},   {0x17b4, 0x17b5},   {0x180b, 0x180f},
                  {0x202a, 0x202e},   {0x2060, 0x206f},   {0xfff0, 0xfffb},
                  {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff}};
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (point >= ranges[i].first && point <= ranges[i].last)
            return true;
    return text_is_blank(point) || text_is_invisible(point);
}

/* Spreadsheets pass over what is not seen; tabs and line ends are their own sign. */
static bool is_formula(const char *text)
{
    uint32_t point = text_next(&text);
    bool control = point > 0 && point < ' ';
    while (is_unseen(point))
        point = text_next(&text);
    return control || is_sign(point);
}

/* Behind apostrophes that are the text's own, too: otherwise reading would take one of them. */
static bool is_guarded(const char *text)
{
    return is_formula(text + strspn(text, "'"));
}

struct csv_reader csv_reader_of(char *text, size_t length, size_t line)
{
    size_t skip = line == 1 ? encoding_mark(text, length) : 0;
    return (struct csv_reader){
        .next = text + skip, .end = text + length, .line = line, .separator = ','};
}

static const char separators[] = ",\t;|";

enum { SEARCHED_LINES = 15, SEARCHED_CELL_MAX = 200 };

static bool is_heading_cell(const char *cell, size_t length, cells_heading_fn *known)
{
    char text[SEARCHED_CELL_MAX];
    struct text_span span = text_trimmed(cell, length);
    if (span.length >= 2 && span.text[0] == '"' && span.text[span.length - 1] == '"')
        span = (struct text_span){span.text + 1, span.length - 2};
    if (span.length == 0 || span.length >= sizeof text)
        return false;
    memcpy(text, span.text, span.length);
    text[span.length] = '\0';
    return known(text);
}

/* How many cells of a line would be headings. */
static size_t headings_between(const char *line, size_t length, char separator,
                               cells_heading_fn *known)
{
    size_t count = 0, from = 0;
    for (size_t i = 0; i <= length; i++) {
        if (i < length && line[i] != separator)
            continue;
        count += is_heading_cell(line + from, i - from, known);
        from = i + 1;
    }
    return count;
}

/* By its headings; '\0' when no line has two of them. */
static char separator_of_headings(const char *text, size_t length, cells_heading_fn *known)
{
    const char *end = text + length;
    size_t most = 1;
    char found = '\0';
    for (int i = 0; i < SEARCHED_LINES && text < end; i++) {
        size_t line = strcspn(text, "\r\n");
        for (const char *separator = separators; *separator; separator++) {
            size_t count = headings_between(text, line, *separator, known);
            if (count > most) {
                most = count;
                found = *separator;
            }
        }
        text += line + 1;
    }
    return found;
}

char csv_separator(const char *text, size_t length, cells_heading_fn *known)
{
    size_t counts[sizeof separators - 1] = {0};
    bool quoted = false;
    size_t most = 0;
    char by_headings = known ? separator_of_headings(text, length, known) : '\0';
    if (by_headings)
        return by_headings;
    for (size_t i = 0; i < length && (quoted || (text[i] != '\n' && text[i] != '\r')); i++) {
        const char *separator = text[i] ? strchr(separators, text[i]) : NULL;
        quoted = quoted != (text[i] == '"');
        if (separator && !quoted)
            counts[separator - separators]++;
    }
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        most = counts[i] > counts[most] ? i : most;
    return separators[most];
}

/* Titles and notes name columns too (取引先 名称 一覧): only where nothing else stands there. */
static bool is_headings_between(const char *cell, const char *mark, cells_heading_fn *known)
{
    size_t count = 0;
    for (const char *next; cell; cell = next ? next + strlen(mark) : NULL) {
        next = strstr(cell, mark);
        size_t length = next ? (size_t)(next - cell) : strlen(cell);
        if (length > 0 && !is_heading_cell(cell, length, known))
            return false;
        count += length > 0;
    }
    return count > 1;
}

/* Where no other cell is filled; else NULL. */
static const char *only_cell(const struct cells *row)
{
    const char *only = NULL;
    for (size_t i = 0; i < row->count; i++) {
        if (text_is_empty(row->fields[i]))
            continue;
        if (only)
            return NULL;
        only = row->fields[i];
    }
    return only;
}

const char *csv_foreign_separator(const struct cells *row, cells_heading_fn *known)
{
    const char *cell = only_cell(row);
    static const char *const marks[] = {"，", "、", "；", "｜", "：",     "¦", "・",
                                        "／", "･",  "､",  ",",  "\t",     ";", "|",
                                        ":",  "^",  "~",  "/",  "\u3000", " "};
    for (size_t i = 0; cell && i < sizeof marks / sizeof *marks; i++)
        if (is_headings_between(cell, marks[i], known))
            return marks[i];
    return NULL;
}

/* Old programs end a file with 0x1A, and fill up the rest of its last block. */
static bool at_end_of_file(const struct csv_reader *reader)
{
    const char *at = reader->next;
    if (at < reader->end && *at != 0x1a && *at != '\0')
        return false;
    while (at < reader->end && memchr("\x1a\0 \t\r\n", *at, 6))
        at++;
    return at == reader->end;
}

/* At "\n", "\r\n" or "\r"; steps over it. */
static bool take_line_end(struct csv_reader *reader)
{
    if (reader->next == reader->end || (*reader->next != '\n' && *reader->next != '\r'))
        return false;
    reader->next += reader->next[0] == '\r' && reader->next[1] == '\n' ? 2 : 1;
    reader->line++;
    return true;
}

static bool at_cell_end(const struct csv_reader *reader)
{
    return at_end_of_file(reader) || *reader->next == reader->separator || *reader->next == '\r' ||
           *reader->next == '\n' || *reader->next == '\0';
}

/* Blanks around a quoted cell, as some programs set them. */
static void skip_blanks(struct csv_reader *reader)
{
    while (reader->next < reader->end && *reader->next == ' ' && reader->separator != ' ')
        reader->next++;
}

/* Unescapes in place: the text only becomes shorter. `end` is where its NUL belongs, which may be
 * the separator that is still to be read. */
static enum csv_read_result quoted_cell(struct csv_reader *reader, char **start, char **end)
{
    char *write = *start = ++reader->next;
    while (reader->next < reader->end) {
        char c = *reader->next++;
        if (c == '\0')
            return CSV_CONTROL;
        if (c == '"') {
            if (*reader->next != '"') {
                *end = write;
                skip_blanks(reader);
                return at_cell_end(reader) ? CSV_ROW : CSV_QUOTE_STRAY;
            }
            reader->next++;
        }
        reader->line += c == '\n' || (c == '\r' && *reader->next != '\n');
        *write++ = c;
    }
    return CSV_QUOTE_OPEN;
}

static enum csv_read_result bare_cell(struct csv_reader *reader, char **start, char **end)
{
    *start = reader->next;
    while (!at_cell_end(reader)) {
        if (*reader->next == '"')
            return CSV_QUOTE_STRAY;
        reader->next++;
    }
    *end = reader->next;
    return CSV_ROW;
}

static enum csv_read_result read_cell(struct csv_reader *reader, char **start, char **end)
{
    char *first = reader->next;
    skip_blanks(reader);
    if (reader->next == reader->end || (*reader->next != '"' && *reader->next != '='))
        reader->next = first;
    bool formula = reader->end - reader->next > 1 && memcmp(reader->next, "=\"", 2) == 0;
    reader->next += formula;
    if (reader->next < reader->end && *reader->next == '"')
        return quoted_cell(reader, start, end);
    return bare_cell(reader, start, end);
}

/* What stands between `begin` and `end`, when neither quotes nor anything else does around it. */
static char *between(char *text, const char *begin, const char *end)
{
    size_t length = strlen(text), before = strlen(begin), after = strlen(end);
    if (length < before + after || memcmp(text, begin, before) != 0 ||
        strcmp(text + length - after, end) != 0 ||
        strchr(text + before, '"') != text + length - after)
        return NULL;
    text[length - after] = '\0';
    return text + before;
}

/* The apostrophe of a guarded cell, or the formula around a text: ="00123", =T("00123"). */
static char *unwrap(char *cell)
{
    static const char *const formulas[][2] = {
        {"=\"", "\""}, {"=T(\"", "\")"}, {"=t(\"", "\")"}, {"\xef\xbc\x9d\"", "\""}};
    if (cell[0] == '\'')
        return cell + is_guarded(cell);
    struct text_span span = text_trimmed(cell, strlen(cell));
    if (span.length < 3 || (span.text[0] != '=' && (unsigned char)span.text[0] != 0xef))
        return cell;
    char *text = cell + (span.text - cell), *found = NULL;
    char after = text[span.length];
    text[span.length] = '\0';
    for (size_t i = 0; !found && i < sizeof formulas / sizeof *formulas; i++)
        found = between(text, formulas[i][0], formulas[i][1]);
    if (!found)
        text[span.length] = after;
    return found ? found : cell;
}

static enum csv_read_result read_cells(struct csv_reader *reader, struct cells *row)
{
    for (;;) {
        char *start;
        char *end;
        enum csv_read_result result = read_cell(reader, &start, &end);
        if (result != CSV_ROW)
            return result;
        if (reader->next < reader->end && *reader->next == '\0')
            return CSV_CONTROL;
        bool more = reader->next < reader->end && *reader->next == reader->separator;
        if (more)
            reader->next++;
        else if (at_end_of_file(reader))
            reader->next = reader->end;
        else
            take_line_end(reader);
        *end = '\0';
        /* Spreadsheets end rows in the cells that only have a format. */
        if (row->count < CELLS_MAX)
            row->fields[row->count++] = unwrap(start);
        else if (!text_is_empty(start))
            return CSV_TOO_WIDE;
        if (!more)
            return CSV_ROW;
    }
}

enum csv_read_result csv_read(struct csv_reader *reader, struct cells *out)
{
    while (take_line_end(reader))
        ;
    if (at_end_of_file(reader))
        return CSV_END;
    out->line = reader->line;
    out->count = 0;
    return read_cells(reader, out);
}

size_t csv_rows_end(const char *text, size_t from, size_t length, bool *quoted)
{
    size_t end = 0;
    for (size_t i = from; i < length; i++) {
        if (text[i] == '"')
            *quoted = !*quoted;
        bool lone_return = text[i] == '\r' && i + 1 < length && text[i + 1] != '\n';
        if (!*quoted && (text[i] == '\n' || lone_return))
            end = i + 1;
    }
    return end;
}

const char *csv_next(void *reader, struct cells *out, bool *more)
{
    enum csv_read_result result = csv_read(reader, out);
    *more = result == CSV_ROW;
    switch (result) {
    case CSV_ROW:
    case CSV_END:
        return NULL;
    case CSV_TOO_WIDE:
        return "too_many_columns";
    case CSV_CONTROL:
        return "invalid_text";
    default:
        return "csv_malformed";
    }
}

/* Writing */

static void write_cell(void *context, const char *text)
{
    struct csv_writer *writer = context;
    struct buf *out = writer->out;
    if (writer->within_row)
        buf_char(out, ',');
    writer->within_row = true;
    bool guarded = is_guarded(text);
    if (!guarded && !strpbrk(text, "\",\r\n")) {
        buf_text_add(out, text);
        return;
    }
    buf_text_add(out, guarded ? "\"'" : "\"");
    for (const char *c = text; *c; c++) {
        if (*c == '"')
            buf_char(out, '"');
        buf_char(out, *c);
    }
    buf_char(out, '"');
}

static void write_row_end(void *context)
{
    struct csv_writer *writer = context;
    buf_text_add(writer->out, "\r\n");
    writer->within_row = false;
}

static void write_csv_head(void *context, const struct cells_column *columns, size_t count)
{
    struct csv_writer *writer = context;
    buf_text_add(writer->out, CSV_BOM);
    for (size_t i = 0; i < count; i++)
        write_cell(writer, columns[i].heading);
    write_row_end(writer);
}

struct cells_sink csv_sink(struct csv_writer *writer)
{
    return (struct cells_sink){write_csv_head, write_cell, write_row_end, writer};
}
