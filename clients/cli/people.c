/* SPDX-License-Identifier: Apache-2.0 */
/* hand-over: the suppliers that somebody looks after get another owner. */
#include <string.h>
#include <strings.h>

#include "base/scope.h"
#include "call.h"
#include "commands.h"
#include "jobs.h"
#include "say.h"

/* The id of the person with this address; NULL: refused, and told. json_decref() */
static err find_person(struct session *session, const char *address, json_t **user)
{
    SCOPED(hoshitori_list_release) struct hoshitori_list list = {0};
    TRY(call_list_begin(session, &list));
    const json_t *item;
    hoshitori_target(&list.target, "/v1/users");
    call_large_pages(&list.target);
    while (*user == NULL && (item = hoshitori_next(&list)) != NULL)
        if (strcasecmp(text_at(item, "email"), address) == 0)
            *user = json_incref(json_object_get(item, "user"));
    TRY(call_list_end(session, &list));
    if (*user == NULL)
        return refuse(session, ERR_MALFORMED, W_PERSON_UNKNOWN, address, NULL);
    return OK;
}

err run_hand_over(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    SCOPED(hoshitori_answer_release) struct hoshitori_answer job = {0};
    const char *from = operand(session->arguments);
    const char *to = argument(session->arguments, OPTION_TO);
    json_auto_t *user = NULL;
    json_auto_t *other = NULL;
    char number[NUMBER_SIZE];
    if (to == NULL)
        return refuse(session, ERR_MALFORMED, W_OPERAND_MISSING, "--to", NULL);
    TRY(find_person(session, from, &user));
    if (strcmp(to, "none") != 0)
        TRY(find_person(session, to, &other));
    json_auto_t *body = json_pack("{s:O?}", "to", other);
    if (other == NULL)
        json_object_set_new(body, "to", json_null());
    TRY(confirm(session, W_ASK_HAND_OVER, from, to, NULL));
    TRY(call_post(session, body, &answer, "/v1/users/%s:hand-over", json_string_value(user)));
    if (text_at(answer.json, "job")[0] != '\0')
        TRY(job_wait(session, text_at(answer.json, "job"), &job));
    return tell_answer(session, answer.json, W_HANDED_OVER,
                       number_text(whole_at(answer.json, "suppliers"), number), NULL);
}
