/* SPDX-License-Identifier: Apache-2.0 */
/* The buyer's default demands, by category and tag. */
#include <string.h>

#include "handlers/body.h"
#include "handlers/way/pass.h"
#include "handlers/way/precondition.h"
#include "operations.h"

PASS(list_page, rule_list, QUERY(rule_list, OWN))

err rule_get(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    size_t index = 0;
    TRY(read_rows(request, QUERY(rule_get, OWN, FROM(rule)), &exchange, &index, fault));
    if (exchange_rows(&exchange, index) == 0)
        return fault_set(fault, ERR_NOT_FOUND, NULL);
    struct q_rule_get_row row = q_rule_get_row(&exchange, index, 0);
    if (!response_not_modified(response, request, row.tag))
        response_json_text(response, 200, row.value, strlen(row.value));
    return OK;
}

PASS(list_page, rule_revision_list, QUERY(rule_revision_list, OWN, FROM(rule)))

err rule_put(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(body_entry_release) struct body_entry entry = {0};
    struct demand demand = demand_of_rule(request->json, body_today(request));
    struct demand_findings findings;
    demand_judge(&demand, &(struct demand_file){0}, body_today(request), &findings);
    TRY(body_demand_refuse(&findings, "", fault));
    TRY(body_entry_read(request, &entry, fault));
    SCOPED(buf_release) struct buf expected = BUF_INIT(EXPECTED_MAX);
    return change_plain(request, response,
                        QUERY(rule_put, FROM(rule), .demand = entry.text,
                              .expected = precondition_expected(request, &expected),
                              .none_yet = precondition_none_yet(request), .job = entry.id),
                        fault);
}

err rule_delete(struct request *request, struct response *response, struct fault *fault)
{
    char job[UUID_TEXT_SIZE];
    uuid_make_text(request->now, job);
    SCOPED(buf_release) struct buf expected = BUF_INIT(EXPECTED_MAX);
    return change_plain(request, response,
                        QUERY(rule_delete, FROM(rule),
                              .expected = precondition_expected(request, &expected), .job = job),
                        fault);
}
