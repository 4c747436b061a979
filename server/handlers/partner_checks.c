/* SPDX-License-Identifier: Apache-2.0 */
/* Looks at partners' measures: recorded by hand, listed, and the record of a period for an
 * assessor, as JSON, a workbook or pages to print. */
#include <stdio.h>
#include <string.h>

#include "base/xlsx_in.h"
#include "handlers/body.h"
#include "handlers/partner_record.h"
#include "handlers/way/pass.h"
#include "operations.h"

enum { PARTNERS_MAX = 5000 };

PASS(list_page, partner_look_list, QUERY(partner_look_list, FROM(supplier)))
PASS(change_plain, partner_check_withdraw,
     QUERY(partner_check_withdraw, FROM(supplier), FROM(partner_check)))

err partner_check_add(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(body_entry_release) struct body_entry entry = {0};
    body_not_future(request, "looked_on", fault);
    TRY(body_entry_read(request, &entry, fault));
    return change_plain(
        request, response,
        QUERY(partner_check_add, FROM(supplier), .partner_check = entry.id, .body = entry.text),
        fault);
}

/* The twelve months that end today, where the request says nothing else. */
static err read_period(const struct request *request, struct partner_period *out,
                       struct fault *fault)
{
    const char *from = request_parameter(request, "from");
    const char *through = request_parameter(request, "through");
    day first, last;
    if (!day_parse(through ? through : request->day, &last))
        return fault_log(fault, ERR_INTERNAL, "not a day: %s", request->day);
    first = day_add(day_shift_months(last, -PARTNER_MONTHS), 1);
    if (from && !day_parse(from, &first))
        return fault_log(fault, ERR_INTERNAL, "not a day: %s", from);
    if (first > last) {
        fault_add(fault, "?from", "period_reversed", NULL);
        return fault_invalid(fault);
    }
    day_format(first, out->from);
    day_format(last, out->through);
    TRY(read_known_at(request, out->instant, &out->known_at, fault));
    return OK;
}

static const char *known_or_now(const struct partner_period *period)
{
    return period->known_at ? period->known_at : "infinity";
}

err partner_summary_get(struct request *request, struct response *response, struct fault *fault)
{
    struct partner_period period = {0};
    TRY(read_period(request, &period, fault));
    return read_json(request, response,
                     QUERY(partner_summary, .from = period.from, .through = period.through,
                           .known_at = known_or_now(&period)),
                     fault);
}

/* Its own name and numbers, in an exchange before that of the rows. */
static err read_summary(struct request *request, const struct partner_period *period, json_t **out,
                        struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    size_t index = 0;
    TRY(read_rows(request,
                  QUERY(partner_summary, .from = period->from, .through = period->through,
                        .known_at = known_or_now(period)),
                  &exchange, &index, fault));
    *out = json_loads(q_value_row(&exchange, index, 0).value, 0, NULL);
    return OK;
}

/* All of it at once: what is printed is one document. */
static err send_record(struct request *request, struct response *response, const char *type,
                       const struct partner_period *period, struct statement statement,
                       struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    SCOPED(buf_release) struct buf file = BUF_INIT(PARTNER_FILE_MAX);
    json_auto_t *items = json_array(), *summary = NULL;
    size_t index = 0;
    TRY(read_summary(request, period, &summary, fault));
    statement.page = &(struct query_page){.rows = PARTNERS_MAX + 1};
    TRY(read_rows(request, statement, &exchange, &index, fault));
    size_t count = exchange_rows(&exchange, index);
    if (count > PARTNERS_MAX)
        return fault_set(fault, ERR_TOO_LARGE, "print_too_large");
    for (size_t i = 0; i < count; i++)
        json_array_append_new(items, json_loads(q_item_row(&exchange, index, i).item, 0, NULL));
    exchange_release(&exchange);
    json_auto_t *both = json_pack("[O, O]", summary, items);
    SCOPED(free_at) char *source = json_dumps(both, JSON_COMPACT);
    if (!source)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    if (!read_unchanged(request, response, type, source)) {
        TRY(partner_record_write(request, type, period, summary, items, &file, fault));
        response_json_text(response, 200, buf_text(&file), file.length);
    }
    partner_record_head(request, response, type, period);
    return OK;
}

err partner_record_list(struct request *request, struct response *response, struct fault *fault)
{
    static const char *const types[] = {"application/json", XLSX_TYPE, PDF_TYPE};
    struct partner_period period = {0};
    TRY(read_period(request, &period, fault));
    const char *type = request_preferred(request, types, sizeof types / sizeof *types);
    struct statement statement =
        QUERY(partner_record, .from = period.from, .through = period.through,
              .known_at = known_or_now(&period), .state = request_parameter(request, "state"));
    return type == types[0] ? list_page(request, response, statement, fault)
                            : send_record(request, response, type, &period, statement, fault);
}
