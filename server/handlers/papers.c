/* SPDX-License-Identifier: Apache-2.0 */
/* Proof besides answers. */
#include "handlers/body.h"
#include "handlers/way/pass.h"
#include "operations.h"

err paper_add(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(body_entry_release) struct body_entry entry = {0};
    body_not_future(request, "dated_on", fault);
    TRY(body_entry_read(request, &entry, fault));
    return change_unseen(request, response, QUERY(paper_add, .paper = entry.id, .body = entry.text),
                         NULL, fault);
}

PASS(list_page, paper_list, QUERY(paper_list, OWN, FROM(kind)))

PASS(change_unseen, paper_withdraw, QUERY(paper_withdraw, FROM(paper)), NULL)
