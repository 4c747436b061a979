/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/way/change.h"

#include <stdio.h>
#include <string.h>

#include "base/uuid.h"
#include "domain/decide.h"
#include "domain/line.h"
#include "handlers/way/outcome.h"
#include "handlers/way/replaced.h"
#include "handlers/way/sealed.h"

enum { LINES_MAX = 256 * 1024 * 1024, LINES_CHUNK = 500, LINES_CHUNKS_MAX = 20 };

/* What one run holds; released at the end of its scope. */
struct run {
    struct exchange exchange;
    json_t *result;
    json_t *audit;
    json_t *facts;
    struct buf lines;
    bool unseen;  /* as in struct change */
    bool decided; /* lines are those of all facts */
    int later;    /* so many are decided by the job of this id; no facts */
    char job[UUID_TEXT_SIZE];
};

static void run_release(struct run *run)
{
    exchange_release(&run->exchange);
    json_decref(run->result);
    json_decref(run->audit);
    json_decref(run->facts);
    buf_release(&run->lines);
}

static bool has_replay(const struct request *request)
{
    return request->idempotency_key && request->credential.present;
}

/* SQL NULL and JSON null are both NULL. */
static err parse_result(const char *text, json_t **out, struct fault *fault)
{
    if (!text)
        return OK;
    json_error_t error;
    *out = json_loads(text, JSON_DECODE_ANY, &error);
    if (!*out)
        return fault_log(fault, ERR_INTERNAL, "result of a change: %s", error.text);
    if (json_typeof(*out) == JSON_NULL)
        *out = NULL;
    return OK;
}

static unsigned rights_of(const struct change *change, const struct request *request)
{
    return change->open ? change->rights_if_key : request->operation->rights;
}

static void send_enter(const struct change *change, struct request *request, struct run *run)
{
    if (request->credential.present)
        app_enter(&run->exchange, request, rights_of(change, request));
    else
        app_enter_open(&run->exchange, request);
    if (has_replay(request)) {
        char hashes[REQUEST_HASHES_SIZE];
        sealed_request_hashes(request, "", hashes);
        exchange_send(&run->exchange, QUERY(idempotency_begin, .key = request->idempotency_key,
                                            .operation = request->operation->id, .hashes = hashes));
    }
}

/* The noun's statement and what follows from it; nothing is committed yet. */
static err first_half(const struct change *change, struct request *request, struct run *run,
                      struct fault *fault)
{
    TRY(app_begin(request, &run->exchange, fault));
    TRY(app_expect(&change->statement, SHAPE_CHANGE, fault));
    send_enter(change, request, run);
    size_t statement = exchange_send(&run->exchange, change->statement);
    TRY(exchange_read(&run->exchange, fault));
    if (exchange_rows(&run->exchange, statement) != 1)
        return fault_set(fault, ERR_NOT_FOUND, NULL);
    struct q_change_row row = q_change_row(&run->exchange, statement, 0);
    TRY(parse_result(row.result, &run->result, fault));
    TRY(parse_result(row.facts, &run->facts, fault));
    return parse_result(row.audit, &run->audit, fault);
}

/* Where so many relationships are touched that a job decides them: the answer is 202 and names it.
 */
static err leave_to_job(struct request *request, struct run *run, struct fault *fault)
{
    char object[sizeof run->job + 8];
    if (!json_is_object(run->facts))
        return OK;
    run->later = (int)json_integer_value(json_object_get(run->facts, "later"));
    uuid_make_text(request->now, run->job);
    snprintf(object, sizeof object, "jobs/%s", run->job);
    if (json_object_set_new(run->result, "outcome", json_string("queued")) != 0 ||
        json_object_set_new(run->result, "object", json_string(object)) != 0)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    return OK;
}

/* An answer with a status has few facts: their lines are kept for store_lines. */
static err add_status_of_change(struct request *request, struct run *run, struct fault *fault)
{
    const char *relationship = json_string_value(json_object_get(run->result, "status_of"));
    if (!relationship)
        return OK;
    SCOPED(buf_release) struct buf text = BUF_INIT(STATUS_JSON_MAX);
    struct status_view view = {.relationship = relationship,
                               .as_of = day_of_text(request->day),
                               .language = request->language};
    TRY(decide_and_show(run->facts, &view, &run->lines, &text, fault));
    run->decided = true;
    json_t *status = json_loads(buf_text(&text), 0, NULL);
    if (!status || json_object_set_new(json_object_get(run->result, "body"), "status", status) != 0)
        return fault_log(fault, ERR_INTERNAL, "status of %s is not JSON", relationship);
    return OK;
}

static void send_lines(struct request *request, struct run *run)
{
    exchange_send(&run->exchange,
                  QUERY(board_put, .lines = buf_text(&run->lines), .cause = request->operation->id,
                        .visible_only = run->unseen));
}

static err store_decided(struct request *request, struct run *run, const json_t *facts,
                         struct fault *fault)
{
    buf_clear(&run->lines);
    TRY(decide(facts, &run->lines, fault));
    send_lines(request, run);
    return OK;
}

/* In chunks: each statement has its time limit, and a buyer may have thousands of relationships. */
static err store_lines(struct request *request, struct run *run, struct fault *fault)
{
    size_t count = json_array_size(run->facts);
    if (run->decided) {
        send_lines(request, run);
        return OK;
    }
    size_t size = LINES_CHUNK + count / LINES_CHUNKS_MAX;
    for (size_t from = 0; from < count; from += size) {
        json_auto_t *chunk = json_array();
        for (size_t i = from; i < count && i < from + size; i++)
            if (json_array_append(chunk, json_array_get(run->facts, i)) != 0)
                return fault_log(fault, ERR_INTERNAL, "out of memory");
        TRY(store_decided(request, run, chunk, fault));
    }
    return OK;
}

static err store_audit(struct request *request, struct run *run, struct fault *fault)
{
    SCOPED(free_at)
    char *detail =
        json_dumps(json_object_get(run->audit, "detail"), JSON_COMPACT | JSON_ENCODE_ANY);
    const char *action = json_string_value(json_object_get(run->audit, "action"));
    if (!detail)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    exchange_send(&run->exchange,
                  QUERY(audit_append, .action = action ? action : request->operation->id,
                        .object = json_string_value(json_object_get(run->audit, "object")),
                        .detail = detail));
    return OK;
}

static err store_replay(const struct change *change, struct request *request,
                        const struct response *response, struct run *run, struct fault *fault)
{
    SCOPED(buf_release) struct buf hex = BUF_INIT(3 * SEALED_MAX);
    if (change->secret)
        TRY(sealed_write(request, response->body.data, response->body.length, &hex, fault));
    exchange_send(&run->exchange,
                  QUERY(idempotency_store, .key = request->idempotency_key,
                        .status = response->status,
                        .etag = response->etag[0] ? response->etag : NULL,
                        .location = response->location[0] ? response->location : NULL,
                        .body = change->secret ? NULL : buf_text(&response->body),
                        .sealed = change->secret ? buf_text(&hex) : NULL));
    return OK;
}

/* The twin's answer, to the byte. */
static err replay(const struct change *change, struct exchange *exchange, struct request *request,
                  struct response *response, struct fault *fault)
{
    exchange_again(exchange);
    app_enter(exchange, request, rights_of(change, request));
    size_t stored =
        exchange_send(exchange, QUERY(idempotency_find, .key = request->idempotency_key));
    TRY(exchange_finish(exchange, fault));
    if (exchange_rows(exchange, stored) != 1)
        return fault_set(fault, ERR_CONFLICT, "idempotency_key_in_use");
    struct q_idempotency_find_row row = q_idempotency_find_row(exchange, stored, 0);
    response->status = row.status;
    if (row.sealed)
        TRY(sealed_read(request, row.sealed, &response->body, fault));
    else
        buf_text_add(&response->body, row.body);
    if (row.etag)
        response_etag(response, row.etag);
    if (row.location)
        response_location(response, "%s", row.location);
    response->replayed = true;
    return OK;
}

static err second_half(const struct change *change, struct request *request,
                       struct response *response, struct run *run, struct fault *fault)
{
    if (run->audit) {
        TRY(store_lines(request, run, fault));
        if (run->later > 0)
            exchange_send(
                &run->exchange,
                QUERY(status_job_add, .job = run->job, .total = run->later,
                      .object = json_string_value(json_object_get(run->audit, "object"))));
        TRY(store_audit(request, run, fault));
    }
    if (has_replay(request))
        TRY(store_replay(change, request, response, run, fault));
    return exchange_commit(&run->exchange, fault);
}

static void forget_audit(struct run *run)
{
    json_decref(run->audit);
    run->audit = NULL;
}

static bool is_replay(err outcome, const struct fault *fault)
{
    return outcome.code == ERR_CONFLICT && strcmp(fault->code, "idempotency_replay") == 0;
}

err change_run(const struct change *change, struct request *request, struct response *response,
               struct fault *fault)
{
    SCOPED(run_release)
    struct run run = {.lines = BUF_INIT(LINES_MAX), .unseen = change->unseen};
    err first = first_half(change, request, &run, fault);
    if (is_replay(first, fault)) {
        fault_clear(fault);
        return replay(change, &run.exchange, request, response, fault);
    }
    TRY(first);
    if (change->replaces)
        TRY(replaced_hold(request, run.result, change->replaces, fault));
    TRY(leave_to_job(request, &run, fault));
    TRY(add_status_of_change(request, &run, fault));
    if (change->finish) {
        struct changed changed = {.exchange = &run.exchange,
                                  .result = run.result,
                                  .body = json_object_get(run.result, "body"),
                                  .stored = run.audit != NULL,
                                  .context = change->context};
        TRY(change->finish(request, &changed, fault));
        if (!changed.stored)
            forget_audit(&run);
    }
    TRY(outcome_respond(run.result, request, response, fault));
    return second_half(change, request, response, &run, fault);
}

err change_plain(struct request *request, struct response *response, struct statement statement,
                 struct fault *fault)
{
    return change_run(&(struct change){.statement = statement}, request, response, fault);
}

err change_finished(struct request *request, struct response *response, struct statement statement,
                    change_finish_fn *finish, struct fault *fault)
{
    return change_run(&(struct change){.statement = statement, .finish = finish}, request, response,
                      fault);
}

err change_unseen(struct request *request, struct response *response, struct statement statement,
                  change_finish_fn *finish, struct fault *fault)
{
    const struct change change = {.statement = statement, .finish = finish, .unseen = true};
    return change_run(&change, request, response, fault);
}

err change_replaced(struct request *request, struct response *response, struct statement statement,
                    const char *const *replaces, struct fault *fault)
{
    const struct change change = {.statement = statement, .replaces = replaces};
    return change_run(&change, request, response, fault);
}
