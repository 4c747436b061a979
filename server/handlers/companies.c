/* SPDX-License-Identifier: Apache-2.0 */
/* Companies change: numbers that differ, predecessors, records that are alike, and what an
 * organisation says of itself. */
#include <string.h>

#include "handlers/body.h"
#include "handlers/way/change.h"
#include "handlers/way/list.h"
#include "handlers/way/precondition.h"
#include "operations.h"

err supplier_number_accept(struct request *request, struct response *response, struct fault *fault)
{
    return change_plain(request, response,
                        QUERY(supplier_number_accept,
                              .supplier = request_parameter(request, "supplier"),
                              .reason = request_text(request, "reason")),
                        fault);
}

err supplier_predecessor_accept(struct request *request, struct response *response,
                                struct fault *fault)
{
    return change_plain(request, response,
                        QUERY(supplier_predecessor_accept,
                              .supplier = request_parameter(request, "supplier"),
                              .reason = request_text(request, "reason")),
                        fault);
}

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
    return change_plain(request, response,
                        QUERY(supplier_succeed, .supplier = request_parameter(request, "supplier"),
                              .p = succession),
                        fault);
}

err likely_duplicate_list(struct request *request, struct response *response, struct fault *fault)
{
    return list_page(request, response, q_likely_duplicate_list(), fault);
}

err dismissed_duplicate_list(struct request *request, struct response *response,
                             struct fault *fault)
{
    return list_page(request, response, q_dismissed_duplicate_list(), fault);
}

err likely_duplicate_dismiss(struct request *request, struct response *response,
                             struct fault *fault)
{
    SCOPED(free_at)
    char *pair = json_dumps(json_object_get(request->json, "suppliers"), JSON_COMPACT);
    return change_plain(request, response,
                        QUERY(likely_duplicate_dismiss, .suppliers = pair,
                              .reason = request_text(request, "reason")),
                        fault);
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
                        QUERY(supplier_join, .supplier = request_parameter(request, "supplier"),
                              .other = request_text(request, "other"),
                              .demand = request_text(request, "demand"),
                              .expected = precondition_expected(request, &expected)),
                        fault);
}

err supplier_alias_end(struct request *request, struct response *response, struct fault *fault)
{
    return change_plain(request, response,
                        QUERY(supplier_alias_end,
                              .supplier = request_parameter(request, "supplier"),
                              .alias = request_text(request, "alias")),
                        fault);
}

err organisation_get(struct request *request, struct response *response, struct fault *fault)
{
    return read_json(request, response, q_organisation_get(), fault);
}

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
