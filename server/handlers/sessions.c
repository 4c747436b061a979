/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of a session, and which there are. One is a key of its user that lives in a cookie;
 * how it begins stands in sign_in.c. */
#include "handlers/way/change.h"
#include "handlers/way/read.h"
#include "operations.h"

err session_extend(struct request *request, struct response *response, struct fault *fault)
{
    return change_plain(request, response, q_session_extend(), fault);
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

err own_session_list(struct request *request, struct response *response, struct fault *fault)
{
    return read_json(request, response, q_own_sessions(), fault);
}

err own_session_end(struct request *request, struct response *response, struct fault *fault)
{
    return change_plain(request, response,
                        QUERY(own_session_end, .session = request_number(request, "session")),
                        fault);
}

err own_sessions_end(struct request *request, struct response *response, struct fault *fault)
{
    return change_plain(request, response, q_own_sessions_end(), fault);
}

err user_session_list(struct request *request, struct response *response, struct fault *fault)
{
    return read_json(request, response,
                     QUERY(user_sessions, .user = request_parameter(request, "user")), fault);
}

err user_sessions_end(struct request *request, struct response *response, struct fault *fault)
{
    return change_plain(request, response,
                        QUERY(user_sessions_end, .user = request_parameter(request, "user")),
                        fault);
}
