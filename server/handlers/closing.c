/* SPDX-License-Identifier: Apache-2.0 */
/* An organisation leaves. */
#include "base/uuid.h"
#include "handlers/own.h"
#include "handlers/way/change.h"
#include "operations.h"

/* A page may have been left open: whoever is signed in proves to be there. A key proves no person.
 */
static err prove_presence(struct request *request, struct own *own, struct fault *fault)
{
    bool session = request->credential.page_token[0] != '\0';
    if (session && !request_text(request, "password"))
        fault_add(fault, "/password", "missing_field", NULL);
    if (!session && request_text(request, "password"))
        fault_add(fault, "/password", "proof_of_key", NULL);
    if (!session && request_text(request, "code"))
        fault_add(fault, "/code", "proof_of_key", NULL);
    TRY(fault_invalid(fault));
    return session ? own_check(request, true, own, fault) : OK;
}

err organisation_close(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(own_release) struct own own = {0};
    char job[UUID_TEXT_SIZE];
    TRY(prove_presence(request, &own, fault));
    uuid_make_text(request->now, job);
    return change_plain(request, response,
                        QUERY(organisation_close, .job = job, .name = request_text(request, "name"),
                              .before = own.password[0] ? own.password : NULL, .step = own.step,
                              .recovery = own_recovery(&own)),
                        fault);
}
