/* SPDX-License-Identifier: Apache-2.0 */
/* close: the organisation leaves. */
#include "base/scope.h"
#include "call.h"
#include "commands.h"
#include "say.h"

err run_close(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer closed = {0};
    json_auto_t *body = json_object();
    const char *name = argument(session->arguments, OPTION_NAME);
    if (!name)
        return refuse(session, ERR_MALFORMED, W_CLOSE_NAME, NULL);
    set_text(body, "name", name);
    TRY(confirm(session, W_ASK_CLOSE, NULL));
    TRY(call_post(session, body, &closed, "/v1/organisation:close"));
    return tell_answer(session, closed.json, W_CLOSED, text_at(closed.json, "closed_on"),
                       text_at(closed.json, "erase_on"), NULL);
}
