/* SPDX-License-Identifier: Apache-2.0 */
/* The own stars over time, and readiness. */
#include <string.h>

#include "domain/stars.h"
#include "handlers/way/read.h"
#include "operations.h"

enum { STANDING_MAX = 4 * 1024 * 1024 };

err standing_get(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    size_t statement = 0;
    TRY(read_rows(request, q_standing_get(), &exchange, &statement, fault));
    struct q_standing_get_row row = q_standing_get_row(&exchange, statement, 0);
    json_auto_t *facts = json_loads(row.facts, 0, NULL);
    if (!facts)
        return fault_log(fault, ERR_INTERNAL, "standing_facts is no JSON object");
    const char *as_of = request_parameter(request, "as_of");
    SCOPED(buf_release) struct buf text = BUF_INIT(STANDING_MAX);
    struct json_out out = JSON_OUT_INIT(&text);
    json_out_object(&out, NULL);
    TRY(stars_write(facts, as_of ? as_of : request->day, &out, fault));
    json_out_raw(&out, "readiness", row.readiness, strlen(row.readiness));
    json_out_object_end(&out);
    if (!buf_ok(&text))
        return fault_log(fault, ERR_INTERNAL, "standing too large");
    read_answer(request, response, buf_text(&text), text.length);
    return OK;
}
