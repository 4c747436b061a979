/* SPDX-License-Identifier: Apache-2.0 */
/* An organisation leaves. */
#include "base/uuid.h"
#include "handlers/way/change.h"
#include "operations.h"

err organisation_close(struct request *request, struct response *response, struct fault *fault)
{
    char job[UUID_TEXT_SIZE];
    uuid_make_text(request->now, job);
    return change_plain(request, response, QUERY(organisation_close, .job = job, TEXT(name)),
                        fault);
}
