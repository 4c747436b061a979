/* SPDX-License-Identifier: Apache-2.0 */
/* supplier duplicates, join, apart: records that are probably one supplier. */
#include <string.h>

#include "alike.h"
#include "base/scope.h"
#include "call.h"
#include "commands.h"
#include "labels.h"
#include "rows.h"
#include "say.h"
#include "table.h"

static const enum word TITLES[] = {W_T_ALIKE, W_T_CODE, W_T_NAME, W_F_STATE, W_NONE};

/* As the sheet's column is headed. */
static const char *alike_by(const struct session *session, const char *code)
{
    return label_of(session, TEXT_HEADING, strcmp(code, "number") == 0 ? "corporate_number" : code);
}

void tell_likely_duplicates(const struct session *session, const json_t *found)
{
    size_t i;
    json_t *one;
    json_array_foreach(found, i, one)
        say(session, stderr, W_LIKELY_DUPLICATE, text_at(one, "name"),
            text_at(one, text_at(one, "code")[0] != '\0' ? "code" : "relationship"),
            alike_by(session, json_string_value(json_array_get(json_object_get(one, "alike"), 0))),
            NULL);
}

static void add_group(struct table *table, const json_t *group)
{
    size_t i;
    json_t *one;
    json_array_foreach(json_object_get(group, "suppliers"), i, one)
    {
        table_texts(table, i == 0 ? alike_by(table->session, text_at(group, "alike")) : "",
                    text_at(one, "code"), text_at(one, "name"),
                    label_of(table->session, TEXT_STATE, text_at(one, "state")));
    }
}

err run_supplier_duplicates(struct session *session)
{
    return list_print(session, "/v1/likely-duplicates", TITLES, add_group);
}

/* The record that --other names; refused without it. */
static err other_of(struct session *session, struct hoshitori_answer *answer)
{
    const char *other = argument(session->arguments, OPTION_OTHER);
    if (other == NULL)
        return refuse(session, ERR_MALFORMED, W_OPERAND_MISSING, "--other", NULL);
    SCOPED(free_at) char *who = supplier_of(other);
    return call_get(session, answer, "/v1/suppliers/%s", who);
}

err run_supplier_join(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer kept = {0};
    SCOPED(hoshitori_answer_release) struct hoshitori_answer other = {0};
    SCOPED(hoshitori_answer_release) struct hoshitori_answer joined = {0};
    SCOPED(free_at) char *who = supplier_of(operand(session->arguments));
    const char *demand = argument(session->arguments, OPTION_DEMAND);
    if (demand == NULL)
        return refuse(session, ERR_MALFORMED, W_OPERAND_MISSING, "--demand", NULL);
    TRY(other_of(session, &other));
    TRY(call_get(session, &kept, "/v1/suppliers/%s", who));
    TRY(confirm(session, W_ASK_JOIN, text_at(other.json, "name"), text_at(other.json, "code"),
                text_at(kept.json, "name"), text_at(kept.json, "code"), NULL));
    json_auto_t *body =
        json_pack("{s:s, s:s}", "other", text_at(other.json, "relationship"), "demand", demand);
    TRY(call_post(session, body, &joined, "/v1/suppliers/%s:join",
                  text_at(kept.json, "relationship")));
    return tell_answer(session, joined.json, W_JOINED, text_at(joined.json, "name"), NULL);
}

err run_supplier_apart(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer one = {0};
    SCOPED(hoshitori_answer_release) struct hoshitori_answer other = {0};
    SCOPED(hoshitori_answer_release) struct hoshitori_answer told = {0};
    SCOPED(free_at) char *who = supplier_of(operand(session->arguments));
    const char *reason = argument(session->arguments, OPTION_REASON);
    bool back = argument(session->arguments, OPTION_REMOVE) != NULL;
    TRY(other_of(session, &other));
    TRY(call_get(session, &one, "/v1/suppliers/%s", who));
    json_auto_t *body = json_pack("{s:[s, s]}", "suppliers", text_at(one.json, "relationship"),
                                  text_at(other.json, "relationship"));
    if (!back)
        set_text(body, "reason", reason);
    TRY(call_post(session, body, &told, "/v1/likely-duplicates:%s", back ? "restore" : "dismiss"));
    return tell_answer(session, told.json, back ? W_APART_BACK : W_APART, text_at(one.json, "name"),
                       text_at(other.json, "name"), NULL);
}
