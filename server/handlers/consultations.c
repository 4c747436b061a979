/* SPDX-License-Identifier: Apache-2.0 */
/* Talks about a demand, from either side. */
#include "handlers/body.h"
#include "handlers/way/change.h"
#include "handlers/way/list.h"
#include "handlers/way/side.h"
#include "operations.h"

static err add_consultation(struct request *request, struct response *response, enum side side,
                            const char *selector, struct fault *fault)
{
    SCOPED(free_at) char *entry = NULL;
    char id[UUID_TEXT_SIZE];
    body_not_future(request, "asked_on", fault);
    TRY(fault_invalid(fault));
    TRY(body_text(request, &entry, fault));
    uuid_make_text(request->now, id);
    return change_plain(request, response,
                        QUERY(consultation_add, .side = side_name(side), .selector = selector,
                              .consultation = id, .entry = entry),
                        fault);
}

static err list_consultations(struct request *request, struct response *response, enum side side,
                              const char *selector, struct fault *fault)
{
    return list_page(request, response,
                     QUERY(consultation_list, .side = side_name(side), .selector = selector),
                     fault);
}

err supplier_consultation_add(struct request *request, struct response *response,
                              struct fault *fault)
{
    return add_consultation(request, response, SIDE_BUYER, request_parameter(request, "supplier"),
                            fault);
}

err supplier_consultation_list(struct request *request, struct response *response,
                               struct fault *fault)
{
    return list_consultations(request, response, SIDE_BUYER, request_parameter(request, "supplier"),
                              fault);
}

err buyer_consultation_add(struct request *request, struct response *response, struct fault *fault)
{
    return add_consultation(request, response, SIDE_SUPPLIER, request_parameter(request, "buyer"),
                            fault);
}

err buyer_consultation_list(struct request *request, struct response *response, struct fault *fault)
{
    return list_consultations(request, response, SIDE_SUPPLIER, request_parameter(request, "buyer"),
                              fault);
}
