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
    SCOPED(body_entry_release) struct body_entry entry = {0};
    body_not_future(request, "asked_on", fault);
    TRY(body_entry_read(request, &entry, fault));
    return change_plain(request, response,
                        QUERY(consultation_add, .side = side_name(side), .selector = selector,
                              .consultation = entry.id, .entry = entry.text),
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
