/* SPDX-License-Identifier: Apache-2.0 */
/* rule set, list, remove. */
#include <stdlib.h>
#include <string.h>

#include "alike.h"
#include "base/buf.h"
#include "base/scope.h"
#include "call.h"
#include "changes.h"
#include "commands.h"
#include "form.h"
#include "jobs.h"
#include "labels.h"
#include "rows.h"
#include "say.h"
#include "table.h"

static const char *const KEPT[] = {"required_star",
                                   "required_assurance",
                                   "accept_higher",
                                   "due_in_days",
                                   "reason",
                                   "questions",
                                   NULL};

static err rule_name(const struct session *session, const char **out)
{
    *out = operand(session->arguments);
    if (strncmp(*out, "tag:", 4) == 0 || strncmp(*out, "category:", 9) == 0)
        return OK;
    return refuse(session, ERR_MALFORMED, W_RULE_NAME, *out, NULL);
}

/* A new one: is the label in use spelled otherwise? */
static void tell_label(const struct session *session, const char *rule)
{
    bool tag = rule[0] == 't';
    tell_alike(session, tag ? "tag" : "category", strchr(rule, ':') + 1);
}

/* 404: there is none yet. */
static err read_rule(struct session *session, const char *name, struct hoshitori_answer *answer)
{
    struct hoshitori_request request = {.method = "GET"};
    hoshitori_target(&request.target, "/v1/rules/%s", name);
    return call(session, &request, 404, answer);
}

static err print_decided(struct session *session, const struct hoshitori_answer *answer)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer job = {0};
    char suppliers[NUMBER_SIZE], changed[NUMBER_SIZE];
    const json_t *decided = json_object_get(answer->json, "decided");
    int64_t moved = whole_at(decided, "changed");
    if (!session->json && !json_is_object(decided)) {
        say(session, stdout, W_NO_CHANGE, NULL);
        return OK;
    }
    if (text_at(decided, "job")[0] != '\0') {
        TRY(job_wait(session, text_at(decided, "job"), &job));
        moved = whole_at(job.json, "changed");
    }
    return tell_answer(session, answer->json, W_RULE_DECIDED,
                       number_text(whole_at(decided, "suppliers"), suppliers),
                       number_text(moved, changed), NULL);
}

static err next_rule(const struct session *session, const json_t *now, json_t *body)
{
    int64_t star, days;
    changes_keep(now, body, KEPT);
    form_demand(session, body);
    if (argument(session->arguments, OPTION_ASSURANCE) == NULL &&
        !json_equal(json_object_get(now, "required_star"), json_object_get(body, "required_star")))
        json_object_del(body, "required_assurance");
    if (whole_at(body, "required_star") < 0) {
        TRY(form_number(session, OPTION_STAR, W_ASK_STAR, true, &star));
        json_object_set_new(body, "required_star", json_integer(star));
    }
    if (argument(session->arguments, OPTION_DUE_IN_DAYS) != NULL ||
        whole_at(body, "due_in_days") < 0) {
        TRY(form_number(session, OPTION_DUE_IN_DAYS, W_ASK_DUE_IN_DAYS, true, &days));
        json_object_set_new(body, "due_in_days", json_integer(days));
    }
    return OK;
}

err run_rule_set(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer now = {0};
    SCOPED(hoshitori_answer_release) struct hoshitori_answer done = {0};
    json_auto_t *body = json_object();
    const char *name;
    TRY(rule_name(session, &name));
    TRY(read_rule(session, name, &now));
    bool there = now.status == 200;
    TRY(next_rule(session, there ? now.json : NULL, body));
    if (!session->json)
        say(session, stdout, W_RULE_FOR, name, NULL);
    if (!changes_print(session, there ? now.json : NULL, body)) {
        say(session, stderr, W_NO_CHANGE, NULL);
        return OK;
    }
    if (!there)
        tell_label(session, name);
    TRY(confirm(session, W_ASK_RULE, NULL));
    struct hoshitori_request request = {.method = "PUT",
                                        .json = body,
                                        .if_match = there ? now.etag : NULL,
                                        .if_none_match = there ? NULL : "*"};
    hoshitori_target(&request.target, "/v1/rules/%s", name);
    TRY(call(session, &request, 0, &done));
    return print_decided(session, &done);
}

err run_rule_remove(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer now = {0};
    SCOPED(hoshitori_answer_release) struct hoshitori_answer done = {0};
    const char *name;
    TRY(rule_name(session, &name));
    TRY(call_get(session, &now, "/v1/rules/%s", name));
    TRY(confirm(session, W_ASK_RULE_REMOVE, name, NULL));
    TRY(call_delete(session, now.etag, &done, "/v1/rules/%s", name));
    return print_decided(session, &done);
}

/* Two of before that are to become one: on standard error, before the table. */
static void tell_same_name(const struct session *session, const json_t *rule)
{
    SCOPED(buf_release) struct buf others = BUF_INIT(4000);
    const json_t *alike = json_object_get(rule, "alike");
    size_t i;
    json_t *other;
    if (json_array_size(alike) == 0)
        return;
    json_array_foreach(alike, i, other)
    {
        buf_text_add(&others, i > 0 ? ", " : "");
        buf_text_add(&others, json_string_value(other));
    }
    say(session, stderr, W_RULE_ALIKE, text_at(rule, "rule"), buf_text(&others), NULL);
}

static void add_rule(struct table *table, const json_t *rule)
{
    char star[STAR_TEXT_SIZE];
    tell_same_name(table->session, rule);
    table_texts(table, text_at(rule, "rule"),
                star_text(table->session, whole_at(rule, "required_star"), star),
                label_of(table->session, TEXT_ASSURANCE, text_at(rule, "required_assurance")));
    table_add_number(table, whole_at(rule, "due_in_days"));
    table_add(table, STYLE_PLAIN, text_at(rule, "reason"));
}

err run_rule_list(struct session *session)
{
    static const enum word titles[] = {W_T_RULE,        W_T_REQUIRED, W_T_LEVEL,
                                       W_T_DUE_IN_DAYS, W_T_REASON,   W_NONE};
    return list_print(session, "/v1/rules", titles, add_rule);
}
