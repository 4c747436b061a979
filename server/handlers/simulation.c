/* SPDX-License-Identifier: Apache-2.0 */
/* What a changed rule or requirement would do, counted without writing. */
#include <stdio.h>
#include <string.h>

#include "base/json_out.h"
#include "contract_limits.h"
#include "domain/line.h"
#include "handlers/body.h"
#include "handlers/way/read.h"
#include "operations.h"

enum { CHUNK = 500 };

#define DEMAND_PLACE "/change/requirement"

typedef size_t tally[STATUS_COUNT][WAITING_COUNT];

/* Of fixed size, however many suppliers there are. */
struct simulation {
    struct request *request;
    const char *on_text;
    day on;
    size_t limit;
    struct demand_findings findings; /* of the change itself */
    size_t suppliers;
    char decided_at[CLOCK_TEXT_SIZE]; /* the earliest of what was counted; "": all are decided */
    size_t changed;
    tally before;
    tally after;
    size_t work[REMARK_CODE_COUNT];
    size_t failing_total;
    struct buf failing; /* items, written as they are found */
    struct json_out failing_out;
};

static void simulation_release(struct simulation *simulation)
{
    buf_release(&simulation->failing);
}

static size_t count_member(const json_t *object, const char *member)
{
    return (size_t)json_integer_value(json_object_get(object, member));
}

static const char *text(const json_t *object, const char *member)
{
    return json_string_value(json_object_get(object, member));
}

/* STEP_NONE for what the table does not know: it is a stored code, so there is none. */
static enum remark_code step_of(const char *code)
{
    for (enum remark_code step = STEP_NONE; code && step < REMARK_CODE_COUNT; step++)
        if (strcmp(remark_shape(step)->code, code) == 0)
            return step;
    return STEP_NONE;
}

static void count_same(struct simulation *simulation, const json_t *groups)
{
    size_t index;
    const json_t *group;
    json_array_foreach(groups, index, group)
    {
        size_t status = count_member(group, "status");
        size_t waiting_on = count_member(group, "waiting_on");
        size_t count = count_member(group, "n");
        simulation->before[status][waiting_on] += count;
        simulation->after[status][waiting_on] += count;
        simulation->work[step_of(text(group, "next_step"))] += count;
    }
}

static bool lacks(enum status status)
{
    return status == STATUS_PENDING || status == STATUS_OVERDUE || status == STATUS_LAPSED;
}

static err add_failing(struct simulation *simulation, const json_t *one, enum status before,
                       struct fault *fault)
{
    struct json_out *out = &simulation->failing_out;
    const struct status_view view = {.relationship = text(one, "relationship"),
                                     .as_of = simulation->on,
                                     .language = simulation->request->language};
    json_out_object(out, NULL);
    json_out_text(out, "relationship", view.relationship);
    json_out_text(out, "name", text(one, "name"));
    json_out_text(out, "code", text(one, "code"));
    json_out_text(out, "category", text(one, "category"));
    json_out_text(out, "before", status_name(before));
    TRY(status_write_facts(out, "status", &view, json_object_get(one, "facts"), fault));
    json_out_object_end(out);
    return OK;
}

static err count_touched(struct simulation *simulation, const json_t *one, struct fault *fault)
{
    SCOPED(facts_release) struct facts facts = {0};
    struct step step;
    enum status before = (enum status)count_member(one, "status");
    TRY(facts_parse(json_object_get(one, "facts"), &facts, fault));
    if (!status_on(&facts, simulation->on, &step))
        return fault_log(fault, ERR_INTERNAL, "too many facts in one relationship");
    simulation->changed++;
    simulation->before[before][count_member(one, "waiting_on")]++;
    simulation->after[step.status][step.waiting_on]++;
    simulation->work[step.next_step.code]++;
    if (lacks(before) || !lacks(step.status))
        return OK;
    return simulation->failing_total++ < simulation->limit
               ? add_failing(simulation, one, before, fault)
               : OK;
}

static err parse_column(const char *text, json_t **out, struct fault *fault)
{
    *out = json_loads(text, 0, NULL);
    return *out ? OK : fault_log(fault, ERR_INTERNAL, "a chunk of a simulation is no JSON");
}

static void add_decided_at(struct simulation *simulation, const char *decided_at)
{
    char *first = simulation->decided_at;
    if (decided_at && (first[0] == '\0' || strcmp(decided_at, first) < 0))
        snprintf(first, sizeof simulation->decided_at, "%s", decided_at);
}

static err count_chunk(struct simulation *simulation, const struct q_simulation_chunk_row *chunk,
                       struct fault *fault)
{
    json_auto_t *same = NULL;
    json_auto_t *touched = NULL;
    size_t index;
    const json_t *one;
    TRY(parse_column(chunk->same, &same, fault));
    TRY(parse_column(chunk->touched, &touched, fault));
    if (json_array_size(touched) > 0)
        TRY(body_demand_refuse(&simulation->findings, DEMAND_PLACE, fault));
    count_same(simulation, same);
    json_array_foreach(touched, index, one) TRY(count_touched(simulation, one, fault));
    simulation->suppliers += (size_t)chunk->seen;
    add_decided_at(simulation, chunk->decided_at);
    return OK;
}

/* One exchange for each chunk: nobody waits for the whole, and no memory holds it. */
static err count_all(struct simulation *simulation, const char *body, const char *suppliers,
                     struct fault *fault)
{
    char last[UUID_TEXT_SIZE] = "";
    int32_t seen = CHUNK;
    while (seen == CHUNK) {
        SCOPED(exchange_release) struct exchange exchange = {0};
        size_t row = 0;
        TRY(read_rows(simulation->request,
                      QUERY(simulation_chunk, .simulation = body, .suppliers = suppliers,
                            .on = simulation->on_text, .after = last[0] ? last : NULL,
                            .limit = CHUNK),
                      &exchange, &row, fault));
        if (exchange_rows(&exchange, row) == 0)
            return OK;
        struct q_simulation_chunk_row chunk = q_simulation_chunk_row(&exchange, row, 0);
        TRY(count_chunk(simulation, &chunk, fault));
        seen = chunk.seen;
        snprintf(last, sizeof last, "%s", chunk.last);
    }
    return OK;
}

static void write_tally(struct json_out *out, const char *key, tally counts)
{
    json_out_array(out, key);
    for (enum status status = 0; status < STATUS_COUNT; status++)
        for (enum waiting_on waiting_on = 0; waiting_on < WAITING_COUNT; waiting_on++) {
            if (counts[status][waiting_on] == 0)
                continue;
            json_out_object(out, NULL);
            json_out_text(out, "status", status_name(status));
            json_out_text(out, "waiting_on", waiting_on_name(waiting_on));
            json_out_int(out, "count", (int64_t)counts[status][waiting_on]);
            json_out_object_end(out);
        }
    json_out_array_end(out);
}

static void write_work(struct json_out *out, const size_t *work)
{
    json_out_array(out, "work");
    for (enum remark_code step = STEP_NONE; step < REMARK_CODE_COUNT; step++) {
        if (work[step] == 0)
            continue;
        const char *code = remark_shape(step)->code;
        json_out_object(out, NULL);
        json_out_text(out, "code", code);
        json_out_text(out, "actor", remark_actor(code));
        json_out_int(out, "count", (int64_t)work[step]);
        json_out_object_end(out);
    }
    json_out_array_end(out);
}

static void write_result(struct simulation *simulation, struct json_out *out)
{
    json_out_object(out, NULL);
    json_out_text(out, "on", simulation->on_text);
    json_out_text(out, "decided_at", simulation->decided_at[0] ? simulation->decided_at : NULL);
    json_out_int(out, "suppliers", (int64_t)simulation->suppliers);
    json_out_int(out, "changed", (int64_t)simulation->changed);
    write_tally(out, "before", simulation->before);
    write_tally(out, "after", simulation->after);
    write_work(out, simulation->work);
    json_out_int(out, "failing_total", (int64_t)simulation->failing_total);
    json_out_raw(out, "failing", simulation->failing.data, simulation->failing.length);
    json_out_object_end(out);
}

/* The demand that the change would make today, whoever it reaches. A simulation has no reason. */
static void judge_simulation(struct simulation *simulation, day today)
{
    const json_t *change = json_object_get(simulation->request->json, "change");
    const json_t *rule = json_object_get(json_object_get(change, "rule"), "demand");
    const json_t *requirement = json_object_get(change, "requirement");
    struct demand demand = demand_read(requirement);
    if (json_is_object(rule))
        demand = demand_of_rule(rule, today);
    demand.reasoned = true;
    simulation->findings = (struct demand_findings){0};
    if (json_is_object(rule) || requirement)
        demand_judge(&demand, &(struct demand_file){0}, today, &simulation->findings);
}

static err check_change(struct simulation *simulation, day today, struct fault *fault)
{
    judge_simulation(simulation, today);
    if (body_day(simulation->request, "on") < today)
        fault_add(fault, "/on", "date_in_past", NULL);
    if (!demand_may_stand(&simulation->findings))
        return body_demand_refuse(&simulation->findings, DEMAND_PLACE, fault);
    return fault_invalid(fault);
}

/* Stays NULL for all suppliers. */
static err named_suppliers(struct request *request, const char *body, char **out,
                           struct fault *fault)
{
    if (!json_object_get(json_object_get(request->json, "filter"), "suppliers"))
        return OK;
    SCOPED(exchange_release) struct exchange exchange = {0};
    size_t row = 0;
    TRY(read_rows(request, QUERY(simulation_suppliers, .simulation = body), &exchange, &row,
                  fault));
    *out = strdup(q_value_row(&exchange, row, 0).value);
    return *out ? OK : fault_log(fault, ERR_INTERNAL, "out of memory");
}

err requirement_simulate(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(free_at) char *body = NULL;
    SCOPED(free_at) char *suppliers = NULL;
    SCOPED(simulation_release)
    struct simulation simulation = {.request = request, .failing = BUF_INIT(RESPONSE_BODY_MAX)};
    const json_t *limit = json_object_get(request->json, "limit");
    TRY(check_change(&simulation, body_today(request), fault));
    simulation.on_text = request_text(request, "on") ? request_text(request, "on") : request->day;
    (void)day_parse(simulation.on_text, &simulation.on);
    simulation.limit = limit ? (size_t)json_integer_value(limit) : LIMIT_SIMULATION_LIMIT_DEFAULT;
    simulation.failing_out = (struct json_out)JSON_OUT_INIT(&simulation.failing);

    TRY(body_text(request, &body, fault));
    TRY(named_suppliers(request, body, &suppliers, fault));
    json_out_array(&simulation.failing_out, NULL);
    TRY(count_all(&simulation, body, suppliers, fault));
    json_out_array_end(&simulation.failing_out);
    struct json_out out = JSON_OUT_INIT(&response->body);
    write_result(&simulation, &out);
    return buf_ok(&simulation.failing) && buf_ok(&response->body)
               ? OK
               : fault_log(fault, ERR_INTERNAL, "the simulation's answer is too large");
}
