/* SPDX-License-Identifier: Apache-2.0 */
/* What decided a status: the answer as it was kept, the facts that decided it, and whether they
 * give the same answer when they are read again. */
#include "domain/decision.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain/line.h"
#include "domain/standing.h"
#include "handlers/way/read.h"
#include "operations.h"

enum { DECISION_MAX = 16 * 1024 * 1024 }; /* lists of files that were read are long */

static err view_of(const struct q_decision_get_row *row, const char *as_of, const char *known_at,
                   enum language language, struct status_view *out, struct fault *fault)
{
    *out = (struct status_view){.relationship = row->relationship_id,
                                .known_at = known_at,
                                .changes_on = DAY_NONE,
                                .next_status = (enum status)row->next_status.value,
                                .next_waiting_on = (enum waiting_on)row->next_waiting_on.value,
                                .language = language};
    if (!day_parse(as_of, &out->as_of) ||
        (row->changes_on && !day_parse(row->changes_on, &out->changes_on)))
        return fault_log(fault, ERR_INTERNAL, "not a day: %s or %s", as_of, row->changes_on);
    return OK;
}

/* What was decided, without what was noted beside it: notes change nothing, and tell of what is not
 * kept as it was known. */
static json_t *core_of(const struct buf *status)
{
    static const char *const beside[] = {"notes", "changes_on", "next_status", "next_waiting_on"};
    json_t *core = json_loadb(status->data, status->length, 0, NULL);
    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++)
        json_object_del(core, beside[i]);
    return core;
}

/* Whether the rules make the kept answer of the facts. */
static err reproduce(const struct status_view *view, const json_t *facts, const struct buf *kept,
                     bool *out, struct fault *fault)
{
    SCOPED(buf_release) struct buf again = BUF_INIT(STATUS_JSON_MAX);
    struct json_out json = JSON_OUT_INIT(&again);
    TRY(status_write_facts(&json, NULL, view, facts, fault));
    json_auto_t *then = core_of(kept);
    json_auto_t *now = core_of(&again);
    *out = then && json_equal(then, now);
    return OK;
}

/* Of a fact what the asking side may see. */
static const json_t *fact_seen(const json_t *seen, const char *kind, const char *id)
{
    return id ? json_object_get(json_object_get(seen, kind), id) : NULL;
}

static void put_seen(struct json_out *out, const char *key, const json_t *value)
{
    char *text = value ? json_dumps(value, JSON_COMPACT) : NULL;
    if (text)
        json_out_raw(out, key, text, strlen(text));
    else
        json_out_null(out, key);
    free(text);
}

static void put_relationship(struct json_out *out, const struct relation_step *step)
{
    json_out_object(out, "relationship");
    json_out_text(out, "state", relation_name(step->relation));
    day_json(out, "from", step->from);
    json_out_object_end(out);
}

static void put_facts(struct json_out *out, const struct decision *decision, const json_t *seen)
{
    char revision[16];
    snprintf(revision, sizeof revision, "%d", decision->revision ? decision->revision->number : 0);
    put_relationship(out, &decision->relation);
    put_seen(out, "revision", decision->revision ? fact_seen(seen, "revisions", revision) : NULL);
    put_seen(out, "declaration",
             decision->declaration ? fact_seen(seen, "declarations", decision->declaration->id)
                                   : NULL);
    put_seen(out, "check", decision->check ? fact_seen(seen, "checks", decision->check->id) : NULL);
    put_seen(out, "scope_decision",
             decision->scope_decision
                 ? fact_seen(seen, "scope_decisions", decision->scope_decision->id)
                 : NULL);
    put_seen(out, "assessment",
             decision->assessment ? fact_seen(seen, "assessments", decision->assessment->id)
                                  : NULL);
    json_out_array(out, "papers");
    for (size_t i = 0; i < decision->paper_count; i++)
        put_seen(out, NULL, fact_seen(seen, "papers", decision->papers[i]->id));
    json_out_array_end(out);
}

static err put_decided_by(struct json_out *out, const struct q_decision_get_row *row,
                          const struct status_view *view, const struct buf *kept,
                          struct fault *fault)
{
    SCOPED(facts_release) struct facts facts = {0};
    json_auto_t *json = json_loads(row->facts, 0, NULL);
    json_auto_t *seen = json_loads(row->seen, 0, NULL);
    struct decision decision;
    bool reproduced = false;
    TRY(facts_parse(json, &facts, fault));
    if (!decision_on(&facts, view->as_of, &decision))
        return fault_log(fault, ERR_INTERNAL, "too many facts of %s", row->relationship_id);
    TRY(reproduce(view, json, kept, &reproduced, fault));
    json_out_object(out, "decided_by");
    json_out_text(out, "rules", RULES_VERSION);
    json_out_text(out, "recorded_at", row->recorded_at);
    json_out_bool(out, "reproduced", reproduced);
    put_facts(out, &decision, seen);
    json_out_object_end(out);
    return OK;
}

static err write_decision(const struct q_decision_get_row *row, const struct status_view *view,
                          struct buf *out, struct fault *fault)
{
    SCOPED(buf_release) struct buf kept = BUF_INIT(STATUS_JSON_MAX);
    struct json_out status = JSON_OUT_INIT(&kept), json = JSON_OUT_INIT(out);
    TRY(status_write_text(&status, NULL, view, row->step, fault));
    json_out_object(&json, NULL);
    json_out_raw(&json, "status", kept.data, kept.length);
    json_out_text(&json, "side", row->side);
    json_out_raw(&json, "counterparty", row->counterparty, strlen(row->counterparty));
    json_out_raw(&json, "reads", row->reads, strlen(row->reads));
    TRY(put_decided_by(&json, row, view, &kept, fault));
    json_out_object_end(&json);
    return buf_ok(out) ? OK : fault_log(fault, ERR_INTERNAL, "decision too large");
}

err audit_decision_get(struct request *request, struct response *response, struct fault *fault)
{
    const char *as_of = request_parameter(request, "as_of");
    char instant[CLOCK_TEXT_SIZE];
    const char *known_at = NULL;
    if (!as_of)
        as_of = request->day;
    TRY(read_known_at(request, instant, &known_at, fault));
    SCOPED(exchange_release) struct exchange exchange = {0};
    SCOPED(buf_release) struct buf text = BUF_INIT(DECISION_MAX);
    size_t index = 0;
    TRY(read_rows(request,
                  QUERY(decision_get, .selector = request_parameter(request, "relationship"),
                        .day = as_of, .known_at = known_at ? known_at : "infinity"),
                  &exchange, &index, fault));
    if (exchange_rows(&exchange, index) == 0)
        return fault_set(fault, ERR_NOT_FOUND, NULL);
    struct q_decision_get_row row = q_decision_get_row(&exchange, index, 0);
    struct status_view view;
    TRY(view_of(&row, as_of, known_at, request->language, &view, fault));
    TRY(write_decision(&row, &view, &text, fault));
    read_answer(request, response, buf_text(&text), text.length);
    return OK;
}
