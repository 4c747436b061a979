/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/report_paper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "domain/text.h"
#include "handlers/report_rows.h"
#include "handlers/sheet_file.h"
#include "print/pdf.h"

enum { SENTENCE_MAX = 4096, PARTS = 4, LABEL_SIZE = 80, SECTION_WIDTH = 18 };

/* What the sums of the sentences and of the bar are. */
struct report_sums {
    long long met, pending, late, none, late_before;
};

/* A document being printed. */
struct report_printed {
    struct pdf *pdf;
    const json_t *report;
    enum language language;
};

static const char *report_word(const struct report_printed *printed, const char *code)
{
    return text_word(TEXT_REPORT_TEXT, code, printed->language);
}

static struct report_sums sum_statuses(const json_t *report)
{
    struct report_sums sums = {0};
    const json_t *item;
    size_t i;
    json_array_foreach(json_object_get(report, "statuses"), i, item)
    {
        const char *status = report_member(item, "status");
        long long count = report_number(item, "count");
        bool late = strcmp(status, "overdue") == 0 || strcmp(status, "lapsed") == 0;
        if (late)
            sums.late += count;
        else if (strcmp(status, "pending") == 0)
            sums.pending += count;
        else if (strcmp(status, "no_requirement") == 0)
            sums.none += count;
        else
            sums.met += count;
        sums.late_before += late ? report_number(item, "before") : 0;
    }
    return sums;
}

static void print_lead(const struct report_printed *printed, const struct report_sums *sums)
{
    SCOPED(buf_release) struct buf text = BUF_INIT(SENTENCE_MAX);
    long long demanded = sums->met + sums->pending + sums->late;
    char all[TEXT_NUMBER_SIZE], met[TEXT_NUMBER_SIZE], late[TEXT_NUMBER_SIZE];
    char before[TEXT_NUMBER_SIZE];
    json_auto_t *numbers = json_pack(
        "{s:s, s:s, s:I, s:s, s:s}", "demanded", text_number(demanded, all), "met",
        text_number(sums->met, met), "share",
        (json_int_t)(demanded ? 100 * sums->met / demanded : 0), "late",
        text_number(sums->late, late), "late_before", text_number(sums->late_before, before));
    report_sentence(&text, demanded ? "lead" : "lead_none", numbers, printed->language);
    pdf_paragraph(printed->pdf, buf_text(&text));
}

/* What a reader would take the numbers for otherwise. */
static void print_caution(const struct report_printed *printed, const char *code,
                          const char *member, const json_t *value)
{
    SCOPED(buf_release) struct buf text = BUF_INIT(SENTENCE_MAX);
    json_auto_t *values = json_pack("{s:O}", member, value);
    report_sentence(&text, code, values, printed->language);
    pdf_paragraph(printed->pdf, buf_text(&text));
}

static void print_cautions(const struct report_printed *printed)
{
    const json_t *unwritten = json_object_get(printed->report, "unwritten");
    const json_t *decided_at = json_object_get(printed->report, "decided_at");
    if (json_integer_value(unwritten) > 0)
        print_caution(printed, "lead_unwritten", "unwritten", unwritten);
    if (json_is_string(decided_at))
        print_caution(printed, "lead_undecided", "decided_at", decided_at);
}

static void print_bar(const struct report_printed *printed, const struct report_sums *sums)
{
    const struct {
        const char *code;
        long long count;
        unsigned colour;
    } parts[PARTS] = {{"met", sums->met, 0x2f7d5b},
                      {"pending", sums->pending, 0xc9a227},
                      {"late", sums->late, 0xb3372f},
                      {"none", sums->none, 0xb8bec6}};
    char labels[PARTS][LABEL_SIZE];
    struct pdf_part drawn[PARTS];
    for (size_t i = 0; i < PARTS; i++) {
        char number[TEXT_NUMBER_SIZE];
        snprintf(labels[i], LABEL_SIZE, "%s %s", report_word(printed, parts[i].code),
                 text_number(parts[i].count, number));
        drawn[i] = (struct pdf_part){labels[i], (double)parts[i].count, parts[i].colour};
    }
    pdf_bar(printed->pdf, drawn, PARTS);
}

static void day_fact(struct buf *out, const char *on, enum language language)
{
    day_text(out, day_of_text(on), language);
}

static void print_days(const struct report_printed *printed, const struct request *request)
{
    SCOPED(buf_release) struct buf as_of = BUF_INIT(LABEL_SIZE);
    SCOPED(buf_release) struct buf before = BUF_INIT(LABEL_SIZE);
    SCOPED(buf_release) struct buf made = BUF_INIT(LABEL_SIZE);
    day_fact(&as_of, report_member(printed->report, "as_of"), printed->language);
    day_fact(&before, report_member(printed->report, "compared_with"), printed->language);
    day_fact(&made, request->day, printed->language);
    const char *known_at = report_member(printed->report, "known_at");
    const struct pdf_fact facts[] = {
        {report_word(printed, "organisation"), report_member(printed->report, "organisation")},
        {report_word(printed, "as_of"), buf_text(&as_of)},
        {report_word(printed, "compared_with"), buf_text(&before)},
        {report_word(printed, "made_on"), buf_text(&made)},
        {report_word(printed, "known_at"), known_at}};
    size_t count = sizeof facts / sizeof *facts;
    pdf_facts(printed->pdf, facts, known_at[0] ? count : count - 1);
}

static void put_printed(void *context, const struct report_section *section,
                        const struct report_row *row)
{
    const struct report_printed *printed = context;
    SCOPED(buf_release) struct buf on = BUF_INIT(LABEL_SIZE);
    const char *cells[REPORT_SHOWN_MAX];
    char numbers[REPORT_SHOWN_MAX][TEXT_NUMBER_SIZE];
    size_t count = 0;
    for (; count < REPORT_SHOWN_MAX && section->shown[count].share > 0; count++) {
        enum report_column column = section->shown[count].column;
        cells[count] = row->cells[column];
        if (column == REPORT_DAY && cells[count][0]) {
            day_fact(&on, cells[count], printed->language);
            cells[count] = buf_text(&on);
        } else if (report_heads[column].kind == CELLS_NUMBER && cells[count][0]) {
            cells[count] = text_number(strtoll(cells[count], NULL, 10), numbers[count]);
        }
    }
    pdf_table_row(printed->pdf, cells);
}

static const char *column_heading(const struct report_printed *printed,
                                  const struct report_section *section, enum report_column column)
{
    bool own = column == REPORT_DAY && section->heading;
    return text_word(TEXT_REPORT_COLUMN, own ? section->heading : report_heads[column].code,
                     printed->language);
}

/* Of a list that is not there whole, how many more there are. */
static void print_more(const struct report_printed *printed, long long more)
{
    SCOPED(buf_release) struct buf text = BUF_INIT(SENTENCE_MAX);
    char number[TEXT_NUMBER_SIZE];
    json_auto_t *numbers = json_pack("{s:s}", "count", text_number(more, number));
    if (more <= 0)
        return;
    report_sentence(&text, "more", numbers, printed->language);
    pdf_note(printed->pdf, buf_text(&text));
}

/* How many of each kind, as far as the list tells kinds. */
static void print_kinds(const struct report_printed *printed, const struct report_section *section)
{
    static const char *const kinds[] = {
        "became_late", "became_met", "became_pending",  "became_none", "due",
        "ends",        "objected",   "talks_requested", "demand",      "invitation"};
    SCOPED(buf_release) struct buf text = BUF_INIT(SENTENCE_MAX);
    const json_t *list = json_object_get(printed->report, section->code);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (json_object_get(list, kinds[i])) {
            char number[TEXT_NUMBER_SIZE];
            buf_format(
                &text, "%s%s %s", text.length ? printed->language == LANGUAGE_JA ? "、" : ", " : "",
                report_word(printed, kinds[i]), text_number(report_number(list, kinds[i]), number));
        }
    if (text.length > 0)
        pdf_paragraph(printed->pdf, buf_text(&text));
}

static void print_section(struct report_printed *printed, const struct report_section *section)
{
    struct pdf_column heads[REPORT_SHOWN_MAX];
    size_t count = 0;
    long long total = report_total(printed->report, section);
    pdf_heading(printed->pdf, 2, report_word(printed, section->code));
    if (total == 0) {
        pdf_paragraph(printed->pdf, report_word(printed, "none_found"));
        return;
    }
    print_kinds(printed, section);
    for (; count < REPORT_SHOWN_MAX && section->shown[count].share > 0; count++)
        heads[count] = (struct pdf_column){
            column_heading(printed, section, section->shown[count].column),
            section->shown[count].share, report_heads[section->shown[count].column].figures};
    pdf_table_begin(printed->pdf, heads, count);
    size_t shown = report_each(printed->report, section, section->printed, printed->language,
                               put_printed, printed);
    pdf_table_end(printed->pdf);
    print_more(printed, total - (long long)shown);
}

err report_print(const struct request *request, const json_t *report, struct buf *out,
                 struct fault *fault)
{
    SCOPED(pdf_close) struct pdf *pdf = NULL;
    struct report_printed printed = {.report = report, .language = request->language};
    const struct report_sums sums = sum_statuses(report);
    const struct pdf_options options = {.title = report_word(&printed, "title"),
                                        .footer = report_member(report, "organisation"),
                                        .boxes =
                                            text_word(TEXT_PRINT_TEXT, "boxes", request->language),
                                        .language = request->language,
                                        .created = request->now / 1000000};
    TRY(pdf_open(&options, out, &pdf, fault));
    printed.pdf = pdf;
    pdf_heading(pdf, 1, options.title);
    print_days(&printed, request);
    print_lead(&printed, &sums);
    print_cautions(&printed);
    print_bar(&printed, &sums);
    for (size_t i = 0; i < REPORT_SECTIONS; i++)
        print_section(&printed, &report_sections[i]);
    pdf_note(pdf,
             report_word(&printed, report_member(report, "known_at")[0] ? "note_then" : "note"));
    return pdf_finish(pdf, fault);
}

/* The workbook: all sections below each other, to filter by. */

struct report_filling {
    const struct cells_sink *sink;
    enum language language;
};

static void put_filled(void *context, const struct report_section *section,
                       const struct report_row *row)
{
    const struct report_filling *filling = context;
    cells_put(filling->sink, text_word(TEXT_REPORT_TEXT, section->code, filling->language));
    for (size_t i = 0; i < REPORT_COLUMNS; i++)
        cells_put(filling->sink, row->cells[i]);
    cells_row_end(filling->sink);
}

static struct cells_column workbook_column(const char *code, enum cells_kind kind, double width,
                                           enum language language)
{
    return (struct cells_column){.heading = text_word(TEXT_REPORT_COLUMN, code, language),
                                 .kind = kind,
                                 .meaning = text_word(TEXT_REPORT_MEANING, code, language),
                                 .width = width};
}

err report_workbook(const struct request *request, const json_t *report, struct buf *out,
                    struct fault *fault)
{
    SCOPED(sheet_file_release) struct sheet_file file = {0};
    struct cells_column heads[REPORT_COLUMNS + 1];
    const struct report_filling filling = {&file.sink, request->language};
    TRY(sheet_file_open_printed(&file, request, "report", fault));
    heads[0] = workbook_column("section", CELLS_TEXT, SECTION_WIDTH, request->language);
    for (size_t i = 0; i < REPORT_COLUMNS; i++)
        heads[i + 1] = workbook_column(report_heads[i].code, report_heads[i].kind,
                                       report_heads[i].width, request->language);
    cells_head(&file.sink, heads, REPORT_COLUMNS + 1);
    for (size_t i = 0; i < REPORT_SECTIONS; i++) {
        const struct report_section *section = &report_sections[i];
        size_t shown =
            report_each(report, section, 0, request->language, put_filled, (void *)&filling);
        long long more = report_total(report, section) - (long long)shown;
        if (more > 0)
            report_more(report, section, more, request->language, put_filled, (void *)&filling);
    }
    return sheet_file_collect(&file, out, fault);
}
