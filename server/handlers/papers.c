/* SPDX-License-Identifier: Apache-2.0 */
/* Proof besides answers. */
#include "handlers/body.h"
#include "handlers/way/change.h"
#include "handlers/way/list.h"
#include "operations.h"

err paper_add(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(body_entry_release) struct body_entry entry = {0};
    body_not_future(request, "dated_on", fault);
    TRY(body_entry_read(request, &entry, fault));
    return change_plain(request, response, QUERY(paper_add, .paper = entry.id, .body = entry.text),
                        fault);
}

err paper_list(struct request *request, struct response *response, struct fault *fault)
{
    return list_page(request, response,
                     QUERY(paper_list, .organisation = request->credential.organisation_id,
                           .kind = request_parameter(request, "kind")),
                     fault);
}

err paper_withdraw(struct request *request, struct response *response, struct fault *fault)
{
    return change_plain(request, response,
                        QUERY(paper_withdraw, .paper = request_parameter(request, "paper")), fault);
}
