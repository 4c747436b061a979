/* SPDX-License-Identifier: Apache-2.0 */
/* hand-over: the suppliers that somebody looks after get another owner. */
#include <string.h>

#include "call.h"
#include "commands.h"
#include "jobs.h"
#include "rights.h"
#include "say.h"

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
    TRY(person_find(session, from, &user));
    if (strcmp(to, "none") != 0)
        TRY(person_find(session, to, &other));
    json_auto_t *body = json_pack("{s:s?}", "to", other ? text_at(other, "user") : NULL);
    TRY(confirm(session, W_ASK_HAND_OVER, from, to, NULL));
    TRY(call_post(session, body, &answer, "/v1/users/%s:hand-over", text_at(user, "user")));
    if (text_at(answer.json, "job")[0] != '\0')
        TRY(job_wait(session, text_at(answer.json, "job"), &job));
    return tell_answer(session, answer.json, W_HANDED_OVER,
                       number_text(whole_at(answer.json, "suppliers"), number), NULL);
}
