/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/answers.h"

#include <stdio.h>
#include <string.h>

#include "domain/answers_given.h"
#include "domain/scoring.h"

static void fault_at(const struct given *given, const char *member, const char *code,
                     const char *parameter, const char *value, struct fault *fault)
{
    char pointer[FAULT_POINTER_MAX];
    snprintf(pointer, sizeof pointer, "/%s/%zu/%s", given->place, given->number, member);
    json_auto_t *params = parameter ? json_pack("{s:s}", parameter, value) : NULL;
    SCOPED(free_at) char *text = params ? json_dumps(params, JSON_COMPACT) : NULL;
    fault_add(fault, pointer, code, text);
}

static bool has_label(const json_t *answer, const char *text)
{
    const json_t *label = json_object_get(answer, "label");
    return strcmp(json_string_value(json_object_get(label, "ja")), text) == 0 ||
           strcmp(json_string_value(json_object_get(label, "en")), text) == 0;
}

/* By its value, or by its label in either language as a sheet has it. */
static const json_t *answer_of(const json_t *edition, const char *text)
{
    const json_t *answer = scoring_answer(edition, text);
    if (answer)
        return answer;
    size_t index;
    json_array_foreach(json_object_get(edition, "answers"), index, answer)
    {
        if (has_label(answer, text))
            return answer;
    }
    return NULL;
}

static json_t *entry_of(const struct given *given, const json_t *answer)
{
    json_t *entry = json_pack("{s:O}", "answer", json_object_get(answer, "value"));
    if (given->justification)
        json_object_set_new(entry, "justification", json_string(given->justification));
    if (given->note)
        json_object_set_new(entry, "note", json_string(given->note));
    return entry;
}

void answers_give(const struct questionnaire *questionnaire, const struct given *given,
                  json_t *seen, json_t *answers, struct fault *fault)
{
    if (!scoring_criterion(questionnaire->edition, questionnaire->star, given->criterion)) {
        fault_at(given, "criterion", "unknown_criterion", "criterion", given->criterion, fault);
        return;
    }
    if (json_object_get(seen, given->criterion)) {
        fault_at(given, "criterion", "duplicate_criterion", "criterion", given->criterion, fault);
        return;
    }
    json_object_set_new(seen, given->criterion, json_true());
    if (!given->answer) {
        json_object_del(answers, given->criterion);
        return;
    }
    const json_t *answer = answer_of(questionnaire->edition, given->answer);
    if (!answer)
        fault_at(given, "answer", "not_allowed_value", NULL, NULL, fault);
    else if (scoring_answer_needs_justification(answer) && !given->justification)
        fault_at(given, "justification", "justification_missing", "criterion", given->criterion,
                 fault);
    else
        json_object_set_new(answers, given->criterion, entry_of(given, answer));
}

err answers_merge(const struct questionnaire *questionnaire, const json_t *given, json_t *answers,
                  struct fault *fault)
{
    json_auto_t *seen = json_object();
    size_t index;
    const json_t *item;
    json_array_foreach(given, index, item)
    {
        const struct given one = {
            .place = "answers",
            .number = index,
            .criterion = json_string_value(json_object_get(item, "criterion")),
            .answer = json_string_value(json_object_get(item, "answer")),
            .justification = json_string_value(json_object_get(item, "justification")),
            .note = json_string_value(json_object_get(item, "note")),
        };
        answers_give(questionnaire, &one, seen, answers, fault);
    }
    return fault_invalid(fault);
}
