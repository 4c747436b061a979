/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/turn.h"

#include <civetweb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "base/memory.h"
#include "http/answer.h"
#include "wire/wire.h"

#include "base/banned.h"

enum { RUNS_MAX = 3 };

/* All that belongs to one request. It takes a sixth of the stack of 100 KiB that the library gives
 * its threads, so it is not put there. */
struct turn {
    struct http_server *server;
    struct wire wire;
    struct head head;
    struct request request;
    struct response response;
    bool trusted; /* the guard let it in */
    struct charge charge;
    struct payer_name admitted; /* under this name */
    bool entered;
    bool waited; /* on a thread that counts for nothing */
    int64_t began;
    struct fault fault;
};

static void pause_before_retry(int run)
{
    struct timespec pause = {0, (run + 1) * 5000000 + (long)secret_random_below(5000000)};
    nanosleep(&pause, NULL);
}

/* Nothing was committed when a handler says ERR_AGAIN, so it may run from the start, unless the
 * body that it needs is gone. */
static err run_handler(struct turn *turn)
{
    err result = OK;
    for (int run = 0; run < RUNS_MAX; run++) {
        if (run > 0) {
            pause_before_retry(run);
            response_clear(&turn->response);
            fault_clear(&turn->fault);
        }
        result = turn->request.operation->handler(&turn->request, &turn->response, &turn->fault);
        if (result.code != ERR_AGAIN || turn->request.reader.begun)
            break;
    }
    /* Whom the gate let in is not unknown: a copy knows a new key a little later. */
    if (result.code == ERR_UNAUTHENTICATED && turn->server->options.gate) {
        fault_clear(&turn->fault);
        turn->fault.retry_after = 1;
        return fault_log(&turn->fault, ERR_UNAVAILABLE, "the key is not in the copy yet");
    }
    return result;
}

static err check_answer(struct turn *turn)
{
    if (!buf_ok(&turn->response.body) || !buf_ok(&turn->response.link))
        return fault_log(&turn->fault, ERR_INTERNAL, "the answer is too large");
    answer_settle(&turn->response);
    return OK;
}

static err enter_admission(struct turn *turn)
{
    const struct request *request = &turn->request;
    if (!request->operation || request->operation->unlimited)
        return OK;
    turn->admitted = request->payer.name;
    struct admission *admission = turn->server->admission;
    turn->entered = admission_enter(admission, &turn->admitted, false);
    if (turn->entered)
        return OK;
    turn->fault.retry_after = 1;
    if (wire_gone(&turn->wire))
        return fault_log(&turn->fault, ERR_UNAVAILABLE, "the client is gone");
    turn->entered = admission_enter(admission, &turn->admitted, true);
    return turn->entered ? OK : fault_set(&turn->fault, ERR_UNAVAILABLE, "overloaded");
}

static void turn_leave(struct turn *turn)
{
    if (turn->server->options.rest)
        turn->server->options.rest(&turn->request);
    limit_close(turn->server->limit, &turn->charge, &turn->request);
    if (turn->entered)
        admission_leave(turn->server->admission, &turn->admitted);
}

static bool peer_gone(const void *wire)
{
    return wire_gone(wire);
}

/* What is whole and right is not begun when nobody waits for it any more. */
static err begin_work(struct turn *turn)
{
    turn->request.payer.gone = peer_gone;
    turn->request.payer.client = &turn->wire;
    return run_handler(turn);
}

static err serve_turn(struct turn *turn)
{
    const struct intake *intake = &turn->server->intake;
    struct fault *fault = &turn->fault;
    struct body_frame frame = {0};
    err begun = intake_begin(intake, &turn->head, &turn->request, fault);
    TRY(guard_check(&turn->head, &frame, fault));
    wire_frame(&turn->wire, &frame);
    turn->trusted = true;
    TRY(begun);
    if (atomic_load(&turn->server->draining))
        return fault_set(fault, ERR_UNAVAILABLE, NULL);
    const struct pages *pages = turn->server->options.pages;
    if (pages_file(pages, &turn->head, &turn->response))
        return check_answer(turn);
    err routed = intake_route(intake, &turn->head, &frame, &turn->request, &turn->response, fault);
    if (routed.code == ERR_NOT_FOUND && pages_index(pages, &turn->head, &turn->response))
        return check_answer(turn);
    TRY(limit_admit(turn->server->limit, turn->wire.address, &turn->head, turn->began,
                    &turn->request, &turn->charge, fault));
    TRY(enter_admission(turn));
    if (turn->server->options.gate && turn->request.operation)
        TRY(turn->server->options.gate(&turn->request, fault));
    int seconds = 0;
    TRY(body_wait_admit(&turn->server->bodies, &turn->wire, turn->charge.proven, &turn->request,
                        &seconds, fault));
    if (turn->wire.known)
        TRY(limit_prove(turn->server->limit, &turn->request, &turn->charge, fault));
    TRY(routed);
    SCOPED(buf_release) struct buf body = BUF_INIT(0);
    TRY(body_wait_read(&turn->server->bodies, &turn->wire, &turn->request, seconds, &body, fault));
    TRY(intake_finish(intake, &turn->head, buf_text(&body), body.length, &turn->request, fault));
    TRY(begin_work(turn));
    return check_answer(turn);
}

static enum log_level log_level_of(int status)
{
    if (status == 503)
        return LOG_WARNING;
    return status >= 500 ? LOG_ERROR : LOG_INFO;
}

static void log_turn(const struct turn *turn, bool cut_off, int64_t bytes, int64_t microseconds)
{
    const struct request *request = &turn->request;
    int status = turn->response.status;
    struct log_line line;
    log_open(&line, cut_off ? LOG_WARNING : log_level_of(status), "request");
    if (!line.wanted)
        return;
    log_text(&line, "request_id", request->id);
    log_text(&line, "client_request_id", request->client_id);
    log_text(&line, "address", request->address.text);
    log_text(&line, "operation", request->operation ? request->operation->id : "none");
    log_text(&line, "method", turn->head.method);
    log_text(&line, "organisation",
             request->credential.present ? request->credential.organisation_id
                                         : request->organisation);
    char key[KEY_ID_TEXT_SIZE] = "";
    if (request->credential.present)
        key_id_text(request->credential.key_id, key);
    log_text(&line, "key", key);
    log_number(&line, "status", status);
    log_milliseconds(&line, "ms", microseconds);
    log_number(&line, "bytes", bytes);
    if (cut_off)
        log_text(&line, "outcome", "cut off");
    log_text(&line, "code", turn->fault.code);
    log_text(&line, "detail", turn->fault.log);
    log_close(&line);
}

static size_t row_of(const struct http_server *server, const struct operation *operation)
{
    const struct http_options *options = &server->options;
    return operation ? (size_t)(operation - options->operations) : options->operation_count;
}

/* Whoever was let in has used the key, whatever came of it; a session is none. */
static void note_use(const struct turn *turn, err result)
{
    const struct credential *credential = &turn->request.credential;
    struct key_uses *uses = turn->server->options.key_uses;
    if (!uses || !credential->present || credential->page_token[0] ||
        result.code == ERR_UNAUTHENTICATED)
        return;
    struct key_use use;
    snprintf(use.organisation, sizeof use.organisation, "%s", credential->organisation_id);
    key_id_text(credential->key_id, use.key);
    snprintf(use.hash, sizeof use.hash, "%s", credential->key_hash);
    snprintf(use.day, sizeof use.day, "%s", turn->request.day);
    key_uses_note(uses, &use);
}

static void finish_turn(struct turn *turn)
{
    /* Where a head was refused, or the server stops, nothing more may come this way. Where threads
     * become few, it takes its turn again with all others. */
    if (!turn->trusted || atomic_load(&turn->server->closing) ||
        admission_crowded(turn->server->admission))
        wire_last(&turn->wire);
    bool stream = turn->response.stream.write != NULL;
    int64_t took = clock_monotonic() - turn->began;
    int64_t bytes = 0;
    err sent = wire_send(&turn->wire, &turn->response, &turn->request, &bytes, &turn->fault);
    if (stream)
        took = clock_monotonic() - turn->began;
    metrics_end(turn->server->options.metrics, row_of(turn->server, turn->request.operation),
                turn->response.status, took);
    log_turn(turn, sent.code != ERR_NONE, bytes, took);
    turn_leave(turn);
    request_release(&turn->request);
    response_release(&turn->response);
    fault_release(&turn->fault);
}

static void answer_problem(struct turn *turn, err reason)
{
    fault_set(&turn->fault, reason.code, NULL);
    if (reason.code == ERR_TOO_MANY || strcmp(turn->fault.code, "overloaded") == 0)
        admission_pace(turn->server->admission);
    metrics_refused(turn->server->options.metrics, turn->fault.code);
    problem_fill(&turn->server->style, &turn->fault, &turn->request, &turn->response);
}

/* Only who was let in takes a thread of those that work. */
static void step_aside(void *context, bool aside)
{
    struct turn *turn = context;
    struct admission *admission = turn->server->admission;
    if (aside && turn->entered) {
        admission_aside(admission, &turn->admitted);
        turn->entered = false;
        turn->waited = true;
    } else if (turn->waited) {
        (aside ? admission_disconnected : admission_back)(admission);
    }
}

static void turn_begin(struct turn *turn, struct mg_connection *connection)
{
    turn->server = mg_get_user_data(mg_get_context(connection));
    turn->began = clock_monotonic();
    metrics_begin(turn->server->options.metrics);
    response_init(&turn->response);
    struct visit *visit = mg_get_user_connection_data(connection);
    wire_open(&turn->wire, connection, visit, turn->server->reaper);
    turn->wire.rest = turn->server->options.rest;
    turn->wire.request = &turn->request;
    turn->request.aside = (struct aside){step_aside, turn};
}

/* An answer or a refusal that was made without all of its memory may say anything. */
static err lacking(struct turn *turn)
{
    fault_clear(&turn->fault);
    return fault_log(&turn->fault, ERR_UNAVAILABLE, "out of memory");
}

static int take_request(struct mg_connection *connection)
{
    struct http_server *server = mg_get_user_data(mg_get_context(connection));
    SCOPED(free_at) struct turn *turn = calloc(1, sizeof *turn);
    if (!turn) {
        mg_disable_connection_keep_alive(connection);
        return 503;
    }
    atomic_fetch_add(&server->active, 1);
    memory_begin();
    turn_begin(turn, connection);
    wire_head(&turn->wire, &turn->head);
    address_read(turn->wire.address, &turn->head, &turn->request.address);
    err result = serve_turn(turn);
    if (memory_short())
        result = lacking(turn);
    limit_settle(server->limit, &turn->charge, result, &turn->request);
    note_use(turn, result);
    if (result.code != ERR_NONE)
        answer_problem(turn, result);
    int status = turn->response.status;
    finish_turn(turn);
    atomic_fetch_sub(&server->active, 1);
    return status;
}

/* A thread has one connection at a time, from its first request to its end. */
static int take_connection(const struct mg_connection *connection, void **data)
{
    struct http_server *server = mg_get_user_data(mg_get_context(connection));
    static _Thread_local struct visit visit;
    visit = (struct visit){0};
    *data = &visit;
    admission_connected(server->admission);
    return 0;
}

static void lose_connection(const struct mg_connection *connection)
{
    struct http_server *server = mg_get_user_data(mg_get_context(connection));
    admission_disconnected(server->admission);
}

static enum err_code kind_of_status(int status)
{
    if (status == 413 || status == 431)
        return ERR_HEADERS_TOO_LARGE;
    return status < 500 || status == 505 ? ERR_MALFORMED : ERR_INTERNAL;
}

/* What marks a connection whose last request was refused without being read. */
static char refused_unread;

/* Nothing of such a request can be used. `detail` is for the log where there is no code. */
static void refuse_unread(struct mg_connection *connection, enum err_code kind, const char *code,
                          const char *detail)
{
    SCOPED(free_at) struct turn *turn = calloc(1, sizeof *turn);
    if (!turn)
        return;
    turn_begin(turn, connection);
    mg_set_user_connection_data(connection, &refused_unread);
    turn->head = (struct head){.method = "", .path = "", .query = "", .version = ""};
    address_read(turn->wire.address, &turn->head, &turn->request.address);
    err result = intake_begin(&turn->server->intake, &turn->head, &turn->request, &turn->fault);
    if (result.code == ERR_NONE)
        result = code ? fault_set(&turn->fault, kind, code)
                      : fault_log(&turn->fault, kind, "civetweb: %s", detail);
    answer_problem(turn, result);
    finish_turn(turn);
}

/* What civetweb itself refuses: a head that is too long or no HTTP. */
static int take_refusal(struct mg_connection *connection, int status, const char *message)
{
    refuse_unread(connection, kind_of_status(status), NULL, message);
    return 0;
}

/* civetweb closes without a word behind an absolute address ("GET http://host/path") that is not
 * its own; RFC 9112, 3.2.2 wants it understood or refused. */
static void end_connection(const struct mg_connection *connection)
{
    const struct mg_request_info *info = mg_get_request_info(connection);
    if (info && info->request_uri && info->request_uri[0] != '/' && !info->local_uri_raw &&
        mg_get_user_connection_data(connection) != &refused_unread)
        refuse_unread((struct mg_connection *)(uintptr_t)connection, ERR_MALFORMED,
                      "malformed_address", NULL);
}

static int take_log(const struct mg_connection *connection, const char *message)
{
    (void)connection;
    log_message(LOG_WARNING, "civetweb", "%s", message);
    return 1;
}

struct mg_callbacks turn_callbacks(void)
{
    return (struct mg_callbacks){
        .init_connection = take_connection,
        .connection_close = end_connection,
        .connection_closed = lose_connection,
        .begin_request = take_request,
        .http_error = take_refusal,
        .log_message = take_log,
    };
}
