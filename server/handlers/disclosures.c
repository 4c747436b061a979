/* SPDX-License-Identifier: Apache-2.0 */
/* What a supplier shows one buyer beyond its standing, what the buyer asks to be shown, and what it
 * reads. Every read of what is shown writes that down for the supplier, in its own exchange. */
#include "handlers/body.h"
#include "handlers/way/change.h"
#include "handlers/way/list.h"
#include "handlers/way/side.h"
#include "operations.h"

/* What is shown */

static err list_kinds(struct request *request, struct response *response, enum side side,
                      const char *selector, struct fault *fault)
{
    return read_json(request, response,
                     QUERY(disclosure_kind_list, .side = side_name(side), .selector = selector),
                     fault);
}

err disclosure_list(struct request *request, struct response *response, struct fault *fault)
{
    return list_kinds(request, response, SIDE_SUPPLIER, request_parameter(request, "buyer"), fault);
}

err supplier_disclosure_list(struct request *request, struct response *response,
                             struct fault *fault)
{
    return list_kinds(request, response, SIDE_BUYER, request_parameter(request, "supplier"), fault);
}

static err show_kind(struct request *request, struct response *response, const char *kind,
                     change_finish_fn *finish, struct fault *fault)
{
    struct change change = {
        .statement = QUERY(disclosure_show, .relationship = request_parameter(request, "buyer"),
                           .kind = kind, .from_day = request_text(request, "from"),
                           .last_day = request_text(request, "last_day")),
        .finish = finish};
    return change_run(&change, request, response, fault);
}

static err withdraw_kind(struct request *request, struct response *response, const char *kind,
                         change_finish_fn *finish, struct fault *fault)
{
    struct change change = {.statement = QUERY(disclosure_withdraw,
                                               .relationship = request_parameter(request, "buyer"),
                                               .kind = kind),
                            .finish = finish};
    return change_run(&change, request, response, fault);
}

err disclosure_show(struct request *request, struct response *response, struct fault *fault)
{
    return show_kind(request, response, request_parameter(request, "kind"), NULL, fault);
}

err disclosure_withdraw(struct request *request, struct response *response, struct fault *fault)
{
    return withdraw_kind(request, response, request_parameter(request, "kind"), NULL, fault);
}

/* The answer of 0.1.0: what was sent. */
static err echo_body(struct request *request, struct changed *changed, struct fault *fault)
{
    json_object_clear(changed->body);
    return json_object_update(changed->body, request->json) == 0
               ? OK
               : fault_log(fault, ERR_INTERNAL, "out of memory");
}

err disclosure_put(struct request *request, struct response *response, struct fault *fault)
{
    bool readiness = json_is_true(json_object_get(request->json, "readiness"));
    return (readiness ? show_kind : withdraw_kind)(request, response, "readiness", echo_body,
                                                   fault);
}

/* What is asked for */

static err list_requests(struct request *request, struct response *response, enum side side,
                         const char *selector, struct fault *fault)
{
    return list_page(request, response,
                     QUERY(disclosure_request_list, .side = side_name(side), .selector = selector),
                     fault);
}

err supplier_disclosure_request_list(struct request *request, struct response *response,
                                     struct fault *fault)
{
    return list_requests(request, response, SIDE_BUYER, request_parameter(request, "supplier"),
                         fault);
}

err buyer_disclosure_request_list(struct request *request, struct response *response,
                                  struct fault *fault)
{
    return list_requests(request, response, SIDE_SUPPLIER, request_parameter(request, "buyer"),
                         fault);
}

err disclosure_request_add(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(body_entry_release) struct body_entry entry = {0};
    TRY(body_entry_read(request, &entry, fault));
    return change_plain(request, response,
                        QUERY(disclosure_request_add,
                              .selector = request_parameter(request, "supplier"),
                              .request = entry.id, .entry = entry.text),
                        fault);
}

err disclosure_request_withdraw(struct request *request, struct response *response,
                                struct fault *fault)
{
    return change_plain(request, response,
                        QUERY(disclosure_request_withdraw,
                              .selector = request_parameter(request, "supplier"),
                              .request = request_parameter(request, "disclosure_request")),
                        fault);
}

err disclosure_request_decline(struct request *request, struct response *response,
                               struct fault *fault)
{
    return change_plain(request, response,
                        QUERY(disclosure_request_decline,
                              .relationship = request_parameter(request, "buyer"),
                              .request = request_parameter(request, "disclosure_request"),
                              .text = request_text(request, "text")),
                        fault);
}

/* What is read */

static err list_disclosed(struct request *request, struct response *response, const char *kind,
                          struct fault *fault)
{
    char text[CLOCK_TEXT_SIZE];
    const char *known_at = NULL;
    TRY(read_known_at(request, text, &known_at, fault));
    return list_page(request, response,
                     QUERY(disclosed_list, .kind = kind,
                           .selector = request_parameter(request, "supplier"),
                           .as_of = request_parameter(request, "as_of"), .known_at = known_at,
                           .language = request->language == LANGUAGE_JA ? "ja" : "en"),
                     fault);
}

err supplier_readiness_list(struct request *request, struct response *response, struct fault *fault)
{
    return list_disclosed(request, response, "readiness", fault);
}

err supplier_gap_list(struct request *request, struct response *response, struct fault *fault)
{
    return list_disclosed(request, response, "gaps", fault);
}

err supplier_answer_list(struct request *request, struct response *response, struct fault *fault)
{
    return list_disclosed(request, response, "answers", fault);
}

err supplier_evidence_list(struct request *request, struct response *response, struct fault *fault)
{
    char text[CLOCK_TEXT_SIZE];
    const char *known_at = NULL;
    TRY(read_known_at(request, text, &known_at, fault));
    return list_page(request, response,
                     QUERY(disclosed_evidence_list,
                           .selector = request_parameter(request, "supplier"), FROM(as_of),
                           .known_at = known_at),
                     fault);
}

err disclosure_read_list(struct request *request, struct response *response, struct fault *fault)
{
    return list_page(
        request, response,
        QUERY(disclosure_read_list, .relationship = request_parameter(request, "buyer")), fault);
}
