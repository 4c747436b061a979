/* SPDX-License-Identifier: Apache-2.0 */
/* supplier duplicates, join, apart: records that are probably one supplier. */
#include <string.h>

#include "base/scope.h"
#include "call.h"
#include "commands.h"
#include "labels.h"
#include "say.h"
#include "table.h"

static const enum word TITLES[] = {W_T_ALIKE, W_T_CODE, W_T_NAME, W_F_STATE, W_NONE};

/* As the sheet's column is headed. */
static const char *alike_by(const struct session *session, const char *code)
{
    return label_of(session, TEXT_HEADING, strcmp(code, "number") == 0 ? "corporate_number" : code);
}

enum outcome run_supplier_duplicates(struct session *session)
{
    SCOPED(hoshitori_list_release) struct hoshitori_list list = {.client = session->client};
    SCOPED(table_release) struct table table;
    json_auto_t *groups = json_array();
    const json_t *group;
    STEP(session_sign_in(session));
    hoshitori_target(&list.target, "/v1/likely-duplicates");
    call_large_pages(&list.target);
    table_begin(&table, session, TITLES);
    while ((group = hoshitori_next(&list)) != NULL) {
        size_t i;
        json_t *one;
        json_array_append(groups, (json_t *)group);
        json_array_foreach(json_object_get(group, "suppliers"), i, one)
        {
            table_add(&table, STYLE_PLAIN,
                      i == 0 ? alike_by(session, text_at(group, "alike")) : "");
            table_add(&table, STYLE_PLAIN, text_at(one, "code"));
            table_add(&table, STYLE_PLAIN, text_at(one, "name"));
            table_add(&table, STYLE_PLAIN, label_of(session, TEXT_STATE, text_at(one, "state")));
        }
    }
    STEP(call_list_end(session, &list));
    if (session->json)
        print_json(groups);
    else if (json_array_size(groups) > 0)
        table_print(&table, stdout);
    else if (!session->quiet)
        say(session, stderr, W_NO_ROWS, NULL);
    return OUTCOME_OK;
}

/* The record that --other names; refused without it. */
static enum outcome other_of(struct session *session, struct hoshitori_answer *answer)
{
    const char *other = argument(session->arguments, OPTION_OTHER);
    if (other == NULL)
        return refuse(session, OUTCOME_USAGE, W_OPERAND_MISSING, "--other", NULL);
    SCOPED(free_at) char *who = supplier_of(other);
    return call_get(session, answer, "/v1/suppliers/%s", who);
}

enum outcome run_supplier_join(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer kept = {0};
    SCOPED(hoshitori_answer_release) struct hoshitori_answer other = {0};
    SCOPED(hoshitori_answer_release) struct hoshitori_answer joined = {0};
    SCOPED(free_at) char *who = supplier_of(operand(session->arguments));
    const char *demand = argument(session->arguments, OPTION_DEMAND);
    if (demand == NULL)
        return refuse(session, OUTCOME_USAGE, W_OPERAND_MISSING, "--demand", NULL);
    STEP(session_sign_in(session));
    STEP(other_of(session, &other));
    STEP(call_get(session, &kept, "/v1/suppliers/%s", who));
    STEP(confirm(session, W_ASK_JOIN, text_at(other.json, "name"), text_at(other.json, "code"),
                 text_at(kept.json, "name"), text_at(kept.json, "code"), NULL));
    json_auto_t *body =
        json_pack("{s:s, s:s}", "other", text_at(other.json, "relationship"), "demand", demand);
    STEP(call_post(session, body, &joined, "/v1/suppliers/%s:join",
                   text_at(kept.json, "relationship")));
    if (session->json)
        print_json(joined.json);
    else
        say(session, stdout, W_JOINED, text_at(joined.json, "name"), NULL);
    return OUTCOME_OK;
}

enum outcome run_supplier_apart(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer one = {0};
    SCOPED(hoshitori_answer_release) struct hoshitori_answer other = {0};
    SCOPED(hoshitori_answer_release) struct hoshitori_answer told = {0};
    SCOPED(free_at) char *who = supplier_of(operand(session->arguments));
    const char *reason = argument(session->arguments, OPTION_REASON);
    bool back = argument(session->arguments, OPTION_REMOVE) != NULL;
    STEP(session_sign_in(session));
    STEP(other_of(session, &other));
    STEP(call_get(session, &one, "/v1/suppliers/%s", who));
    json_auto_t *body = json_pack("{s:[s, s]}", "suppliers", text_at(one.json, "relationship"),
                                  text_at(other.json, "relationship"));
    if (!back)
        set_text(body, "reason", reason);
    STEP(call_post(session, body, &told, "/v1/likely-duplicates:%s", back ? "restore" : "dismiss"));
    if (session->json)
        print_json(told.json);
    else
        say(session, stdout, back ? W_APART_BACK : W_APART, text_at(one.json, "name"),
            text_at(other.json, "name"), NULL);
    return OUTCOME_OK;
}
