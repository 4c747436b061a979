/* SPDX-License-Identifier: Apache-2.0 */
/* A supplier's plan for all its buyers: the facts of each relationship in, one list of steps out.
 */
#include "domain/plan_json.h"
#include "handlers/way/read.h"
#include "operations.h"

enum { PLAN_MAX = 64 * 1024 * 1024 };

/* The facts that were read last stay, for they name the editions. */
struct last_facts {
    json_t *json;
    struct facts facts;
};

static void last_facts_release(struct last_facts *last)
{
    facts_release(&last->facts);
    json_decref(last->json);
    *last = (struct last_facts){0};
}

static err plan_for_buyer(struct plan *plan, size_t index, const char *text,
                          struct last_facts *last, struct fault *fault)
{
    last_facts_release(last);
    last->json = json_loads(text, 0, NULL);
    TRY(facts_parse(last->json, &last->facts, fault));
    return plan_add(plan, index, &last->facts)
               ? OK
               : fault_log(fault, ERR_INTERNAL, "more facts than a plan can hold");
}

static err write_plan(const struct request *request, const struct plan *plan,
                      const struct plan_buyer *buyers, const struct facts *facts, struct buf *text,
                      struct fault *fault)
{
    struct json_out out = JSON_OUT_INIT(text);
    plan_write(&out, plan, buyers, facts, request->language);
    return buf_ok(text) ? OK : fault_log(fault, ERR_INTERNAL, "a plan is too large");
}

err plan_get(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    SCOPED(last_facts_release) struct last_facts last = {0};
    SCOPED(plan_release) struct plan plan = {0};
    SCOPED(buf_release) struct buf text = BUF_INIT(PLAN_MAX);
    const char *as_of = request_parameter(request, "as_of");
    size_t statement = 0;
    plan.on = day_of_text(as_of ? as_of : request->day);
    TRY(read_rows(request, q_plan_facts(), &exchange, &statement, fault));
    size_t count = exchange_rows(&exchange, statement);
    SCOPED(free_at) struct plan_buyer *buyers = calloc(count + 1, sizeof *buyers);
    for (size_t i = 0; buyers && i < count; i++) {
        struct q_plan_facts_row row = q_plan_facts_row(&exchange, statement, i);
        buyers[i] = (struct plan_buyer){row.relationship, row.buyer};
        TRY(plan_for_buyer(&plan, i, row.facts, &last, fault));
    }
    if (!buyers || !plan_make(&plan))
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    TRY(write_plan(request, &plan, buyers, &last.facts, &text, fault));
    read_answer(request, response, buf_text(&text), text.length);
    return OK;
}
