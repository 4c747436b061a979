/* SPDX-License-Identifier: Apache-2.0 */
/* Companies change: numbers that differ, predecessors, records that are alike, and what an
 * organisation says of itself. */
#include <string.h>

#include "handlers/body.h"
#include "handlers/way/pass.h"
#include "handlers/way/precondition.h"
#include "operations.h"

PASS(change_plain, supplier_number_accept,
     QUERY(supplier_number_accept, FROM(supplier), TEXT(reason)))

PASS(change_plain, supplier_remark_dismiss,
     QUERY(supplier_remark_dismiss, FROM(supplier), TEXT(code), TEXT(reason)))

PASS(change_plain, supplier_predecessor_accept,
     QUERY(supplier_predecessor_accept, FROM(supplier), TEXT(reason)))

err supplier_succeed(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(free_at) char *succession = NULL;
    day on = DAY_NONE;
    const char *text = request_text(request, "day");
    body_corporate_number(request->json, "corporate_number", "/corporate_number", fault);
    if (text && day_parse(text, &on) && on > body_today(request))
        fault_add(fault, "/day", "date_in_future", NULL);
    TRY(fault_invalid(fault));
    TRY(body_text(request, &succession, fault));
    return change_plain(request, response, QUERY(supplier_succeed, FROM(supplier), .p = succession),
                        fault);
}

PASS(list_page, likely_duplicate_list, q_likely_duplicate_list())

PASS(list_page, dismissed_duplicate_list, q_dismissed_duplicate_list())

err likely_duplicate_dismiss(struct request *request, struct response *response,
                             struct fault *fault)
{
    SCOPED(free_at)
    char *pair = json_dumps(json_object_get(request->json, "suppliers"), JSON_COMPACT);
    return change_plain(request, response,
                        QUERY(likely_duplicate_dismiss, .suppliers = pair, TEXT(reason)), fault);
}

err likely_duplicate_restore(struct request *request, struct response *response,
                             struct fault *fault)
{
    SCOPED(free_at)
    char *pair = json_dumps(json_object_get(request->json, "suppliers"), JSON_COMPACT);
    return change_plain(request, response, QUERY(likely_duplicate_restore, .suppliers = pair),
                        fault);
}

err supplier_join(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(buf_release) struct buf expected = BUF_INIT(EXPECTED_MAX);
    return change_plain(request, response,
                        QUERY(supplier_join, FROM(supplier), TEXT(other), TEXT(demand),
                              .expected = precondition_expected(request, &expected)),
                        fault);
}

PASS(change_plain, supplier_alias_end, QUERY(supplier_alias_end, FROM(supplier), TEXT(alias)))

PASS(read_json, organisation_get, q_organisation_get())

/* The day of a succession lies beside its kind; SQL takes both as members. */
err organisation_patch(struct request *request, struct response *response, struct fault *fault)
{
    const json_t *succession = json_object_get(request->json, "succession");
    body_corporate_number(request->json, "corporate_number", "/corporate_number", fault);
    day on = day_of_text(json_string_value(json_object_get(succession, "day")));
    if (on != DAY_NONE && on > body_today(request))
        fault_add(fault, "/succession/day", "date_in_future", NULL);
    TRY(fault_invalid(fault));
    json_auto_t *members = json_copy(request->json);
    if (!members || (succession && json_object_update(members, (json_t *)succession) != 0))
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    json_object_del(members, "succession");
    SCOPED(free_at) char *body = json_dumps(members, JSON_COMPACT);
    return change_plain(request, response, QUERY(organisation_patch, .p = body), fault);
}
