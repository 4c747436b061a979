/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/read.h"
#include "handlers/side.h"
#include "operations.h"

static err summarise(struct request *request, struct response *response, enum side side,
                     struct fault *fault)
{
    const char *as_of = request_parameter(request, "as_of");
    const char *values[] = {request->credential.organisation_id, side_name(side),
                            as_of ? as_of : request->day};
    SCOPED(exchange_release) struct exchange exchange = {0};
    size_t statement = 0;
    TRY(read_rows_as(request, side_right(side), Q_STATUS_SUMMARY, values, 3, &exchange, &statement,
                     fault));
    read_answer(request, response, exchange_value(&exchange, statement, 0, 0),
                exchange_length(&exchange, statement, 0, 0));
    return OK;
}

err status_summary(struct request *request, struct response *response, struct fault *fault)
{
    return side_run(summarise, request, response, fault);
}
