/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "domain/answers_given.h"
#include "domain/scoring.h"
#include "vocabulary/vocabulary.h"

enum column {
    COLUMN_EDITION,
    COLUMN_CRITERION,
    COLUMN_REQUIREMENT,
    COLUMN_TEXT,
    COLUMN_CHOICES,
    COLUMN_ANSWER,
    COLUMN_JUSTIFICATION,
    COLUMN_NOTE,
    COLUMN_COUNT
};

enum { CELL_MAX = 8000, HEADING_MAX = 200 };

/* In pointers, and the codes of the headings. */
static const char *const columns[COLUMN_COUNT] = {
    [COLUMN_EDITION] = "edition",
    [COLUMN_CRITERION] = "criterion",
    [COLUMN_REQUIREMENT] = "requirement_item",
    [COLUMN_TEXT] = "text",
    [COLUMN_CHOICES] = "choices",
    [COLUMN_ANSWER] = "answer",
    [COLUMN_JUSTIFICATION] = "justification",
    [COLUMN_NOTE] = "note",
};

static const char *heading_of(size_t column, enum language language)
{
    return text_word(TEXT_ANSWERS_HEADING, columns[column], language);
}

static const char *localised(const json_t *text, enum language language)
{
    const char *found =
        json_string_value(json_object_get(text, language == LANGUAGE_JA ? "ja" : "en"));
    return found ? found : "";
}

/* Writing */

static void add_choices(const json_t *edition, enum language language, struct buf *out)
{
    size_t index;
    const json_t *answer;
    json_array_foreach(json_object_get(edition, "answers"), index, answer)
    {
        buf_text_add(out, index ? " / " : "");
        buf_text_add(out, localised(json_object_get(answer, "label"), language));
    }
}

static enum cells_kind kind_of_answer_cell(enum column column)
{
    bool is_long = column == COLUMN_REQUIREMENT || column == COLUMN_TEXT ||
                   column == COLUMN_JUSTIFICATION || column == COLUMN_NOTE;
    return is_long ? CELLS_LONG : CELLS_TEXT;
}

static void write_answers_head(const json_t *edition, enum language language,
                               const struct cells_sink *sink)
{
    struct cells_column out[COLUMN_COUNT];
    for (int i = 0; i < COLUMN_COUNT; i++) {
        out[i] =
            (struct cells_column){.heading = heading_of((size_t)i, language),
                                  .kind = kind_of_answer_cell((enum column)i),
                                  .meaning = text_word(TEXT_ANSWER_COLUMN, columns[i], language)};
    }
    size_t index;
    const json_t *answer;
    json_array_foreach(json_object_get(edition, "answers"), index,
                       answer) if (index < CELLS_CHOICES_MAX) out[COLUMN_ANSWER]
        .choices[index] = localised(json_object_get(answer, "label"), language);
    cells_head(sink, out, COLUMN_COUNT);
}

static void add_requirement(const json_t *edition, const json_t *criterion, enum language language,
                            struct buf *out)
{
    const char *id = json_string_value(json_object_get(criterion, "requirement"));
    size_t index;
    const json_t *requirement;
    json_array_foreach(id ? json_object_get(edition, "requirements") : NULL, index, requirement)
    {
        if (strcmp(json_string_value(json_object_get(requirement, "id")), id) == 0)
            buf_format(out, "%s %s", id,
                       localised(json_object_get(requirement, "title"), language));
    }
}

static const char *answered(const json_t *edition, const json_t *entry, enum language language)
{
    const char *value = json_string_value(json_object_get(entry, "answer"));
    const json_t *answer = value ? scoring_answer(edition, value) : NULL;
    return answer ? localised(json_object_get(answer, "label"), language) : "";
}

static const char *text_of_entry(const json_t *entry, const char *member)
{
    const char *text = json_string_value(json_object_get(entry, member));
    return text ? text : "";
}

static void write_criterion(const json_t *edition, const json_t *criterion, const json_t *entry,
                            const char *choices, enum language language,
                            const struct cells_sink *sink)
{
    SCOPED(buf_release) struct buf requirement = BUF_INIT(CELL_MAX);
    add_requirement(edition, criterion, language, &requirement);
    cells_put(sink, json_string_value(json_object_get(edition, "id")));
    cells_put(sink, json_string_value(json_object_get(criterion, "id")));
    cells_put(sink, buf_text(&requirement));
    cells_put(sink, localised(json_object_get(criterion, "text"), language));
    cells_put(sink, choices);
    cells_put(sink, answered(edition, entry, language));
    cells_put(sink, text_of_entry(entry, "justification"));
    cells_put(sink, text_of_entry(entry, "note"));
    cells_row_end(sink);
}

void answers_sheet(const struct questionnaire *questionnaire, const json_t *answers,
                   enum language language, const struct cells_sink *sink)
{
    SCOPED(buf_release) struct buf choices = BUF_INIT(CELL_MAX);
    add_choices(questionnaire->edition, language, &choices);
    write_answers_head(questionnaire->edition, language, sink);
    size_t index;
    const json_t *criterion;
    json_array_foreach(json_object_get(questionnaire->edition, "criteria"), index, criterion)
    {
        if (questionnaire->star == 0 || scoring_criterion_of_star(criterion, questionnaire->star))
            write_criterion(questionnaire->edition, criterion,
                            json_object_get(answers, text_of_entry(criterion, "id")),
                            buf_text(&choices), language, sink);
    }
}

/* Reading */

struct sheet {
    const struct questionnaire *questionnaire;
    const struct answer_fields *fields;
    struct cells row;
    size_t places[COLUMN_COUNT]; /* of the columns in a row; CELLS_MAX = not there */
    bool unheaded[CELLS_MAX];
    json_t *seen;
    json_t *answers;
};

static void row_fault(const struct sheet *sheet, enum column column, const char *code,
                      const char *params, struct fault *fault)
{
    char pointer[FAULT_POINTER_MAX];
    snprintf(pointer, sizeof pointer, "/rows/%zu/%s", sheet->row.line, columns[column]);
    fault_add(fault, pointer, code, params);
}

static const char *cell_at(const struct sheet *sheet, enum column column)
{
    size_t place = sheet->places[column];
    return place < sheet->row.count ? text_trim(sheet->row.fields[place]) : "";
}

/* NULL where there is no such column. */
static const char *text_cell(const struct sheet *sheet, enum column column)
{
    return sheet->places[column] == CELLS_MAX ? NULL : cell_at(sheet, column);
}

/* *more: there is one. */
static err next_row(const struct cells_source *rows, struct sheet *sheet, bool *more,
                    struct fault *fault)
{
    char pointer[FAULT_POINTER_MAX];
    const char *problem = rows->next(rows->context, &sheet->row, more);
    if (!problem)
        return OK;
    snprintf(pointer, sizeof pointer, "/rows/%zu/%zu", sheet->row.line, sheet->row.count + 1);
    fault_add(fault, pointer, problem, NULL);
    return fault_invalid(fault);
}

/* What others call a column. */
static const struct {
    const char *heading;
    enum column column;
} others[] = {{"No", COLUMN_CRITERION},
              {"項目", COLUMN_CRITERION},
              {"項番", COLUMN_CRITERION},
              {"評価基準番号", COLUMN_CRITERION},
              {"評価基準", COLUMN_TEXT},
              {"内容", COLUMN_TEXT},
              {"text", COLUMN_TEXT},
              {"評価", COLUMN_ANSWER},
              {"回答欄", COLUMN_ANSWER},
              {"結果", COLUMN_ANSWER},
              {"理由", COLUMN_JUSTIFICATION},
              {"非該当の理由", COLUMN_JUSTIFICATION},
              {"対象外の理由", COLUMN_JUSTIFICATION},
              {"コメント", COLUMN_NOTE},
              {"メモ", COLUMN_NOTE},
              {"補足", COLUMN_NOTE},
              {"特記事項", COLUMN_NOTE},
              {"comment", COLUMN_NOTE}};

static enum column column_headed(const char *heading)
{
    char key[HEADING_MAX];
    if (!text_key(heading, key, sizeof key))
        return COLUMN_COUNT;
    for (int i = 0; i < COLUMN_COUNT; i++)
        if (text_has_key(heading_of((size_t)i, LANGUAGE_JA), key) ||
            text_has_key(heading_of((size_t)i, LANGUAGE_EN), key) || text_has_key(columns[i], key))
            return (enum column)i;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (text_has_key(others[i].heading, key))
            return others[i].column;
    return COLUMN_COUNT;
}

/* `params` is taken over. */
static void answer_place_fault(const struct sheet *sheet, size_t place, json_t *params,
                               const char *code, struct fault *fault)
{
    char pointer[FAULT_POINTER_MAX];
    json_auto_t *owned = params;
    SCOPED(free_at) char *text = owned ? json_dumps(owned, JSON_COMPACT) : NULL;
    snprintf(pointer, sizeof pointer, "/rows/%zu/%zu", sheet->row.line, place + 1);
    fault_add(fault, pointer, code, text);
}

static void heading_fault(const struct sheet *sheet, size_t place, const char *heading,
                          const char *code, struct fault *fault)
{
    answer_place_fault(sheet, place, json_pack("{s:s}", "heading", heading), code, fault);
}

bool answers_sheet_is_heading(const char *text)
{
    return column_headed(text) != COLUMN_COUNT;
}

static bool has_answer_heading(const struct cells *row)
{
    for (size_t i = 0; i < row->count; i++)
        if (!text_is_empty(row->fields[i]) && answers_sheet_is_heading(row->fields[i]))
            return true;
    return false;
}

/* What stands above the headings is passed over; without any headings they are missing. */
static err find_head(const struct cells_source *rows, struct sheet *sheet, struct fault *fault)
{
    enum { TITLE_LINES_MAX = 10 };
    bool more = true;
    while (more) {
        TRY(next_row(rows, sheet, &more, fault));
        if (more && has_answer_heading(&sheet->row))
            return OK;
        more = more && sheet->row.line < TITLE_LINES_MAX;
    }
    sheet->row = (struct cells){.line = 1};
    return OK;
}

static err read_header(const struct cells_source *rows, struct sheet *sheet, struct fault *fault)
{
    TRY(find_head(rows, sheet, fault));
    size_t count = sheet->row.count;
    for (int column = 0; column < COLUMN_COUNT; column++)
        sheet->places[column] = CELLS_MAX;
    for (size_t i = 0; i < CELLS_MAX; i++)
        sheet->unheaded[i] = i >= count || text_is_empty(sheet->row.fields[i]);
    for (size_t i = 0; i < count; i++) {
        const char *heading = text_trim(sheet->row.fields[i]);
        enum column column = column_headed(heading);
        if (column == COLUMN_COUNT && *heading)
            heading_fault(sheet, i, heading, "unknown_column", fault);
        else if (column != COLUMN_COUNT && sheet->places[column] != CELLS_MAX)
            heading_fault(sheet, i, heading, "repeated_column", fault);
        else if (column != COLUMN_COUNT)
            sheet->places[column] = i;
    }
    if (sheet->places[COLUMN_CRITERION] == CELLS_MAX)
        row_fault(sheet, COLUMN_CRITERION, "column_missing", NULL, fault);
    if (sheet->places[COLUMN_ANSWER] == CELLS_MAX)
        row_fault(sheet, COLUMN_ANSWER, "column_missing", NULL, fault);
    return fault_invalid(fault);
}

/* A cell under no heading would be lost. */
static void check_answer_width(const struct sheet *sheet, struct fault *fault)
{
    for (size_t i = 0; i < sheet->row.count; i++)
        if (sheet->unheaded[i] && !text_is_empty(sheet->row.fields[i]))
            answer_place_fault(sheet, i, json_pack("{s:I}", "line", (json_int_t)sheet->row.line),
                               "too_many_cells", fault);
}

static void check_text_cell(const struct sheet *sheet, enum column column, struct fault *fault)
{
    const char *text = cell_at(sheet, column);
    SCOPED(fault_release) struct fault problem = {0};
    if (!*text || sheet->fields->fits(sheet->fields->context, columns[column], text, &problem))
        return;
    struct fault_item first = fault_first(&problem);
    row_fault(sheet, column, first.code, first.params, fault);
}

static void read_answer_row(const struct sheet *sheet, struct fault *fault)
{
    const char *edition = cell_at(sheet, COLUMN_EDITION);
    const char *answer = cell_at(sheet, COLUMN_ANSWER);
    const char *expected = json_string_value(json_object_get(sheet->questionnaire->edition, "id"));
    if (*edition && strcmp(edition, expected) != 0)
        row_fault(sheet, COLUMN_EDITION, "edition_mismatch", NULL, fault);
    check_answer_width(sheet, fault);
    check_text_cell(sheet, COLUMN_JUSTIFICATION, fault);
    check_text_cell(sheet, COLUMN_NOTE, fault);
    const struct given given = {
        .place = "rows",
        .number = sheet->row.line,
        .criterion = cell_at(sheet, COLUMN_CRITERION),
        .answer = *answer ? answer : NULL,
        .answer_stays = true,
        .justification = text_cell(sheet, COLUMN_JUSTIFICATION),
        .note = text_cell(sheet, COLUMN_NOTE),
    };
    if (*given.criterion || *answer || *cell_at(sheet, COLUMN_JUSTIFICATION) ||
        *cell_at(sheet, COLUMN_NOTE))
        answers_give(sheet->questionnaire, &given, sheet->seen, sheet->answers, fault);
}

err answers_merge_sheet(const struct questionnaire *questionnaire, const struct cells_source *rows,
                        const struct answer_fields *fields, json_t *answers, struct fault *fault)
{
    json_auto_t *seen = json_object();
    struct sheet sheet = {
        .questionnaire = questionnaire, .fields = fields, .seen = seen, .answers = answers};
    bool more = true;
    TRY(read_header(rows, &sheet, fault));
    for (;;) {
        TRY(next_row(rows, &sheet, &more, fault));
        if (!more)
            return fault_invalid(fault);
        read_answer_row(&sheet, fault);
    }
}
