/* SPDX-License-Identifier: Apache-2.0 */
/* A supplier's own declarations. */
#include "handlers/body.h"
#include "handlers/declaration_rules.h"
#include "handlers/way/pass.h"
#include "operations.h"

err declaration_add(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(body_entry_release) struct body_entry entry = {0};
    declaration_rules(request, fault);
    TRY(body_entry_read(request, &entry, fault));
    return change_plain(request, response,
                        QUERY(declaration_add, .declaration = entry.id, .body = entry.text), fault);
}

PASS(list_page, declaration_list, QUERY(declaration_list, OWN, .today = request->day))

PASS(read_json, declaration_get,
     QUERY(declaration_get, OWN, FROM(declaration), .today = request->day))

err declaration_patch(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(free_at) char *patch = NULL;
    body_not_future(request, "stopped_on", fault);
    body_not_future(request, "revoked_on", fault);
    TRY(fault_invalid(fault));
    TRY(body_text(request, &patch, fault));
    return change_plain(request, response,
                        QUERY(declaration_patch, FROM(declaration), .body = patch), fault);
}
