/* SPDX-License-Identifier: Apache-2.0 */
/* What a buyer sees and records of a supplier's declarations: entries of its own, checks against
 * the public list, decisions on scope. */
#include "handlers/body.h"
#include "handlers/declaration_rules.h"
#include "handlers/way/change.h"
#include "handlers/way/list.h"
#include "operations.h"

err supplier_declaration_list(struct request *request, struct response *response,
                              struct fault *fault)
{
    const char *values[] = {request->credential.organisation_id,
                            request_parameter(request, "supplier")};
    return list_page(request, response, Q_SUPPLIER_DECLARATIONS, values, 2, fault);
}

static void recorded_rules(const struct request *request, struct fault *fault)
{
    declaration_rules(request, fault);
    body_not_future(request, "stopped_on", fault);
    if (body_day(request, "stopped_on") < body_day(request, "declared_on"))
        fault_add(fault, "/stopped_on", "stopped_on_before_declared_on", NULL);
}

err supplier_declaration_put(struct request *request, struct response *response,
                             struct fault *fault)
{
    SCOPED(free_at) char *declaration = NULL;
    char id[UUID_TEXT_SIZE];
    recorded_rules(request, fault);
    TRY(fault_invalid(fault));
    TRY(body_text(request, &declaration, fault));
    uuid_make_text(request->now, id);
    const char *values[] = {request_parameter(request, "supplier"), id, declaration};
    struct change change = {.query = Q_SUPPLIER_DECLARATION_PUT, .values = values, .count = 3};
    return change_run(&change, request, response, fault);
}

err check_list(struct request *request, struct response *response, struct fault *fault)
{
    const char *values[] = {request->credential.organisation_id,
                            request_parameter(request, "supplier"),
                            request_parameter(request, "declaration")};
    return list_page(request, response, Q_CHECK_LIST, values, 3, fault);
}

err check_add(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(free_at) char *check = NULL;
    char id[UUID_TEXT_SIZE];
    body_not_future(request, "checked_on", fault);
    TRY(fault_invalid(fault));
    TRY(body_text(request, &check, fault));
    uuid_make_text(request->now, id);
    const char *values[] = {request_parameter(request, "supplier"),
                            request_parameter(request, "declaration"), id, check};
    struct change change = {.query = Q_CHECK_ADD, .values = values, .count = 4};
    return change_run(&change, request, response, fault);
}

err check_withdraw(struct request *request, struct response *response, struct fault *fault)
{
    const char *values[] = {request_parameter(request, "supplier"),
                            request_parameter(request, "declaration"),
                            request_parameter(request, "check")};
    struct change change = {.query = Q_CHECK_WITHDRAW, .values = values, .count = 3};
    return change_run(&change, request, response, fault);
}

err scope_decision_add(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(free_at) char *decision = NULL;
    char id[UUID_TEXT_SIZE];
    body_not_future(request, "decided_on", fault);
    TRY(fault_invalid(fault));
    TRY(body_text(request, &decision, fault));
    uuid_make_text(request->now, id);
    const char *values[] = {request_parameter(request, "supplier"), id, decision};
    struct change change = {.query = Q_SCOPE_DECISION_ADD, .values = values, .count = 3};
    return change_run(&change, request, response, fault);
}
