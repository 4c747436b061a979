/* SPDX-License-Identifier: Apache-2.0 */
/* For operators and monitoring: none of these needs a key, and only readyz asks the database. */
#include "base/password.h"
#include "handlers/way/app.h"
#include "handlers/way/standby.h"
#include "http/response.h"
#include "operations.h"
#include "store/pool_check.h"

#include <string.h>

static err answer_literal(struct response *response, const char *json)
{
    response_json_text(response, 200, json, strlen(json));
    return OK;
}

err livez(struct request *request, struct response *response, struct fault *fault)
{
    (void)request;
    (void)fault;
    return answer_literal(response, "{\"live\":true}");
}

err readyz(struct request *request, struct response *response, struct fault *fault)
{
    if (atomic_load(&app_of(request)->leaving))
        return fault_log(fault, ERR_UNAVAILABLE, "the server is about to stop");
    TRY(pool_ready(app_of(request)->pool, fault));
    TRY(standby_ready(app_of(request), fault));
    return answer_literal(response, "{\"ready\":true}");
}

err metrics(struct request *request, struct response *response, struct fault *fault)
{
    struct app *app = app_of(request);
    response->status = 200;
    response->content_type = "text/plain; version=0.0.4; charset=utf-8";
    metrics_write(app->metrics, &response->body);
    metrics_counter(&response->body, "hoshitori_database_exchanges_total",
                    "Round trips to PostgreSQL.", (double)pool_round_trips(app->pool));
    metrics_counter(&response->body, "hoshitori_password_hashes_total",
                    "Passwords hashed, to be stored or compared.", (double)password_hashes());
    return buf_ok(&response->body) ? OK : fault_log(fault, ERR_INTERNAL, "metrics too large");
}

static void contract_tag(char out[static DIGEST_HEX_SIZE])
{
    unsigned char hash[DIGEST_SIZE];
    digest_sha256(openapi_json, openapi_json_length, hash);
    digest_hex(hash, out);
    out[32] = '\0';
}

err openapi(struct request *request, struct response *response, struct fault *fault)
{
    (void)fault;
    char tag[DIGEST_HEX_SIZE];
    contract_tag(tag);
    response->cache_control = "public, max-age=300";
    if (!response_not_modified(response, request, tag))
        response_json_text(response, 200, openapi_json, openapi_json_length);
    return OK;
}
