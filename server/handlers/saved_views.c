/* SPDX-License-Identifier: Apache-2.0 */
/* Filters, order and columns of the list of suppliers, kept under a name. */
#include <string.h>

#include "handlers/body.h"
#include "handlers/way/pass.h"
#include "handlers/way/precondition.h"
#include "operations.h"

PASS(list_page, saved_view_list, q_saved_view_list())

err saved_view_get(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    size_t index = 0;
    TRY(read_rows(request, QUERY(saved_view_get, FROM(saved_view)), &exchange, &index, fault));
    if (exchange_rows(&exchange, index) == 0)
        return fault_set(fault, ERR_NOT_FOUND, NULL);
    struct q_saved_view_get_row row = q_saved_view_get_row(&exchange, index, 0);
    if (!response_not_modified(response, request, row.tag))
        response_json_text(response, 200, row.value, strlen(row.value));
    return OK;
}

err saved_view_add(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(body_entry_release) struct body_entry entry = {0};
    TRY(body_entry_read(request, &entry, fault));
    return change_plain(request, response,
                        QUERY(saved_view_add, .view = entry.id, .input = entry.text), fault);
}

err saved_view_put(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(free_at) char *body = NULL;
    SCOPED(buf_release) struct buf expected = BUF_INIT(EXPECTED_MAX);
    TRY(body_text(request, &body, fault));
    return change_plain(request, response,
                        QUERY(saved_view_put, .view = request_parameter(request, "saved_view"),
                              .input = body, .expected = precondition_expected(request, &expected)),
                        fault);
}

err saved_view_remove(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(buf_release) struct buf expected = BUF_INIT(EXPECTED_MAX);
    return change_plain(request, response,
                        QUERY(saved_view_remove, .view = request_parameter(request, "saved_view"),
                              .expected = precondition_expected(request, &expected)),
                        fault);
}
