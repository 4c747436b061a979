/* SPDX-License-Identifier: Apache-2.0 */
/* Counts of statuses on a day, and by month. */
#include <stdio.h>

#include "handlers/way/read.h"
#include "handlers/way/side.h"
#include "operations.h"

/* The one JSON column of the one row, read with the side's right. */
static err answer(struct request *request, struct response *response, enum side side,
                  enum query_id query, const char *const *values, size_t count, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    size_t statement = 0;
    TRY(read_rows_as(request, side_right(side), query, values, count, &exchange, &statement,
                     fault));
    read_answer(request, response, exchange_value(&exchange, statement, 0, 0),
                exchange_length(&exchange, statement, 0, 0));
    return OK;
}

/* All relationships as now known are tallied; any other choice of them is counted. */
static err summarise(struct request *request, struct response *response, enum side side,
                     struct fault *fault)
{
    const char *as_of = request_parameter(request, "as_of");
    char instant[CLOCK_TEXT_SIZE];
    const char *known_at = NULL;
    TRY(read_known_at(request, instant, &known_at, fault));
    const char *values[] = {
        request->credential.organisation_id, side_name(side),
        as_of ? as_of : request->day,        request_parameter(request, "category"),
        request_parameter(request, "tag"),   known_at};
    bool tallied = !values[3] && !values[4] && !known_at;
    return answer(request, response, side, tallied ? Q_STATUS_SUMMARY : Q_STATUS_COUNT, values,
                  tallied ? 3 : 6, fault);
}

err status_summary(struct request *request, struct response *response, struct fault *fault)
{
    return side_run(summarise, request, response, fault);
}

static err draw_trend(struct request *request, struct response *response, enum side side,
                      struct fault *fault)
{
    char months[24];
    snprintf(months, sizeof months, "%lld", (long long)request_number(request, "months"));
    const char *values[] = {request->credential.organisation_id, side_name(side), request->day,
                            months};
    return answer(request, response, side, Q_STATUS_TREND, values, 4, fault);
}

err status_trend(struct request *request, struct response *response, struct fault *fault)
{
    return side_run(draw_trend, request, response, fault);
}
