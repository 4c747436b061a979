/* SPDX-License-Identifier: Apache-2.0 */
/* What a supplier shows one buyer beyond its standing, what the buyer asks to be shown, and what it
 * reads. Every read of what is shown writes that down for the supplier, in its own exchange. */
#include "handlers/body.h"
#include "handlers/way/pass.h"
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

PASS(list_kinds, disclosure_list, SIDE_SUPPLIER, request_parameter(request, "buyer"))

PASS(list_kinds, supplier_disclosure_list, SIDE_BUYER, request_parameter(request, "supplier"))

static err show_kind(struct request *request, struct response *response, const char *kind,
                     change_finish_fn *finish, struct fault *fault)
{
    return change_finished(request, response,
                           QUERY(disclosure_show,
                                 .relationship = request_parameter(request, "buyer"), .kind = kind,
                                 .from_day = request_text(request, "from"),
                                 .last_day = request_text(request, "last_day")),
                           finish, fault);
}

static err withdraw_kind(struct request *request, struct response *response, const char *kind,
                         change_finish_fn *finish, struct fault *fault)
{
    return change_finished(request, response,
                           QUERY(disclosure_withdraw,
                                 .relationship = request_parameter(request, "buyer"), .kind = kind),
                           finish, fault);
}

PASS(show_kind, disclosure_show, request_parameter(request, "kind"), NULL)

PASS(withdraw_kind, disclosure_withdraw, request_parameter(request, "kind"), NULL)

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

PASS(list_requests, supplier_disclosure_request_list, SIDE_BUYER,
     request_parameter(request, "supplier"))

PASS(list_requests, buyer_disclosure_request_list, SIDE_SUPPLIER,
     request_parameter(request, "buyer"))

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

PASS(change_plain, disclosure_request_withdraw,
     QUERY(disclosure_request_withdraw, .selector = request_parameter(request, "supplier"),
           .request = request_parameter(request, "disclosure_request")))

PASS(change_plain, disclosure_request_decline,
     QUERY(disclosure_request_decline, .relationship = request_parameter(request, "buyer"),
           .request = request_parameter(request, "disclosure_request"),
           .text = request_text(request, "text")))

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

PASS(list_disclosed, supplier_readiness_list, "readiness")

PASS(list_disclosed, supplier_gap_list, "gaps")

PASS(list_disclosed, supplier_answer_list, "answers")

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
