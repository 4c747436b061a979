/* SPDX-License-Identifier: Apache-2.0 */
/* Talks about a demand, from either side. */
#include "handlers/body.h"
#include "handlers/way/pass.h"
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

PASS(add_consultation, supplier_consultation_add, SIDE_BUYER,
     request_parameter(request, "supplier"))

PASS(list_consultations, supplier_consultation_list, SIDE_BUYER,
     request_parameter(request, "supplier"))

PASS(add_consultation, buyer_consultation_add, SIDE_SUPPLIER, request_parameter(request, "buyer"))

PASS(list_consultations, buyer_consultation_list, SIDE_SUPPLIER,
     request_parameter(request, "buyer"))
