/* SPDX-License-Identifier: Apache-2.0 */
/* Counts of statuses on a day, and by month. */
#include <stdio.h>

#include "handlers/status_page.h"
#include "handlers/way/read.h"
#include "handlers/way/side.h"
#include "operations.h"

/* The JSON of the one row, read with the side's right. */
static err answer_summary(struct request *request, struct response *response, enum side side,
                          struct statement statement, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    size_t index = 0;
    TRY(read_rows_as(request, side_right(side), statement, &exchange, &index, fault));
    const char *json = q_value_row(&exchange, index, 0).value;
    read_answer(request, response, json, strlen(json));
    return OK;
}

/* All relationships as now known are tallied; any other choice of them is counted. */
static err summarise(struct request *request, struct response *response, enum side side,
                     struct fault *fault)
{
    const char *as_of = request_parameter(request, "as_of");
    const char *category = request_parameter(request, "category");
    const char *tag = request_parameter(request, "tag");
    char instant[CLOCK_TEXT_SIZE], marked[MARKS_MAX];
    const char *marks = status_page_marks(request, marked);
    const char *known_at = NULL;
    TRY(read_known_at(request, instant, &known_at, fault));
    const struct q_status_count parameters = {OWN,
                                              .side = side_name(side),
                                              .day = as_of ? as_of : request->day,
                                              .category = category,
                                              .with_tag = tag,
                                              .marks = marks,
                                              .known_at = known_at};
    bool tallied = !category && !tag && !marks && !known_at;
    return answer_summary(request, response, side,
                          tallied ? q_status_summary(&parameters) : q_status_count(&parameters),
                          fault);
}

err status_summary(struct request *request, struct response *response, struct fault *fault)
{
    return side_run(summarise, request, response, fault);
}

static err draw_trend(struct request *request, struct response *response, enum side side,
                      struct fault *fault)
{
    return answer_summary(request, response, side,
                          QUERY(status_trend, OWN, .side = side_name(side), .today = request->day,
                                .months = (int32_t)request_number(request, "months")),
                          fault);
}

err status_trend(struct request *request, struct response *response, struct fault *fault)
{
    return side_run(draw_trend, request, response, fault);
}
