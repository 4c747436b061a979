/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of a session, and which there are. One is a key of its user that lives in a cookie;
 * how it begins stands in sign_in.c. */
#include "handlers/own.h"
#include "handlers/way/pass.h"
#include "operations.h"

PASS(change_plain, session_extend, q_session_extend())

err session_prove(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(own_release) struct own own = {0};
    TRY(own_check(request, &own, fault));
    return change_plain(request, response,
                        QUERY(session_prove, .before = own.password, .step = own.step,
                              .recovery = own_recovery(&own)),
                        fault);
}

err session_end(struct request *request, struct response *response, struct fault *fault)
{
    struct change change = {.statement = q_session_end()};
    TRY(change_run(&change, request, response, fault));
    cookie_set(NULL, response->cookie);
    /* Not "storage": it holds the language alone, and that is the browser's. */
    response->clear_site_data = "\"cache\"";
    return OK;
}

PASS(read_json, own_session_list, q_own_sessions())

PASS(change_plain, own_session_end,
     QUERY(own_session_end, .session = request_number(request, "session")))

PASS(change_plain, own_sessions_end, q_own_sessions_end())

PASS(read_json, user_session_list, QUERY(user_sessions, FROM(user)))

PASS(change_plain, user_sessions_end, QUERY(user_sessions_end, FROM(user)))
