/* SPDX-License-Identifier: Apache-2.0 */
/* key list, add, rotate, revoke, hand-over. */
#include "call.h"
#include "commands.h"
#include "rights.h"
#include "rows.h"
#include "say.h"

static void add_key(struct table *table, const json_t *key)
{
    table_add(table, STYLE_PLAIN, text_at(key, "key"));
    table_add(table, STYLE_PLAIN, text_at(key, "name"));
    table_add(table, STYLE_PLAIN, text_at(key, "last4"));
    rights_add(table, json_object_get(key, "rights"));
    table_add(table, STYLE_PLAIN, text_at(key, "expires_on"));
    table_add(table, STYLE_PLAIN, text_at(key, "last_used_on"));
    table_add(table, STYLE_PLAIN, text_at(key, "responsible.name"));
    table_add(table, STYLE_YELLOW,
              text_at(key, "revoked_at")[0] != '\0' ? word(table->session, W_KEY_ENDED) : "");
}

err run_key_list(struct session *session)
{
    static const enum word titles[] = {W_T_RELATIONSHIP, W_T_NAME,  W_T_LAST4,
                                       W_T_RIGHTS,       W_T_UNTIL, W_T_LAST_USED,
                                       W_T_RESPONSIBLE,  W_T_STATE, W_NONE};
    return list_print(session, "/v1/api-keys", titles, add_key);
}

/* The secret alone on standard output, so that it can be kept without being seen. */
static err tell_key(const struct session *session, enum word said, const json_t *issued)
{
    if (session->json) {
        print_json(issued);
        return OK;
    }
    say(session, stderr, said, text_at(issued, "api_key.name"),
        text_at(issued, "api_key.expires_on"), NULL);
    say(session, stdout, W_AS_IS, text_at(issued, "secret"), NULL);
    return OK;
}

err run_key_add(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    json_auto_t *body = json_pack("{s:s}", "name", operand(session->arguments));
    rights_set(session, body);
    set_text(body, "expires_on", argument(session->arguments, OPTION_LAST_DAY));
    TRY(call_post(session, body, &answer, "/v1/api-keys"));
    return tell_key(session, W_KEY_ADDED, answer.json);
}

err run_key_rotate(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    json_auto_t *body = json_object();
    set_number(body, "overlap_days", argument(session->arguments, OPTION_OVERLAP_DAYS));
    set_text(body, "expires_on", argument(session->arguments, OPTION_LAST_DAY));
    TRY(call_post(session, body, &answer, "/v1/api-keys/%s:rotate", operand(session->arguments)));
    return tell_key(session, W_KEY_ROTATED, answer.json);
}

err run_key_revoke(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    const char *key = operand(session->arguments);
    TRY(confirm(session, W_ASK_KEY_REVOKE, key, NULL));
    TRY(call_post(session, NULL, &answer, "/v1/api-keys/%s:revoke", key));
    return tell_answer(session, answer.json, W_KEY_REVOKED, text_at(answer.json, "name"), NULL);
}

err run_key_hand_over(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    const char *to = argument(session->arguments, OPTION_TO);
    json_auto_t *person = NULL;
    if (to == NULL)
        return refuse(session, ERR_MALFORMED, W_OPERAND_MISSING, "--to", NULL);
    TRY(person_find(session, to, &person));
    json_auto_t *body = json_pack("{s:s}", "user", text_at(person, "user"));
    TRY(call_post(session, body, &answer, "/v1/api-keys/%s:hand-over",
                  operand(session->arguments)));
    return tell_answer(session, answer.json, W_KEY_HANDED_OVER, text_at(person, "name"), NULL);
}
