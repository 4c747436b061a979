/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/answers.h"

#include <stdio.h>
#include <string.h>

#include "domain/answers_given.h"
#include "domain/edition.h"
#include "domain/reply.h"
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

/* What marks of the official workbook and people's words mean in a scale. */
static const char *const values[] = {
    [REPLY_NONE] = NULL,
    [REPLY_YES] = "implemented",
    [REPLY_PARTLY] = "partial",
    [REPLY_NO] = "not_implemented",
    [REPLY_NOT_APPLICABLE] = "not_applicable",
    [REPLY_UNKNOWN] = "unknown",
};

/* By its value, or by its label in either language as a sheet has it, or by a word of people. */
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
    const char *value = values[reply_of(text)];
    return value ? scoring_answer(edition, value) : NULL;
}

/* "" takes away, NULL leaves. */
static void settle(json_t *entry, const char *member, const char *text)
{
    if (text && *text)
        json_object_set_new(entry, member, json_string(text));
    else if (text)
        json_object_del(entry, member);
}

/* The transcription whose text was answered: nothing is said for the first. */
static void settle_transcription(const json_t *edition, json_t *entry)
{
    int number = edition_transcription(edition);
    if (number > 1)
        json_object_set_new(entry, "transcription", json_integer(number));
    else
        json_object_del(entry, "transcription");
}

/* With what the edition's scale has, in the words that its sheet offers. */
static void refuse_answer(const json_t *edition, const struct given *given, struct fault *fault)
{
    char pointer[FAULT_POINTER_MAX];
    json_auto_t *params = json_pack("{s:[]}", "allowed");
    size_t index;
    const json_t *answer;
    json_array_foreach(json_object_get(edition, "answers"), index, answer)
        json_array_append(json_object_get(params, "allowed"),
                          json_object_get(json_object_get(answer, "label"), "ja"));
    SCOPED(free_at) char *text = params ? json_dumps(params, JSON_COMPACT) : NULL;
    snprintf(pointer, sizeof pointer, "/%s/%zu/answer", given->place, given->number);
    fault_add(fault, pointer, "not_allowed_value", text);
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
    const json_t *before = json_object_get(answers, given->criterion);
    json_t *entry = before ? json_deep_copy(before) : json_object();
    const json_t *answer = given->answer ? answer_of(questionnaire->edition, given->answer) : NULL;
    if (given->answer && !answer) {
        refuse_answer(questionnaire->edition, given, fault);
        json_decref(entry);
        return;
    }
    if (answer) {
        json_object_set(entry, "answer", json_object_get(answer, "value"));
        settle_transcription(questionnaire->edition, entry);
    } else if (!given->answer_stays) {
        json_object_del(entry, "answer");
        json_object_del(entry, "transcription");
    }
    settle(entry, "justification", given->justification);
    settle(entry, "note", given->note);
    if (answer && scoring_answer_needs_justification(answer) &&
        !json_object_get(entry, "justification"))
        fault_at(given, "justification", "justification_missing", "criterion", given->criterion,
                 fault);
    if (json_object_size(entry) > 0)
        json_object_set_new(answers, given->criterion, entry);
    else {
        json_object_del(answers, given->criterion);
        json_decref(entry);
    }
}

/* A member that is left out stays, null takes it away. */
static const char *text_given(const json_t *item, const char *member)
{
    const json_t *value = json_object_get(item, member);
    return json_is_null(value) ? "" : json_string_value(value);
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
            .justification = text_given(item, "justification"),
            .note = text_given(item, "note"),
        };
        answers_give(questionnaire, &one, seen, answers, fault);
    }
    return fault_invalid(fault);
}
