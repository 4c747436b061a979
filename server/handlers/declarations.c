/* SPDX-License-Identifier: Apache-2.0 */
/* A supplier's own declarations. */
#include "handlers/body.h"
#include "handlers/declaration_rules.h"
#include "handlers/way/change.h"
#include "handlers/way/list.h"
#include "operations.h"

err declaration_add(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(free_at) char *declaration = NULL;
    char id[UUID_TEXT_SIZE];
    declaration_rules(request, fault);
    TRY(fault_invalid(fault));
    TRY(body_text(request, &declaration, fault));
    uuid_make_text(request->now, id);
    const char *values[] = {id, declaration};
    struct change change = {.query = Q_DECLARATION_ADD, .values = values, .count = 2};
    return change_run(&change, request, response, fault);
}

err declaration_list(struct request *request, struct response *response, struct fault *fault)
{
    const char *values[] = {request->credential.organisation_id, request->day};
    return list_page(request, response, Q_DECLARATION_LIST, values, 2, fault);
}

err declaration_get(struct request *request, struct response *response, struct fault *fault)
{
    const char *values[] = {request->credential.organisation_id,
                            request_parameter(request, "declaration"), request->day};
    return read_json(request, response, Q_DECLARATION_GET, values, 3, fault);
}

err declaration_patch(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(free_at) char *patch = NULL;
    body_not_future(request, "stopped_on", fault);
    body_not_future(request, "revoked_on", fault);
    TRY(fault_invalid(fault));
    TRY(body_text(request, &patch, fault));
    const char *values[] = {request_parameter(request, "declaration"), patch};
    struct change change = {.query = Q_DECLARATION_PATCH, .values = values, .count = 2};
    return change_run(&change, request, response, fault);
}
