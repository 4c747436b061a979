/* SPDX-License-Identifier: Apache-2.0 */
/* The files of the 国税庁 go into the database batch by batch, aside; what is published changes at
 * once, when all of them were read. */
#include <inttypes.h>
#include <string.h>

#include "base/csv.h"
#include "base/encoding.h"
#include "base/json_out.h"
#include "base/text.h"
#include "base/uuid.h"
#include "commands/command.h"
#include "domain/published.h"

enum {
    PIECE = 64 * 1024,
    TEXT_MAX = 1024 * 1024, /* of one row, and what arrived with it */
    BATCH = 2000,
    BATCH_MAX = 64 * 1024 * 1024
};

struct load {
    struct session *session;
    char id[UUID_TEXT_SIZE];
    struct buf batch;
    struct json_out rows;
    size_t batched;
    int64_t count; /* rows that were added, of all files */
    int64_t former;
};

/* What of a file was read and is not yet handed out. */
struct numbers_file {
    const char *path;
    struct decoder decoder;
    struct buf text;
    size_t scanned;
    bool quoted;
    size_t line;
};

static void load_release(struct load *load)
{
    buf_release(&load->batch);
}

static void numbers_file_release(struct numbers_file *file)
{
    decoder_close(&file->decoder);
    buf_release(&file->text);
}

static void batch_begin(struct load *load)
{
    buf_clear(&load->batch);
    load->rows = (struct json_out)JSON_OUT_INIT(&load->batch);
    load->batched = 0;
    json_out_array(&load->rows, NULL);
}

static err batch_send(struct load *load, struct fault *fault)
{
    if (load->batched == 0)
        return OK;
    json_out_array_end(&load->rows);
    if (!buf_ok(&load->batch))
        return fault_log(fault, ERR_INTERNAL, "rows are too long");
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_enter(load->session, OPERATOR_ORGANISATION, &exchange, fault));
    exchange_send(&exchange,
                  QUERY(published_add, .load = load->id, .rows = buf_text(&load->batch)));
    TRY(exchange_commit(&exchange, fault));
    batch_begin(load);
    return OK;
}

static err stage_row(struct load *load, const struct published *row, struct fault *fault)
{
    load->count++;
    json_out_object(&load->rows, NULL);
    json_out_int(&load->rows, "place", load->count);
    json_out_text(&load->rows, "number", row->number);
    json_out_text(&load->rows, "name", row->name);
    json_out_text(&load->rows, "updated_on", row->updated_on);
    json_out_text(&load->rows, "closed_on", row->closed_on);
    json_out_text(&load->rows, "successor", row->successor);
    json_out_object_end(&load->rows);
    return ++load->batched < BATCH ? OK : batch_send(load, fault);
}

static err refuse_line(const struct numbers_file *file, size_t line, const char *problem,
                       struct fault *fault)
{
    return fault_log(fault, ERR_INVALID, "%s, line %zu: %s. Nothing was changed.", file->path, line,
                     problem);
}

static err take_number(struct numbers_file *file, const struct cells *cells, struct load *load,
                       struct fault *fault)
{
    struct published row;
    if (published_is_heading(cells))
        return OK;
    const char *problem = published_read(cells, &row);
    /* A day to come would keep every newer row of this number out until then. */
    if (!problem && strcmp(row.updated_on, load->session->day) > 0)
        problem = "column 5 lies in the future";
    if (problem)
        return refuse_line(file, cells->line, problem, fault);
    load->former += !row.newest;
    return row.newest ? stage_row(load, &row, fault) : OK;
}

static err take_numbers(struct numbers_file *file, size_t whole, struct load *load,
                        struct fault *fault)
{
    char after = file->text.data[whole];
    file->text.data[whole] = '\0';
    struct csv_reader reader = csv_reader_of(file->text.data, whole, file->line);
    for (;;) {
        struct cells cells;
        enum csv_read_result result = csv_read(&reader, &cells);
        if (result == CSV_END)
            break;
        if (result != CSV_ROW)
            return refuse_line(file, cells.line, "this is no row of CSV", fault);
        TRY(take_number(file, &cells, load, fault));
    }
    file->line = reader.line;
    file->text.data[whole] = after;
    return OK;
}

static err take_whole(struct numbers_file *file, bool last, struct load *load, struct fault *fault)
{
    size_t whole =
        csv_rows_end(buf_text(&file->text), file->scanned, file->text.length, &file->quoted);
    /* A carriage return at the end may be half of a line's end: it is looked at once more. */
    file->scanned = file->text.length;
    if (file->scanned > 0 && file->text.data[file->scanned - 1] == '\r')
        file->scanned--;
    if (last)
        whole = file->text.length;
    if (whole > 0)
        TRY(take_numbers(file, whole, load, fault));
    buf_drop(&file->text, whole);
    file->scanned -= file->scanned < whole ? file->scanned : whole;
    if (file->text.length > TEXT_MAX - 4 * PIECE)
        return refuse_line(file, file->line, "the row does not end", fault);
    return OK;
}

/* Shift_JIS unless the first piece is UTF-8, but for a character that ends behind it. */
static const char *charset_of(char *piece, size_t length)
{
    size_t end = length;
    for (int i = 0; i < 3 && end > 0 && ((unsigned char)piece[end - 1] & 0xC0) == 0x80; i++)
        end--;
    if (end > 0 && (unsigned char)piece[end - 1] >= 0xC0)
        end--;
    char after = piece[end];
    piece[end] = '\0';
    bool utf8 = text_is_utf8(piece);
    piece[end] = after;
    return utf8 ? "utf-8" : "shift_jis";
}

static err decode(struct numbers_file *file, char *piece, size_t count, bool first,
                  struct fault *fault)
{
    if (first && count > 4 && memcmp(piece, "PK\003\004", 4) == 0)
        return refuse_line(file, file->line, "this is a zip archive: unpack it first", fault);
    if (first)
        TRY(decoder_open(charset_of(piece, count), &file->decoder, fault));
    err decoded = decoder_feed(&file->decoder, piece, count, &file->text, fault);
    if (decoded.code == ERR_NONE && count == 0)
        decoded = decoder_end(&file->decoder, fault);
    if (decoded.code == ERR_INVALID) {
        fault_clear(fault);
        return refuse_line(file, file->line, "this is neither UTF-8 nor Shift_JIS", fault);
    }
    if (first)
        buf_drop(&file->text, encoding_mark(buf_text(&file->text), file->text.length));
    return decoded;
}

static err read_published(const char *path, struct load *load, struct fault *fault)
{
    SCOPED(numbers_file_release)
    struct numbers_file file = {.path = path, .text = BUF_INIT(TEXT_MAX), .line = 1};
    SCOPED(fclose_at) FILE *stream = fopen(path, "rb");
    char piece[PIECE + 1];
    size_t count = 1;
    if (!stream)
        return fault_log(fault, ERR_INVALID, "%s cannot be opened", path);
    for (bool first = true; count > 0; first = false) {
        count = fread(piece, 1, PIECE, stream);
        if (ferror(stream))
            return fault_log(fault, ERR_INVALID, "%s cannot be read", path);
        TRY(decode(&file, piece, count, first, fault));
        TRY(take_whole(&file, count == 0, load, fault));
    }
    return OK;
}

static err begin_load(struct load *load, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_enter(load->session, OPERATOR_ORGANISATION, &exchange, fault));
    uuid_make_text(load->session->now, load->id);
    exchange_send(&exchange, q_published_begin());
    batch_begin(load);
    return exchange_commit(&exchange, fault);
}

static err audit(struct exchange *exchange, const struct load *load,
                 const struct q_published_load_row *row, bool full, struct fault *fault)
{
    return session_audit(exchange, "corporate-numbers load", "corporate-numbers",
                         json_pack("{s:I, s:I, s:I, s:I, s:b}", "rows", (json_int_t)load->count,
                                   "added", (json_int_t)row->added, "changed",
                                   (json_int_t)row->changed, "removed", (json_int_t)row->removed,
                                   "full", full),
                         fault);
}

/* Companies that are closed stay published, so a file that lacks many is one of several, or a part.
 */
static bool is_part(const struct load *load, int64_t removed)
{
    enum { REMOVED_FEW = 10000, REMOVED_SHARE = 100 };
    return removed > REMOVED_FEW && removed > load->count / REMOVED_SHARE;
}

static err publish(struct load *load, bool full, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_enter(load->session, OPERATOR_ORGANISATION, &exchange, fault));
    size_t done = exchange_send(
        &exchange, QUERY(published_load, .load = load->id, .rows = load->count, .full = full));
    TRY(exchange_read(&exchange, fault));
    if (exchange_rows(&exchange, done) == 0)
        return fault_log(fault, ERR_CONFLICT,
                         "another load began meanwhile; nothing was changed: run it again");
    const struct q_published_load_row row = q_published_load_row(&exchange, done, 0);
    if (is_part(load, row.removed))
        return fault_log(fault, ERR_INVALID,
                         "%" PRId64 " numbers that are known are not in there, too many for all"
                         " numbers: name every file of them at once, or leave --full out."
                         " Nothing was changed.",
                         row.removed);
    if (row.added + row.changed + row.removed > 0)
        TRY(audit(&exchange, load, &row, full, fault));
    TRY(exchange_commit(&exchange, fault));
    printf("%" PRId64 " rows: %" PRId64 " numbers added, %" PRId64 " changed, %" PRId64
           " removed; %" PRId64 " rows of former days.\n",
           load->count + load->former, row.added, row.changed, row.removed, load->former);
    return OK;
}

static err load_files(const struct config *config, char **paths, int count, bool full,
                      struct fault *fault)
{
    SCOPED(session_close) struct session session;
    SCOPED(load_release) struct load load = {.session = &session, .batch = BUF_INIT(BATCH_MAX)};
    size_t told = 0;
    TRY(session_open(config, &session, fault));
    TRY(begin_load(&load, fault));
    for (int i = 0; i < count; i++)
        TRY(read_published(paths[i], &load, fault));
    TRY(batch_send(&load, fault));
    if (load.count == 0)
        return fault_log(fault, ERR_INVALID, "no number is in there. Nothing was changed.");
    TRY(publish(&load, full, fault));
    TRY(put_remarked(&session, &told, fault));
    printf("The remarks on %zu supplier records are others now.\n", told);
    return OK;
}

int command_corporate_numbers_load(const struct command *command, const struct config *config,
                                   int argc, char **argv, struct fault *fault)
{
    const char *full = NULL;
    const struct option_spec specs[] = {{"full", true, false, &full}};
    if (!options_read(command, specs, 1, &argc, argv))
        return EXIT_USAGE;
    if (argc < 1)
        return usage_error(command, "name a file");
    return report_end(load_files(config, argv, argc, full != NULL, fault), fault);
}
