/* SPDX-License-Identifier: Apache-2.0 */
/* Self-assessments. Answers are scored whenever they are saved, in the transaction that saves
 * them: the first half locks the draft and hands out its answers and its edition, the second half
 * stores the new answers with their result. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/encoding.h"
#include "base/xlsx_in.h"
#include "contract/contract.h"
#include "domain/answers.h"
#include "domain/carry.h"
#include "domain/scoring.h"
#include "handlers/answer_sheet.h"
#include "handlers/body.h"
#include "handlers/import_fields.h"
#include "handlers/left_out.h"
#include "handlers/way/pass.h"
#include "operations.h"

/* Puts the stored result, and readiness, into the contract's shape and the request's language. */
static err show_result(struct request *request, json_t *summary, struct fault *fault)
{
    json_t *result = scoring_result_shown(json_object_get(summary, "result"),
                                          json_object_get(summary, "readiness"), request->language);
    json_object_del(summary, "readiness");
    return json_object_set_new(summary, "result", result) == 0
               ? OK
               : fault_log(fault, ERR_INTERNAL, "no result of an assessment");
}

static err finish_summary(struct request *request, struct changed *changed, struct fault *fault)
{
    return show_result(request, changed->body, fault);
}

/* Answers as SQL hands them out to be compared; false without any. */
static bool answer_set_read(const json_t *json, struct answer_set *out)
{
    *out = (struct answer_set){json_object_get(json, "edition"),
                               (int)json_integer_value(json_object_get(json, "star")),
                               json_object_get(json, "answers")};
    return json_is_object(out->answers);
}

/* Begins with another's answers, where the request says so; notes what that brought. */
static err take_over(struct changed *changed, const struct questionnaire *questionnaire,
                     json_t *answers, struct fault *fault)
{
    const json_t *source = json_object_get(changed->result, "source");
    const struct answer_set to = {questionnaire->edition, questionnaire->star, answers};
    struct answer_set from;
    if (!answer_set_read(source, &from))
        return OK;
    json_t *marks = carry_marks(&from, &to);
    json_auto_t *carried = carry_answers(&from, &to);
    json_object_set(marks, "from", json_object_get(source, "assessment"));
    return json_object_update(answers, carried) == 0 &&
                   json_object_set_new(changed->body, "carried", marks) == 0
               ? OK
               : fault_log(fault, ERR_INTERNAL, "out of memory");
}

static err store_score(struct changed *changed, const json_t *answers, const json_t *result,
                       struct fault *fault)
{
    SCOPED(free_at) char *answers_text = json_dumps(answers, JSON_COMPACT);
    SCOPED(free_at) char *result_text = json_dumps(result, JSON_COMPACT);
    const json_t *carried = json_object_get(changed->body, "carried");
    SCOPED(free_at)
    char *carried_text = json_is_object(carried) ? json_dumps(carried, JSON_COMPACT) : NULL;
    if (!answers_text || !result_text)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    exchange_send(
        changed->exchange,
        QUERY(assessment_score,
              .assessment = json_string_value(json_object_get(changed->body, "assessment")),
              .answers = answers_text, .result = result_text, .carried = carried_text,
              .transcription =
                  (int32_t)json_integer_value(json_object_get(changed->body, "transcription"))));
    return OK;
}

/* Merges what was sent. A sheet notes the `lines` of its criteria; they stay NULL without one. */
typedef err merge_fn(struct request *request, const struct questionnaire *questionnaire,
                     json_t *answers, json_t **lines, struct fault *fault);

/* A sheet has been through programs that convert texts: what they alone changed stays as it is on
 * file, and what they lost is refused. */
static err settle_converted(struct changed *changed, const json_t *before, const json_t *lines,
                            json_t *answers, struct fault *fault)
{
    SCOPED(free_at) char *stored = json_dumps(before, JSON_COMPACT);
    SCOPED(free_at) char *entered = json_dumps(answers, JSON_COMPACT);
    if (!stored || !entered)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    size_t statement = exchange_send(
        changed->exchange, QUERY(answers_converted, .stored = stored, .entered = entered));
    TRY(exchange_read(changed->exchange, fault));
    struct q_answers_converted_row row = q_answers_converted_row(changed->exchange, statement, 0);
    json_auto_t *settled = json_loads(row.answers, 0, NULL);
    json_auto_t *lost = json_loads(row.lost, 0, NULL);
    if (!settled || !lost || json_object_clear(answers) != 0 ||
        json_object_update(answers, settled) != 0)
        return fault_log(fault, ERR_INTERNAL, "settled answers are no JSON");
    return answers_refuse_lost(lost, lines, fault);
}

static err merge_sent(merge_fn *merge, struct request *request,
                      const struct questionnaire *questionnaire, struct changed *changed,
                      json_t *answers, struct fault *fault)
{
    json_auto_t *before = json_deep_copy(answers);
    json_auto_t *lines = NULL;
    TRY(merge(request, questionnaire, answers, &lines, fault));
    if (lines && !json_equal(before, answers))
        TRY(settle_converted(changed, before, lines, answers, fault));
    changed->stored = !json_equal(before, answers);
    return OK;
}

/* Stores the answers with their result. */
static err finish_draft(struct request *request, struct changed *changed, struct fault *fault)
{
    merge_fn *const *merge = changed->context;
    json_t *answers = json_object_get(changed->result, "answers");
    const struct questionnaire questionnaire = {
        .edition = json_object_get(changed->result, "edition"),
        .star = (int)json_integer_value(json_object_get(changed->body, "star")),
        .language = request->language};
    changed->stored = true;
    TRY(take_over(changed, &questionnaire, answers, fault));
    if (merge)
        TRY(merge_sent(*merge, request, &questionnaire, changed, answers, fault));
    json_t *result = scoring_result(questionnaire.edition, questionnaire.star, answers);
    if (json_object_set_new(changed->body, "result", result) != 0)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    if (changed->stored)
        TRY(store_score(changed, answers, result, fault));
    return show_result(request, changed->body, fault);
}

err assessment_add(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(body_entry_release) struct body_entry entry = {0};
    TRY(body_entry_read(request, &entry, fault));
    return change_finished(request, response,
                           QUERY(assessment_add, .assessment = entry.id, .body = entry.text),
                           finish_draft, fault);
}

static err merge_json(struct request *request, const struct questionnaire *questionnaire,
                      json_t *answers, json_t **lines, struct fault *fault)
{
    (void)lines;
    return answers_merge(questionnaire, json_object_get(request->json, "answers"), answers, fault);
}

struct answers_intake {
    const struct request *request;
    struct left_out *left_out;
};

static bool answer_fits(const void *context, const char *member, const char *text,
                        struct fault *fault)
{
    const struct answers_intake *intake = context;
    const struct request *request = intake->request;
    char path[64];
    snprintf(path, sizeof path, "answers/0/%s", member);
    const struct node *field = contract_field(request->contract, request->operation->id, path);
    json_auto_t *value = json_string(text);
    return !field || field_fits(field, value, fault);
}

static bool column_left_out(const void *context, const char *heading)
{
    const struct answers_intake *intake = context;
    return left_out(intake->left_out, heading);
}

static err merge_rows(const struct request *request, const struct questionnaire *questionnaire,
                      const struct cells_source *rows, json_t *answers, json_t **lines,
                      struct fault *fault)
{
    SCOPED(left_out_release)
    struct left_out columns = {.named = request_parameter(request, "ignore")};
    const struct answers_intake intake = {request, &columns};
    const struct answer_fields fields = {
        .context = &intake, .fits = answer_fits, .left_out = column_left_out};
    *lines = json_object();
    return answers_merge_sheet(questionnaire, rows, &fields, *lines, answers, fault);
}

static err merge_csv(struct request *request, const struct questionnaire *questionnaire,
                     json_t *answers, json_t **lines, struct fault *fault)
{
    SCOPED(free_at) char *text = NULL;
    size_t length = 0;
    const char *mistaken = xlsx_in_mistaken(request->body, request->body_length);
    if (mistaken)
        return fault_set(fault, ERR_INVALID, mistaken);
    TRY(encoding_decode(request->charset, request->body, request->body_length, &text, &length,
                        fault));
    struct csv_reader reader = csv_reader_of(text, length, 1);
    reader.separator = csv_separator(text, length, answers_sheet_is_heading);
    const struct cells_source rows = {csv_next, &reader};
    return merge_rows(request, questionnaire, &rows, answers, lines, fault);
}

static err merge_workbook(struct request *request, const struct questionnaire *questionnaire,
                          json_t *answers, json_t **lines, struct fault *fault)
{
    SCOPED(xlsx_in_close_at) struct xlsx_in *workbook = NULL;
    const char *problem =
        xlsx_in_open(request->body, request->body_length, answers_sheet_is_heading, &workbook);
    if (problem)
        return fault_set(fault, ERR_INVALID, problem);
    const struct cells_source rows = {xlsx_in_row, workbook};
    return merge_rows(request, questionnaire, &rows, answers, lines, fault);
}

static merge_fn *merge_of(const char *media_type)
{
    if (strcmp(media_type, XLSX_TYPE) == 0)
        return merge_workbook;
    return strcmp(media_type, "text/csv") == 0 ? merge_csv : merge_json;
}

err assessment_answers_put(struct request *request, struct response *response, struct fault *fault)
{
    merge_fn *merge = merge_of(request->media_type);
    struct change change = {.statement = QUERY(assessment_draft, .assessment = request_parameter(
                                                                     request, "assessment")),
                            .finish = finish_draft,
                            .context = &merge};
    return change_run(&change, request, response, fault);
}

err assessment_submit(struct request *request, struct response *response, struct fault *fault)
{
    const char *assessed_on = request_text(request, "assessed_on");
    body_not_future(request, "assessed_on", fault);
    TRY(fault_invalid(fault));
    return change_unseen(request, response,
                         QUERY(assessment_submit, FROM(assessment),
                               .assessed_on = assessed_on ? assessed_on : request->day),
                         finish_summary, fault);
}

PASS(change_unseen, assessment_withdraw,
     QUERY(assessment_withdraw, .assessment = request_parameter(request, "assessment")),
     finish_summary)

PASS(read_filled, assessment_get,
     QUERY(assessment_get, OWN, FROM(assessment),
           .language = request->language == LANGUAGE_JA ? "ja" : "en"),
     show_result)

err assessment_sheet(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    size_t statement = 0;
    TRY(read_rows(request, QUERY(assessment_sheet, OWN, FROM(assessment)), &exchange, &statement,
                  fault));
    if (exchange_rows(&exchange, statement) == 0)
        return fault_set(fault, ERR_NOT_FOUND, NULL);
    struct q_assessment_sheet_row row = q_assessment_sheet_row(&exchange, statement, 0);
    json_auto_t *edition = json_loads(row.edition, 0, NULL);
    json_auto_t *answers = json_loads(row.answers, 0, NULL);
    if (!edition || !answers)
        return fault_log(fault, ERR_INTERNAL, "an assessment's edition or answers are no JSON");
    const struct questionnaire questionnaire = {.edition = edition, .star = row.star};
    return answer_sheet_send(request, response, &questionnaire, answers, fault);
}

/* What differs between the two; nothing where there is none to compare with. */
static err compare_answers(struct request *request, const struct q_assessment_pair_row *row,
                           json_t **out, struct fault *fault)
{
    json_auto_t *before = row->from_set ? json_loads(row->from_set, 0, NULL) : NULL;
    json_auto_t *after = json_loads(row->to_set, 0, NULL);
    struct answer_set from, to;
    *out = row->other ? NULL : json_array();
    if (!row->other)
        return OK;
    if (!answer_set_read(before, &from) || !answer_set_read(after, &to))
        return fault_log(fault, ERR_INTERNAL, "an assessment's answers are no JSON");
    if (!carry_comparable(&from, &to))
        fault_add(fault, "?with", "answers_not_comparable", NULL);
    TRY(fault_invalid(fault));
    *out = carry_differences(&from, &to, request->language);
    return OK;
}

err assessment_diff(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    size_t statement = 0;
    json_t *items = NULL;
    const char *id = request_parameter(request, "assessment");
    TRY(read_rows(request,
                  QUERY(assessment_pair, .organisation = request->credential.organisation_id,
                        .assessment = id, .with = request_parameter(request, "with")),
                  &exchange, &statement, fault));
    if (exchange_rows(&exchange, statement) == 0)
        return fault_set(fault, ERR_NOT_FOUND, NULL);
    struct q_assessment_pair_row row = q_assessment_pair_row(&exchange, statement, 0);
    TRY(compare_answers(request, &row, &items, fault));
    json_auto_t *answer =
        json_pack("{s:s, s:s?, s:o}", "assessment", id, "with", row.other, "items", items);
    SCOPED(free_at) char *text = answer ? json_dumps(answer, JSON_COMPACT) : NULL;
    if (!text)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    read_answer(request, response, text, strlen(text));
    return OK;
}

PASS(list_page_filled, assessment_list, QUERY(assessment_list, OWN, FROM(edition), FROM(state)),
     show_result)
