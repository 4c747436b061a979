/* SPDX-License-Identifier: Apache-2.0 */
/* What a buyer sees and records of a supplier's declarations: entries of its own, checks against
 * the public list, decisions on scope. */
#include "handlers/body.h"
#include "handlers/declaration_rules.h"
#include "handlers/way/pass.h"
#include "operations.h"

PASS(list_page, supplier_declaration_list, QUERY(supplier_declaration_list, OWN, FROM(supplier)))

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
                        QUERY(supplier_declaration_put, FROM(supplier), .declaration = entry.id,
                              .body = entry.text),
                        fault);
}

PASS(list_page, check_list, QUERY(check_list, OWN, FROM(supplier), FROM(declaration)))

err check_add(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(body_entry_release) struct body_entry entry = {0};
    body_not_future(request, "checked_on", fault);
    TRY(body_entry_read(request, &entry, fault));
    return change_plain(
        request, response,
        QUERY(check_add, FROM(supplier), FROM(declaration), .check = entry.id, .body = entry.text),
        fault);
}

PASS(change_plain, check_withdraw,
     QUERY(check_withdraw, FROM(supplier), FROM(declaration), FROM(check)))

err scope_decision_add(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(body_entry_release) struct body_entry entry = {0};
    body_not_future(request, "decided_on", fault);
    TRY(body_entry_read(request, &entry, fault));
    return change_plain(
        request, response,
        QUERY(scope_decision_add, FROM(supplier), .scope_decision = entry.id, .body = entry.text),
        fault);
}
