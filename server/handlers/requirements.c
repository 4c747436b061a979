/* SPDX-License-Identifier: Apache-2.0 */
/* What a buyer demands of one supplier. */
#include <stdio.h>
#include <string.h>

#include "domain/demand.h"
#include "domain/line.h"
#include "domain/text.h"
#include "handlers/body.h"
#include "handlers/way/pass.h"
#include "handlers/way/precondition.h"
#include "operations.h"

enum { TEXT_SIZE_MAX = 4096, TAG_DIGITS = 16 };

static json_t *text_of_code(enum text_kind kind, const char *code, const struct request *request,
                            const json_t *params)
{
    SCOPED(buf_release) struct buf text = BUF_INIT(TEXT_SIZE_MAX);
    SCOPED(free_at) char *written = json_dumps(params, JSON_COMPACT);
    struct json_members members;
    bool given =
        written && json_members_read((struct text_span){written, strlen(written)}, &members);
    if (!text_render(&text, kind, code, request->language, given ? &members : NULL, 0) ||
        !buf_ok(&text))
        return NULL;
    return json_string(buf_text(&text));
}

static void copy_param(json_t *params, const char *name, const json_t *from)
{
    json_t *value = json_object_get(from, name);
    if (value && !json_is_null(value))
        json_object_set(params, name, value);
}

/* Where an advisory comes from, and what it tells beside its text: members of the demand, and one
 * that stands beside it. What is about the scheme's dates comes from nobody. */
static const struct {
    const char *code;
    const char *source;
    const char *of_demand[2];
    const char *of_answer;
} advice_table[] = {
    {"star_not_obtainable", NULL, {"required_star"}, NULL},
    {"due_before_obtainable", NULL, {"due_on"}, "obtainable_from"},
    {"short_notice", "partnership_guidance", {"due_on", "notice_on"}, NULL},
    {"reason_missing", "partnership_guidance", {NULL}, NULL},
    {"consultation_missing", "partnership_guidance", {NULL}, NULL},
    {"uniform_demand", "three_questions", {NULL}, "alike"},
};

/* The demand that can still be changed: the upcoming one where one waits. */
static const json_t *advised(const json_t *answer)
{
    const json_t *body = json_object_get(answer, "body");
    const json_t *upcoming = json_object_get(body, "upcoming");
    return json_is_object(upcoming) ? upcoming : body;
}

static json_t *advisory(const struct request *request, const char *code, const json_t *answer)
{
    size_t row = 0;
    while (strcmp(advice_table[row].code, code) != 0)
        row++;
    const char *source = advice_table[row].source;
    json_t *params = json_object();
    for (size_t i = 0; i < 2 && advice_table[row].of_demand[i]; i++)
        copy_param(params, advice_table[row].of_demand[i], advised(answer));
    if (advice_table[row].of_answer)
        copy_param(params, advice_table[row].of_answer, answer);
    return json_pack("{s:s, s:o, s:o, s:o}", "code", code, "text",
                     text_of_code(TEXT_ADVISORY, code, request, params), "params", params, "source",
                     source ? text_of_code(TEXT_SOURCE, source, request, NULL) : json_null());
}

static int suggested_star(const json_t *body)
{
    return demand_suggested_star(json_object_get(body, "questions"));
}

static json_t *advisories(const struct request *request, const json_t *answer)
{
    const json_t *body = advised(answer);
    const char *recorded_at = json_string_value(json_object_get(body, "recorded_at"));
    struct demand demand = demand_read(body);
    struct demand_file file = {
        .obtainable_from =
            day_of_text(json_string_value(json_object_get(answer, "obtainable_from"))),
        .talks_on = day_of_text(json_string_value(json_object_get(answer, "talks_on"))),
        .alike = (int)json_integer_value(json_object_get(answer, "alike")),
    };
    struct demand_findings findings;
    int64_t recorded = request->now;
    if (recorded_at)
        (void)clock_parse(recorded_at, &recorded);
    file.recorded_on = day_of_instant(recorded);
    demand_judge(&demand, &file, body_today(request), &findings);
    json_t *list = json_array();
    for (size_t i = 0; i < findings.advisory_count; i++)
        if (json_array_append_new(list, advisory(request, findings.advisories[i], answer)) != 0) {
            json_decref(list);
            return NULL;
        }
    return list;
}

static json_t *suggestion(const struct request *request, const json_t *body)
{
    int star = suggested_star(body);
    if (!star)
        return json_null();
    return json_pack("{s:i, s:o, s:o}", "required_star", star, "text",
                     text_of_code(TEXT_SUGGESTION, star == 4 ? "star_4" : "star_3", request, NULL),
                     "source", text_of_code(TEXT_SOURCE, "three_questions", request, NULL));
}

static err advise(const struct request *request, json_t *answer, struct fault *fault)
{
    json_t *body = json_object_get(answer, "body");
    if (json_object_set_new(body, "advisories", advisories(request, answer)) != 0 ||
        json_object_set_new(body, "suggestion", suggestion(request, advised(answer))) != 0)
        return fault_log(fault, ERR_INTERNAL, "advice on a requirement");
    return OK;
}

/* What names the newest revision, a dot, and what else the answer depends on: If-Match needs only
 * the first, and so survives midnight and another language. */
static err tag_of(const struct request *request, const json_t *answer,
                  char out[static RESPONSE_ETAG_SIZE], struct fault *fault)
{
    const json_t *body = json_object_get(answer, "body");
    SCOPED(free_at) char *text = json_dumps(body, JSON_COMPACT | JSON_SORT_KEYS);
    if (!text)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    unsigned char hash[DIGEST_SIZE];
    char hex[DIGEST_HEX_SIZE];
    struct digest digest;
    digest_start(&digest);
    digest_field(&digest, request->day, strlen(request->day));
    digest_field(&digest, request->language == LANGUAGE_JA ? "ja" : "en", 2);
    digest_field(&digest, text, strlen(text));
    digest_end(&digest, hash);
    digest_hex(hash, hex);
    snprintf(out, RESPONSE_ETAG_SIZE, "%s.%.*s", json_string_value(json_object_get(answer, "tag")),
             (int)TAG_DIGITS, hex);
    return OK;
}

static err add_status_of_requirement(const struct request *request,
                                     const struct q_requirement_get_row *row, json_t *body,
                                     struct fault *fault)
{
    struct status_view view = {
        .relationship = row->relationship_id,
        .as_of = day_of_text(request->day),
        .changes_on = day_of_text(row->changes_on),
        .decided_at = row->decided_at,
        .next_status = (enum status)row->next_status.value,
        .next_waiting_on = (enum waiting_on)row->next_waiting_on.value,
        .language = request->language,
    };
    SCOPED(buf_release) struct buf text = BUF_INIT(STATUS_JSON_MAX);
    struct json_out out = JSON_OUT_INIT(&text);
    TRY(status_write_text(&out, NULL, &view, row->step, fault));
    json_t *value = buf_ok(&text) ? json_loads(buf_text(&text), 0, NULL) : NULL;
    if (json_object_set_new(body, "status", value) != 0)
        return fault_log(fault, ERR_INTERNAL, "status of %s", view.relationship);
    return OK;
}

err requirement_get(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    size_t statement = 0;
    char tag[RESPONSE_ETAG_SIZE];
    TRY(read_rows(request, QUERY(requirement_get, OWN, FROM(supplier), .today = request->day),
                  &exchange, &statement, fault));
    if (exchange_rows(&exchange, statement) == 0)
        return fault_set(fault, ERR_NOT_FOUND, NULL);
    struct q_requirement_get_row row = q_requirement_get_row(&exchange, statement, 0);
    json_auto_t *answer = json_loads(row.answer, 0, NULL);
    json_t *body = json_object_get(answer, "body");
    if (!json_is_object(body))
        return fault_set(fault, ERR_NOT_FOUND, NULL);
    TRY(add_status_of_requirement(request, &row, body, fault));
    TRY(advise(request, answer, fault));
    TRY(tag_of(request, answer, tag, fault));
    if (!response_not_modified(response, request, tag))
        response_json(response, 200, body);
    return OK;
}

static err set_tag(struct request *request, struct changed *changed, struct fault *fault)
{
    char tag[RESPONSE_ETAG_SIZE];
    TRY(tag_of(request, changed->result, tag, fault));
    if (json_object_set_new(changed->result, "tag", json_string(tag)) != 0)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    return OK;
}

/* A demand that is on file already may be sent again for as long as it is; one that is not, may
 * not have begun before today. What was written is not committed. */
static err finish_put(struct request *request, struct changed *changed, struct fault *fault)
{
    if (changed->stored)
        TRY(body_demand_refuse(changed->context, "", fault));
    TRY(advise(request, changed->result, fault));
    return set_tag(request, changed, fault);
}

err requirement_put(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(free_at) char *text = NULL;
    struct demand demand = demand_read(request->json);
    struct demand_findings findings;
    demand_judge(&demand, &(struct demand_file){0}, body_today(request), &findings);
    if (!demand_may_stand(&findings))
        return body_demand_refuse(&findings, "", fault);
    TRY(body_text(request, &text, fault));
    SCOPED(buf_release) struct buf expected = BUF_INIT(EXPECTED_MAX);
    struct change change = {.statement =
                                QUERY(requirement_put, FROM(supplier), .demand = text,
                                      .expected = precondition_expected(request, &expected),
                                      .none_yet = precondition_none_yet(request)),
                            .finish = finish_put,
                            .context = &findings};
    return change_run(&change, request, response, fault);
}

err requirement_delete(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(buf_release) struct buf expected = BUF_INIT(EXPECTED_MAX);
    return change_finished(request, response,
                           QUERY(requirement_delete, FROM(supplier),
                                 .expected = precondition_expected(request, &expected)),
                           set_tag, fault);
}

PASS(list_page, requirement_revision_list, QUERY(requirement_revision_list, OWN, FROM(supplier)))
