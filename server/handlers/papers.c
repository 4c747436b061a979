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
    const char *values[] = {id, paper};
    struct change change = {.query = Q_PAPER_ADD, .values = values, .count = 2};
    return change_run(&change, request, response, fault);
}

err paper_list(struct request *request, struct response *response, struct fault *fault)
{
    const char *values[] = {request->credential.organisation_id,
                            request_parameter(request, "kind")};
    return list_page(request, response, Q_PAPER_LIST, values, 2, fault);
}

err paper_withdraw(struct request *request, struct response *response, struct fault *fault)
{
    const char *values[] = {request_parameter(request, "paper")};
    struct change change = {.query = Q_PAPER_WITHDRAW, .values = values, .count = 1};
    return change_run(&change, request, response, fault);
}
