/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "domain/answers.h"
#include "domain/answers_column.h"
#include "domain/scoring.h"
#include "vocabulary/vocabulary.h"

enum { CELL_MAX = 8000 };

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

static enum cells_kind kind_of_answer_cell(enum answers_column column)
{
    bool is_long = column == ANSWERS_REQUIREMENT || column == ANSWERS_TEXT ||
                   column == ANSWERS_JUSTIFICATION || column == ANSWERS_NOTE;
    return is_long ? CELLS_LONG : CELLS_TEXT;
}

static void write_answers_head(const json_t *edition, enum language language,
                               const struct cells_sink *sink)
{
    struct cells_column out[ANSWERS_COUNT];
    for (int i = 0; i < ANSWERS_COUNT; i++) {
        out[i] = (struct cells_column){
            .heading = answers_heading((enum answers_column)i, language),
            .kind = kind_of_answer_cell((enum answers_column)i),
            .meaning = text_word(TEXT_ANSWER_COLUMN, answers_column_name((enum answers_column)i),
                                 language)};
    }
    size_t index;
    const json_t *answer;
    json_array_foreach(json_object_get(edition, "answers"), index,
                       answer) if (index < CELLS_CHOICES_MAX) out[ANSWERS_ANSWER]
        .choices[index] = localised(json_object_get(answer, "label"), language);
    cells_head(sink, out, ANSWERS_COUNT);
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
