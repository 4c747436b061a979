/* SPDX-License-Identifier: Apache-2.0 */
/* The buyer's default demands, by category and tag. */
#include "handlers/body.h"
#include "handlers/way/change.h"
#include "handlers/way/list.h"
#include "operations.h"

err rule_list(struct request *request, struct response *response, struct fault *fault)
{
    const char *values[] = {request->credential.organisation_id};
    return list_page(request, response, Q_RULE_LIST, values, 1, fault);
}

err rule_get(struct request *request, struct response *response, struct fault *fault)
{
    const char *values[] = {request->credential.organisation_id,
                            request_parameter(request, "rule")};
    return read_json(request, response, Q_RULE_GET, values, 2, fault);
}

err rule_revision_list(struct request *request, struct response *response, struct fault *fault)
{
    const char *values[] = {request->credential.organisation_id,
                            request_parameter(request, "rule")};
    return list_page(request, response, Q_RULE_REVISIONS, values, 2, fault);
}

err rule_put(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(free_at) char *text = NULL;
    char job[UUID_TEXT_SIZE];
    struct demand demand = demand_of_rule(request->json, body_today(request));
    struct demand_findings findings;
    demand_judge(&demand, &(struct demand_file){0}, body_today(request), &findings);
    TRY(body_demand_refuse(&findings, "", fault));
    TRY(body_text(request, &text, fault));
    uuid_make_text(request->now, job);
    const char *values[] = {request_parameter(request, "rule"), text, request->if_match,
                            request->if_none_match, job};
    struct change change = {.query = Q_RULE_PUT, .values = values, .count = 5};
    return change_run(&change, request, response, fault);
}

err rule_delete(struct request *request, struct response *response, struct fault *fault)
{
    char job[UUID_TEXT_SIZE];
    uuid_make_text(request->now, job);
    const char *values[] = {request_parameter(request, "rule"), request->if_match, job};
    struct change change = {.query = Q_RULE_DELETE, .values = values, .count = 3};
    return change_run(&change, request, response, fault);
}
