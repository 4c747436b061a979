/* SPDX-License-Identifier: Apache-2.0 */
/* The report for management: how suppliers stand on a day, and how on a day before. */
#include <stdio.h>
#include <string.h>

#include "base/xlsx_in.h"
#include "domain/day.h"
#include "handlers/report_paper.h"
#include "handlers/way/read.h"
#include "operations.h"
#include "print/pdf.h"

enum { NAMED = 20, NAMED_IN_WORKBOOK = 2000 };

static err read_days(const struct request *request, char as_of[static DAY_TEXT_SIZE],
                     char before[static DAY_TEXT_SIZE], struct fault *fault)
{
    const char *asked = request_parameter(request, "as_of");
    const char *with = request_parameter(request, "compared_with");
    day on, then;
    if (!day_parse(asked ? asked : request->day, &on))
        return fault_log(fault, ERR_INTERNAL, "not a day: %s", request->day);
    then = day_shift_months(on, -1);
    if (with && !day_parse(with, &then))
        return fault_log(fault, ERR_INTERNAL, "not a day: %s", with);
    if (then > on) {
        fault_add(fault, "?compared_with", "period_reversed", NULL);
        return fault_invalid(fault);
    }
    day_format(on, as_of);
    day_format(then, before);
    return OK;
}

/* For people: the time in Japan. */
static err tell_in_tokyo(json_t *report, const char *member, struct fault *fault)
{
    const char *text = json_string_value(json_object_get(report, member));
    char tokyo[CLOCK_TEXT_SIZE];
    int64_t instant;
    if (!text)
        return OK;
    if (!clock_parse(text, &instant))
        return fault_log(fault, ERR_INTERNAL, "not an instant: %s", text);
    clock_tokyo_time(instant, tokyo);
    if (json_object_set_new(report, member, json_string(tokyo)) != 0)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    return OK;
}

static err send_file(struct request *request, struct response *response, const char *type,
                     struct statement statement, const char *as_of, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    SCOPED(buf_release) struct buf file = BUF_INIT(REPORT_FILE_MAX);
    bool pdf = strcmp(type, PDF_TYPE) == 0;
    size_t index = 0;
    TRY(read_rows(request, statement, &exchange, &index, fault));
    const char *source = q_value_row(&exchange, index, 0).value;
    if (!read_unchanged(request, response, type, source)) {
        json_auto_t *report = json_loads(source, 0, NULL);
        exchange_release(&exchange);
        TRY(tell_in_tokyo(report, "decided_at", fault));
        TRY(tell_in_tokyo(report, "known_at", fault));
        TRY(pdf ? report_print(request, report, &file, fault)
                : report_workbook(request, report, &file, fault));
        response_json_text(response, 200, buf_text(&file), file.length);
    }
    response->content_type = pdf ? PDF_TYPE : XLSX_TYPE;
    response->language = request->language == LANGUAGE_JA ? "ja" : "en";
    snprintf(response->disposition, sizeof response->disposition,
             "attachment; filename=\"report-%s.%s\"", as_of, pdf ? "pdf" : "xlsx");
    return OK;
}

err report_get(struct request *request, struct response *response, struct fault *fault)
{
    static const char *const types[] = {"application/json", XLSX_TYPE, PDF_TYPE};
    char as_of[DAY_TEXT_SIZE], before[DAY_TEXT_SIZE], instant[CLOCK_TEXT_SIZE];
    const char *known_at;
    TRY(read_days(request, as_of, before, fault));
    TRY(read_known_at(request, instant, &known_at, fault));
    const char *type = request_preferred(request, types, sizeof types / sizeof *types);
    const struct statement statement =
        QUERY(report, .day = as_of, .before = before, .known_at = known_at,
              .rows = strcmp(type, XLSX_TYPE) == 0 ? NAMED_IN_WORKBOOK : NAMED);
    return type == types[0] ? read_json(request, response, statement, fault)
                            : send_file(request, response, type, statement, as_of, fault);
}
