/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of a session, and which there are. One is a key of its user that lives in a cookie;
 * how it begins stands in sign_in.c. */
#include "handlers/way/change.h"
#include "handlers/way/read.h"
#include "operations.h"

err session_extend(struct request *request, struct response *response, struct fault *fault)
{
    struct change change = {.query = Q_SESSION_EXTEND};
    return change_run(&change, request, response, fault);
}

err session_end(struct request *request, struct response *response, struct fault *fault)
{
    struct change change = {.query = Q_SESSION_END};
    TRY(change_run(&change, request, response, fault));
    cookie_set(NULL, response->cookie);
    /* Not "storage": it holds the language alone, and that is the browser's. */
    response->clear_site_data = "\"cache\"";
    return OK;
}

err own_session_list(struct request *request, struct response *response, struct fault *fault)
{
    return read_json(request, response, Q_OWN_SESSIONS, NULL, 0, fault);
}

err own_session_end(struct request *request, struct response *response, struct fault *fault)
{
    const char *values[] = {request_parameter(request, "session")};
    struct change change = {.query = Q_OWN_SESSION_END, .values = values, .count = 1};
    return change_run(&change, request, response, fault);
}

err own_sessions_end(struct request *request, struct response *response, struct fault *fault)
{
    struct change change = {.query = Q_OWN_SESSIONS_END};
    return change_run(&change, request, response, fault);
}

err user_session_list(struct request *request, struct response *response, struct fault *fault)
{
    const char *values[] = {request_parameter(request, "user")};
    return read_json(request, response, Q_USER_SESSIONS, values, 1, fault);
}

err user_sessions_end(struct request *request, struct response *response, struct fault *fault)
{
    const char *values[] = {request_parameter(request, "user")};
    struct change change = {.query = Q_USER_SESSIONS_END, .values = values, .count = 1};
    return change_run(&change, request, response, fault);
}
