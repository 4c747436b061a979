/* SPDX-License-Identifier: Apache-2.0 */
/* What is told of files that prove something. Their bytes: evidence_in.c and evidence_out.c. */
#include "handlers/body.h"
#include "handlers/way/pass.h"
#include "operations.h"

err evidence_add(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(body_entry_release) struct body_entry entry = {0};
    TRY(body_entry_read(request, &entry, fault));
    return change_plain(request, response,
                        QUERY(evidence_add, .evidence = entry.id, .body = entry.text), fault);
}

PASS(list_page, evidence_list, QUERY(evidence_list, FROM(side), FROM(linked_to)))

static const char *const record_members[] = {"name", "note", "links", NULL};

PASS(read_replaced, evidence_get, QUERY(evidence_get, FROM(evidence)), record_members, NULL)

err evidence_put(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(free_at) char *body = NULL;
    TRY(body_text(request, &body, fault));
    return change_replaced(request, response, QUERY(evidence_put, FROM(evidence), .body = body),
                           record_members, fault);
}

PASS(change_plain, evidence_withdraw, QUERY(evidence_withdraw, FROM(evidence)))

/* Erases it at once. */
err evidence_delete(struct request *request, struct response *response, struct fault *fault)
{
    char erasure[UUID_TEXT_SIZE];
    uuid_make_text(request->now, erasure);
    return change_plain(request, response,
                        QUERY(evidence_delete, FROM(evidence), .erasure = erasure), fault);
}
