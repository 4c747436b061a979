/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/answers.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
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

enum { WORD_MAX = 128 };

/* Width and case make no difference. */
static bool is_answer_word(const char *narrow, const char *word)
{
    char other[WORD_MAX];
    return text_narrow(word, other, sizeof other) && strcasecmp(narrow, other) == 0;
}

static bool is_called(const json_t *answer, const char *narrow)
{
    const json_t *label = json_object_get(answer, "label");
    return is_answer_word(narrow, json_string_value(json_object_get(answer, "value"))) ||
           is_answer_word(narrow, json_string_value(json_object_get(label, "ja"))) ||
           is_answer_word(narrow, json_string_value(json_object_get(label, "en")));
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
static const json_t *answer_called(const json_t *edition, const char *text)
{
    char narrow[WORD_MAX];
    size_t index;
    const json_t *answer;
    if (!text_narrow(text, narrow, sizeof narrow))
        return NULL;
    json_array_foreach(json_object_get(edition, "answers"), index, answer)
    {
        if (is_called(answer, narrow))
            return answer;
    }
    const char *value = values[reply_of(narrow)];
    return value ? scoring_answer(edition, value) : NULL;
}

/* Also a mark with its word, ○(実施している) or 未実施(×), where both say the same. */
static const json_t *answer_of(const json_t *edition, const char *text)
{
    char head[WORD_MAX];
    const json_t *answer = answer_called(edition, text);
    if (answer || !*text || !text_narrow(text, head, sizeof head))
        return answer;
    const char *behind = head;
    (void)text_next(&behind);
    size_t first = (size_t)(behind - head), length = strcspn(head, "(:");
    if (!head[length])
        length = first;
    SCOPED(buf_release) struct buf rest = BUF_INIT(WORD_MAX);
    const char *at = head + length + strspn(head + length, "(: ");
    buf_add(&rest, at, strcspn(at, ")"));
    head[length] = '\0';
    answer = answer_called(edition, head);
    return answer && answer == answer_called(edition, buf_text(&rest)) ? answer : NULL;
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
static void refuse_answer(const json_t *edition, const struct given *given, enum language language,
                          struct fault *fault)
{
    char pointer[FAULT_POINTER_MAX];
    json_auto_t *params = json_pack("{s:[]}", "allowed");
    size_t index;
    const json_t *answer;
    json_array_foreach(json_object_get(edition, "answers"), index, answer) json_array_append(
        json_object_get(params, "allowed"),
        json_object_get(json_object_get(answer, "label"), language == LANGUAGE_JA ? "ja" : "en"));
    SCOPED(free_at) char *text = params ? json_dumps(params, JSON_COMPACT) : NULL;
    snprintf(pointer, sizeof pointer, "/%s/%zu/answer", given->place, given->number);
    fault_add(fault, pointer, "not_allowed_value", text);
}

/* A number as it is typed: No.1, 問1, (1), ①, 01, 1.0; １－２－１, 1.2.1. Its parts without leading
 * zeros, between hyphens. False when it is none. */
static bool criterion_number(const char *text, char out[static WORD_MAX])
{
    static const char *const words[] = {"'", "no.", "no", "問", "第", "項目", "q", "(", "["};
    char even[WORD_MAX], narrow[WORD_MAX];
    if (!text_compatible(text, even, sizeof even) || !text_narrow(even, narrow, sizeof narrow))
        return false;
    const char *at = narrow;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strncasecmp(at, words[i], strlen(words[i])) == 0)
            at += strlen(words[i]) + strspn(at + strlen(words[i]), " ");
    size_t length = 0, parts = 0;
    for (bool more = text_is_digit(*at); more; parts++) {
        at += strspn(at, "0");
        size_t digits = strspn(at, "0123456789");
        length += (size_t)snprintf(out + length, WORD_MAX - length, "%s%.*s", parts ? "-" : "",
                                   digits ? (int)digits : 1, digits ? at : "0");
        at += digits;
        more = strchr("-.", *at) && *at && text_is_digit(at[1]);
        at += more;
    }
    if (parts == 2 && length > 2 && strcmp(out + length - 2, "-0") == 0)
        out[length - 2] = '\0';
    return parts > 0 && strspn(at, ".)]:") == strlen(at);
}

/* The id of the criterion that is meant; NULL for none. */
static const char *criterion_of(const struct questionnaire *questionnaire, const char *text)
{
    char number[WORD_MAX], other[WORD_MAX];
    size_t index;
    const json_t *criterion;
    if (scoring_criterion(questionnaire->edition, questionnaire->star, text))
        return text;
    if (!criterion_number(text, number))
        return NULL;
    json_array_foreach(json_object_get(questionnaire->edition, "criteria"), index, criterion)
    {
        const char *id = json_string_value(json_object_get(criterion, "id"));
        if (criterion_number(id, other) && strcmp(number, other) == 0 &&
            scoring_criterion(questionnaire->edition, questionnaire->star, id))
            return id;
    }
    return NULL;
}

static void give(const struct questionnaire *questionnaire, const struct given *given, json_t *seen,
                 json_t *answers, struct fault *fault)
{
    if (json_object_get(seen, given->criterion)) {
        fault_at(given, "criterion", "duplicate_criterion", "criterion", given->criterion, fault);
        return;
    }
    json_object_set_new(seen, given->criterion, json_integer((json_int_t)given->number));
    const json_t *before = json_object_get(answers, given->criterion);
    json_t *entry = before ? json_deep_copy(before) : json_object();
    const json_t *answer = given->answer ? answer_of(questionnaire->edition, given->answer) : NULL;
    if (given->answer && !answer) {
        refuse_answer(questionnaire->edition, given, questionnaire->language, fault);
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

void answers_give(const struct questionnaire *questionnaire, const struct given *given,
                  json_t *seen, json_t *answers, struct fault *fault)
{
    struct given known = *given;
    known.criterion = criterion_of(questionnaire, given->criterion);
    if (known.criterion)
        give(questionnaire, &known, seen, answers, fault);
    else
        fault_at(given, "criterion", "unknown_criterion", "criterion", given->criterion, fault);
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

err answers_refuse_lost(const json_t *lost, const json_t *lines, struct fault *fault)
{
    size_t index;
    const json_t *text;
    json_array_foreach(lost, index, text)
    {
        const char *criterion = json_string_value(json_object_get(text, "criterion"));
        const struct given given = {
            .place = "rows",
            .number = (size_t)json_integer_value(json_object_get(lines, criterion)),
        };
        fault_at(&given, json_string_value(json_object_get(text, "member")), "characters_lost",
                 "stored", json_string_value(json_object_get(text, "stored")), fault);
    }
    return fault_invalid(fault);
}
