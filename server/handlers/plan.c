/* SPDX-License-Identifier: Apache-2.0 */
/* A supplier's plan for all its buyers: the facts of each relationship in, one list of steps out.
 * Buyers are read page by page, so that memory is that of the plan, not of all facts. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain/plan_json.h"
#include "handlers/way/cursor.h"
#include "handlers/way/read.h"
#include "operations.h"

enum { PLAN_PAGE = 200 };

struct planning {
    struct plan plan;
    struct plan_buyer *buyers; /* their texts are owned */
    size_t count;
    char *own_text; /* what counts for all buyers alike */
    json_t *own;
    /* The facts that were read last stay, for they name the editions. */
    json_t *last;
    struct facts facts;
};

static void last_release(struct planning *planning)
{
    facts_release(&planning->facts);
    planning->facts = (struct facts){0};
    json_decref(planning->last);
    planning->last = NULL;
}

static void planning_release(struct planning *planning)
{
    last_release(planning);
    json_decref(planning->own);
    free(planning->own_text);
    for (size_t i = 0; i < planning->count; i++) {
        free((char *)planning->buyers[i].relationship);
        free((char *)planning->buyers[i].name);
    }
    free(planning->buyers);
    plan_release(&planning->plan);
}

static err no_memory(struct fault *fault)
{
    return fault_log(fault, ERR_INTERNAL, "out of memory");
}

/* Each page is of another instant: when the supplier wrote something between two of them, all is
 * read again, for a plan is of one state. */
static err take_own(struct planning *planning, const char *text, struct fault *fault)
{
    if (planning->own_text)
        return strcmp(planning->own_text, text) == 0 ? OK : fault_set(fault, ERR_AGAIN, NULL);
    planning->own_text = strdup(text);
    planning->own = json_loads(text, 0, NULL);
    return planning->own_text && planning->own ? OK : no_memory(fault);
}

static err take_buyer(struct planning *planning, const struct q_plan_facts_row *row,
                      struct fault *fault)
{
    struct plan_buyer *buyer = &planning->buyers[planning->count++];
    *buyer = (struct plan_buyer){strdup(row->relationship), strdup(row->buyer)};
    last_release(planning);
    planning->last = json_loads(row->facts, 0, NULL);
    if (!buyer->relationship || !buyer->name ||
        json_object_update_missing(planning->last, planning->own) != 0)
        return no_memory(fault);
    TRY(facts_parse(planning->last, &planning->facts, fault));
    return plan_add(&planning->plan, planning->count - 1, &planning->facts)
               ? OK
               : fault_log(fault, ERR_INTERNAL, "more facts than a plan can hold");
}

/* `more`: whether another page follows. */
static err take_page(struct request *request, struct planning *planning, bool *more,
                     struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    size_t page = 0;
    const char *after =
        planning->count > 0 ? planning->buyers[planning->count - 1].relationship : NULL;
    TRY(read_rows(request, QUERY(plan_facts, .after = after, .rows = PLAN_PAGE), &exchange, &page,
                  fault));
    size_t rows = exchange_rows(&exchange, page);
    struct plan_buyer *grown =
        realloc(planning->buyers, (planning->count + rows) * sizeof *planning->buyers);
    if (!grown)
        return no_memory(fault);
    planning->buyers = grown;
    for (size_t i = 0; i < rows; i++) {
        struct q_plan_facts_row row = q_plan_facts_row(&exchange, page, i);
        TRY(row.relationship ? take_buyer(planning, &row, fault)
                             : take_own(planning, row.facts, fault));
    }
    *more = rows > PLAN_PAGE;
    return OK;
}

/* The place from which a cursor goes on; 0 without one. */
static err place_of(const struct request *request, size_t *out, struct fault *fault)
{
    struct cursor cursor;
    TRY(cursor_read(request, &cursor, fault));
    const char *place = cursor_key(&cursor, 0);
    *out = place ? (size_t)strtoull(place, NULL, 10) : 0;
    return OK;
}

static err write_plan(struct request *request, struct response *response,
                      const struct planning *planning, size_t from, struct buf *text,
                      struct fault *fault)
{
    struct json_out out = JSON_OUT_INIT(text);
    const struct plan_part part = {from, (size_t)request_number(request, "limit")};
    char next[24];
    snprintf(next, sizeof next, "%zu", part.from + part.count);
    json_out_object(&out, NULL);
    bool more = plan_write(&out, &planning->plan, planning->buyers, &planning->facts, &part,
                           request->language);
    cursor_next(request, response, (const char *const[]){next}, more, &out);
    json_out_object_end(&out);
    return buf_ok(text) ? OK : fault_log(fault, ERR_INTERNAL, "a plan is too large");
}

err plan_get(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(planning_release) struct planning planning = {0};
    SCOPED(buf_release) struct buf text = BUF_INIT(RESPONSE_BODY_MAX);
    const char *as_of = request_parameter(request, "as_of");
    size_t from = 0;
    TRY(place_of(request, &from, fault));
    planning.plan.on = day_of_text(as_of ? as_of : request->day);
    for (bool more = true; more;)
        TRY(take_page(request, &planning, &more, fault));
    if (!plan_make(&planning.plan))
        return no_memory(fault);
    TRY(write_plan(request, response, &planning, from, &text, fault));
    read_answer(request, response, buf_text(&text), text.length);
    return OK;
}
