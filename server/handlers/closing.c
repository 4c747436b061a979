/* SPDX-License-Identifier: Apache-2.0 */
/* An organisation leaves. */
#include "base/uuid.h"
#include "handlers/own.h"
#include "handlers/way/change.h"
#include "operations.h"

/* A page may have been left open: whoever is signed in proves to be there. A key proves no person.
 * Whoever may not close it at all is told so first. */
static err prove_presence(struct request *request, struct own *own, struct fault *fault)
{
    bool session = request->credential.page_token[0] != '\0';
    bool password = request_text(request, "password"), code = request_text(request, "code");
    if (session && password)
        return own_check(request, true, own, fault);
    if (!session && !password && !code)
        return OK;
    TRY(app_admit(request, fault));
    if (session)
        fault_add(fault, "/password", "missing_field", NULL);
    if (!session && password)
        fault_add(fault, "/password", "proof_of_key", NULL);
    if (!session && code)
        fault_add(fault, "/code", "proof_of_key", NULL);
    return fault_invalid(fault);
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
