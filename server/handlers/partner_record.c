/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/partner_record.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "handlers/sheet_file.h"
#include "vocabulary/vocabulary.h"

enum {
    REASONS_SIZE = 4096,
    FILES_SIZE = 64 * 1024,
    NAME_SIZE = 1024,
    FACTS = 6,
    COUNTS_SIZE = 512
};

enum partner_column {
    COLUMN_NAME,
    COLUMN_CODE,
    COLUMN_NUMBER,
    COLUMN_REASONS,
    COLUMN_STATE,
    COLUMN_DUE,
    COLUMN_LOOKED,
    COLUMN_METHOD,
    COLUMN_RESULT,
    COLUMN_ACTION,
    COLUMN_FILES,
    COLUMN_BY,
    COLUMN_COUNT
};

static const struct {
    const char *code;
    enum cells_kind kind;
    double share; /* on paper; 0: not there */
} columns[COLUMN_COUNT] = {
    [COLUMN_NAME] = {"name", CELLS_TEXT, 2.0},
    [COLUMN_CODE] = {"code", CELLS_TEXT, 0},
    [COLUMN_NUMBER] = {"corporate_number", CELLS_TEXT, 0},
    [COLUMN_REASONS] = {"reasons", CELLS_LONG, 2.1},
    [COLUMN_STATE] = {"state", CELLS_TEXT, 1.1},
    [COLUMN_DUE] = {"due_on", CELLS_DAY, 1.4},
    [COLUMN_LOOKED] = {"looked_on", CELLS_DAY, 1.4},
    [COLUMN_METHOD] = {"method", CELLS_TEXT, 1.4},
    [COLUMN_RESULT] = {"result", CELLS_TEXT, 1.3},
    [COLUMN_ACTION] = {"action", CELLS_LONG, 2.5},
    [COLUMN_FILES] = {"files", CELLS_LONG, 1.8},
    [COLUMN_BY] = {"by", CELLS_TEXT, 1.1},
};

/* What the record is: FACTS that are named, and a note. */
struct record_facts {
    char span[2 * DAY_TEXT_SIZE + 8], instant[CLOCK_TEXT_SIZE + 8], counts[COUNTS_SIZE];
    struct xlsx_fact list[FACTS + 1];
    size_t count;
};

/* One row: a look at a partner, or a partner without any. */
struct partner_row {
    struct buf reasons, files;
    const char *cells[COLUMN_COUNT];
};

static const char *member_text(const json_t *object, const char *member)
{
    const char *text = json_string_value(json_object_get(object, member));
    return text ? text : "";
}

static const char *word_of(enum text_kind kind, const char *code, enum language language)
{
    return code[0] ? text_word(kind, code, language) : "";
}

/* What a check against the public list found has words of its own. */
static const char *result_word(const json_t *look, enum language language)
{
    bool check = strcmp(member_text(look, "source"), "check") == 0;
    return word_of(check ? TEXT_CHECK_RESULT : TEXT_PARTNER_RESULT, member_text(look, "result"),
                   language);
}

static void fill_partner(struct partner_row *row, const json_t *item, enum language language)
{
    size_t i;
    const json_t *reason;
    buf_clear(&row->reasons);
    json_array_foreach(json_object_get(item, "reasons"), i, reason)
    {
        if (i > 0)
            buf_text_add(&row->reasons, language == LANGUAGE_JA ? "、" : "; ");
        buf_text_add(&row->reasons,
                     text_word(TEXT_PARTNER_REASON, json_string_value(reason), language));
    }
    row->cells[COLUMN_NAME] = member_text(item, "name");
    row->cells[COLUMN_CODE] = member_text(item, "code");
    row->cells[COLUMN_NUMBER] = member_text(item, "corporate_number");
    row->cells[COLUMN_REASONS] = buf_text(&row->reasons);
    row->cells[COLUMN_STATE] = word_of(TEXT_PARTNER_STATE, member_text(item, "state"), language);
    row->cells[COLUMN_DUE] = member_text(item, "due_on");
}

/* The statement by its issuer and the code that its page shows, then the names of files. */
static void list_files(struct buf *out, const json_t *look, enum language language)
{
    const json_t *statement = json_object_get(look, "statement"), *file;
    size_t i;
    buf_clear(out);
    if (json_is_object(statement))
        buf_format(out, "%s %s", member_text(statement, "issuer"), member_text(statement, "code"));
    json_array_foreach(json_object_get(look, "files"), i, file)
    {
        if (out->length > 0)
            buf_text_add(out, language == LANGUAGE_JA ? "、" : "; ");
        buf_text_add(out, member_text(file, "name"));
    }
}

/* `look` NULL: none in the period. */
static void fill_look(struct partner_row *row, const json_t *look, enum language language)
{
    row->cells[COLUMN_LOOKED] = member_text(look, "looked_on");
    row->cells[COLUMN_METHOD] = word_of(TEXT_PARTNER_METHOD, member_text(look, "method"), language);
    row->cells[COLUMN_RESULT] = result_word(look, language);
    row->cells[COLUMN_ACTION] = member_text(look, "action");
    list_files(&row->files, look, language);
    row->cells[COLUMN_FILES] = buf_text(&row->files);
    row->cells[COLUMN_BY] = member_text(json_object_get(look, "by"), "name");
}

typedef void partner_row_fn(void *context, const struct partner_row *row);

static void each_row(const json_t *items, enum language language, partner_row_fn *put,
                     void *context)
{
    struct partner_row row = {.reasons = BUF_INIT(REASONS_SIZE), .files = BUF_INIT(FILES_SIZE)};
    size_t i, k;
    const json_t *item, *look;
    json_array_foreach(items, i, item)
    {
        const json_t *looks = json_object_get(item, "looks");
        fill_partner(&row, item, language);
        json_array_foreach(looks, k, look)
        {
            fill_look(&row, look, language);
            put(context, &row);
        }
        if (json_array_size(looks) == 0) {
            fill_look(&row, NULL, language);
            put(context, &row);
        }
    }
    buf_release(&row.reasons);
    buf_release(&row.files);
}

static void put_sheet_row(void *context, const struct partner_row *row)
{
    const struct cells_sink *sink = context;
    for (int i = 0; i < COLUMN_COUNT; i++)
        cells_put(sink, row->cells[i]);
    cells_row_end(sink);
}

/* Of plants of one name the code tells them apart: it stands below the name. */
static void put_printed_row(void *context, const struct partner_row *row)
{
    const char *cells[COLUMN_COUNT];
    char name[NAME_SIZE];
    size_t count = 0;
    snprintf(name, sizeof name, "%s%s%s", row->cells[COLUMN_NAME],
             row->cells[COLUMN_CODE][0] ? "\n" : "", row->cells[COLUMN_CODE]);
    for (int i = 0; i < COLUMN_COUNT; i++)
        if (columns[i].share > 0)
            cells[count++] = i == COLUMN_NAME ? name : row->cells[i];
    pdf_table_row(context, cells);
}

static void print_table(struct pdf *pdf, const json_t *items, enum language language)
{
    struct pdf_column heads[COLUMN_COUNT];
    size_t count = 0;
    for (int i = 0; i < COLUMN_COUNT; i++)
        if (columns[i].share > 0)
            heads[count++] = (struct pdf_column){
                text_word(TEXT_PARTNER_COLUMN, columns[i].code, language), columns[i].share, false};
    pdf_table_begin(pdf, heads, count);
    each_row(items, language, put_printed_row, pdf);
    pdf_table_end(pdf);
}

/* To the second, as a clock in Japan shows it. */
static void tokyo_text(int64_t instant, char out[static CLOCK_TEXT_SIZE + 8])
{
    char text[CLOCK_TEXT_SIZE];
    clock_tokyo_time(instant, text);
    snprintf(out, CLOCK_TEXT_SIZE + 8, "%s (UTC+9)", text);
}

static void count_states(const json_t *summary, enum language language,
                         char out[static COUNTS_SIZE])
{
    static const char *const states[] = {"looked", "due", "never", "stopped", "ended"};
    char number[TEXT_NUMBER_SIZE];
    bool ja = language == LANGUAGE_JA;
    text_number(json_integer_value(json_object_get(summary, "partners")), number);
    int length = snprintf(out, COUNTS_SIZE, "%s", number);
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        const char *before = i == 0 ? (ja ? "（" : " (") : (ja ? "、" : ", ");
        text_number(json_integer_value(json_object_get(summary, states[i])), number);
        length += snprintf(out + length, (size_t)(COUNTS_SIZE - length), "%s%s %s", before,
                           text_word(TEXT_PARTNER_STATE, states[i], language), number);
    }
    snprintf(out + length, (size_t)(COUNTS_SIZE - length), "%s", ja ? "）" : ")");
}

static void list_facts(const struct request *request, const struct partner_period *period,
                       const json_t *summary, struct record_facts *out)
{
    enum language language = request->language;
    int64_t known_at = request->now;
    if (period->known_at && !clock_parse(period->known_at, &known_at))
        known_at = request->now;
    tokyo_text(known_at, out->instant);
    snprintf(out->span, sizeof out->span, "%s – %s", period->from, period->through);
    count_states(summary, language, out->counts);
    const struct {
        const char *code, *text;
    } all[FACTS] = {{"organisation", member_text(summary, "organisation")},
                    {"criterion", text_word(TEXT_PARTNER_TEXT, "criterion_text", language)},
                    {"period", out->span},
                    {"known_at", out->instant},
                    {"made_on", request->day},
                    {"partners", out->counts}};
    for (out->count = 0; out->count < FACTS; out->count++)
        out->list[out->count] = (struct xlsx_fact){
            text_word(TEXT_PARTNER_TEXT, all[out->count].code, language), all[out->count].text};
    out->list[out->count++] =
        (struct xlsx_fact){"", text_word(TEXT_PARTNER_TEXT, "note", language)};
}

static err write_workbook(const struct request *request, const struct record_facts *facts,
                          const json_t *items, struct buf *out, struct fault *fault)
{
    struct cells_column heads[COLUMN_COUNT];
    SCOPED(sheet_file_release) struct sheet_file file = {0};
    TRY(sheet_file_open_record(&file, request, "partners", facts->list, facts->count, fault));
    for (int i = 0; i < COLUMN_COUNT; i++)
        heads[i] = (struct cells_column){
            .heading = text_word(TEXT_PARTNER_COLUMN, columns[i].code, request->language),
            .kind = columns[i].kind};
    cells_head(&file.sink, heads, COLUMN_COUNT);
    each_row(items, request->language, put_sheet_row, &file.sink);
    return sheet_file_collect(&file, out, fault);
}

static err print_record(const struct request *request, const struct record_facts *facts,
                        const json_t *items, struct buf *out, struct fault *fault)
{
    enum language language = request->language;
    const char *title = text_word(TEXT_PARTNER_TEXT, "title", language);
    const struct pdf_options options = {.title = title,
                                        .footer = facts->list[0].value,
                                        .boxes = text_word(TEXT_PRINT_TEXT, "boxes", language),
                                        .language = language,
                                        .landscape = true,
                                        .created = request->now / 1000000};
    SCOPED(pdf_close) struct pdf *pdf = NULL;
    TRY(pdf_open(&options, out, &pdf, fault));
    pdf_heading(pdf, 1, title);
    struct pdf_fact named[FACTS];
    for (size_t i = 0; i < FACTS; i++)
        named[i] = (struct pdf_fact){facts->list[i].name, facts->list[i].value};
    pdf_facts(pdf, named, FACTS);
    if (json_array_size(items) > 0)
        print_table(pdf, items, language);
    else
        pdf_paragraph(pdf, text_word(TEXT_PARTNER_TEXT, "none", language));
    pdf_note(pdf, text_word(TEXT_PARTNER_TEXT, "note", language));
    return pdf_finish(pdf, fault);
}

err partner_record_write(const struct request *request, const char *type,
                         const struct partner_period *period, const json_t *summary,
                         const json_t *items, struct buf *out, struct fault *fault)
{
    struct record_facts facts;
    list_facts(request, period, summary, &facts);
    return strcmp(type, PDF_TYPE) == 0 ? print_record(request, &facts, items, out, fault)
                                       : write_workbook(request, &facts, items, out, fault);
}

void partner_record_head(const struct request *request, struct response *response, const char *type,
                         const struct partner_period *period)
{
    bool pdf = strcmp(type, PDF_TYPE) == 0;
    response->content_type = pdf ? PDF_TYPE : XLSX_TYPE;
    response->language = request->language == LANGUAGE_JA ? "ja" : "en";
    snprintf(response->disposition, sizeof response->disposition,
             "attachment; filename=\"partner-checks-%s-%s.%s\"", period->from, period->through,
             pdf ? "pdf" : "xlsx");
}
