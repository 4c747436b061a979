/* SPDX-License-Identifier: Apache-2.0 */
/* Proof besides answers. */
#include "handlers/body.h"
#include "handlers/way/change.h"
#include "handlers/way/list.h"
#include "operations.h"

err paper_add(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(free_at) char *paper = NULL;
    char id[UUID_TEXT_SIZE];
    body_not_future(request, "dated_on", fault);
    TRY(fault_invalid(fault));
    TRY(body_text(request, &paper, fault));
    uuid_make_text(request->now, id);
    return change_plain(request, response, QUERY(paper_add, .paper = id, .body = paper), fault);
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
