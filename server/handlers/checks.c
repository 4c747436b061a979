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
    return list_page(request, response,
                     QUERY(supplier_declaration_list,
                           .organisation = request->credential.organisation_id,
                           .supplier = request_parameter(request, "supplier")),
                     fault);
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
    SCOPED(body_entry_release) struct body_entry entry = {0};
    recorded_rules(request, fault);
    TRY(body_entry_read(request, &entry, fault));
    return change_plain(request, response,
                        QUERY(supplier_declaration_put,
                              .supplier = request_parameter(request, "supplier"),
                              .declaration = entry.id, .body = entry.text),
                        fault);
}

err check_list(struct request *request, struct response *response, struct fault *fault)
{
    return list_page(request, response,
                     QUERY(check_list, .organisation = request->credential.organisation_id,
                           .supplier = request_parameter(request, "supplier"),
                           .declaration = request_parameter(request, "declaration")),
                     fault);
}

err check_add(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(body_entry_release) struct body_entry entry = {0};
    body_not_future(request, "checked_on", fault);
    TRY(body_entry_read(request, &entry, fault));
    return change_plain(request, response,
                        QUERY(check_add, .supplier = request_parameter(request, "supplier"),
                              .declaration = request_parameter(request, "declaration"),
                              .check = entry.id, .body = entry.text),
                        fault);
}

err check_withdraw(struct request *request, struct response *response, struct fault *fault)
{
    return change_plain(request, response,
                        QUERY(check_withdraw, .supplier = request_parameter(request, "supplier"),
                              .declaration = request_parameter(request, "declaration"),
                              .check = request_parameter(request, "check")),
                        fault);
}

err scope_decision_add(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(body_entry_release) struct body_entry entry = {0};
    body_not_future(request, "decided_on", fault);
    TRY(body_entry_read(request, &entry, fault));
    return change_plain(request, response,
                        QUERY(scope_decision_add,
                              .supplier = request_parameter(request, "supplier"),
                              .scope_decision = entry.id, .body = entry.text),
                        fault);
}
