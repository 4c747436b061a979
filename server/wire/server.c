/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/server.h"

#include <civetweb.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "base/memory.h"
#include "contract/contract.h"
#include "http/answer.h"
#include "http/intake.h"
#include "http/problem.h"
#include "wire/admission.h"
#include "wire/body_wait.h"
#include "wire/threads.h"
#include "wire/wire.h"

#include "base/banned.h"

enum {
    ADDRESS_SIZE = 128,
    BODY_SECONDS = 10,
    STRANGERS_SHARE = 4, /* of the threads, which wait for bodies without a key */
    DRAIN_MILLISECONDS = 7500,
    RUNS_MAX = 3,
    REQUEST_HEAD_MAX = 32768,
    CONNECTIONS_TAKEN = 4, /* before a thread is free: as few as the library lets us */
};

struct http_server {
    struct http_options options;
    struct problem_style style;
    struct intake intake;
    struct body_wait bodies;
    struct contract *contract;
    struct router *router;
    struct reaper *reaper;
    struct limit *limit;
    struct admission *admission;
    struct mg_context *context;
    atomic_bool closing;  /* connections, each with its next answer */
    atomic_bool draining; /* new requests are refused */
    atomic_int active;    /* requests between their first and last byte */
    int port;
    char address[ADDRESS_SIZE];
};

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
    turn->entered = admission_enter(turn->server->admission, &turn->admitted);
    if (turn->entered)
        return OK;
    turn->fault.retry_after = 1;
    return fault_set(&turn->fault, ERR_UNAVAILABLE, "overloaded");
}

static void turn_leave(struct turn *turn)
{
    if (turn->server->options.rest)
        turn->server->options.rest(&turn->request);
    limit_close(turn->server->limit, &turn->charge, &turn->request);
    if (turn->entered)
        admission_leave(turn->server->admission, &turn->admitted);
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
    int seconds = 0;
    TRY(body_wait_admit(&turn->server->bodies, &turn->wire, turn->charge.proven, &turn->request,
                        &seconds, fault));
    if (turn->wire.known)
        TRY(limit_prove(turn->server->limit, &turn->request, &turn->charge, fault));
    TRY(routed);
    SCOPED(buf_release) struct buf body = BUF_INIT(0);
    TRY(body_wait_read(&turn->server->bodies, &turn->wire, &turn->request, seconds, &body, fault));
    TRY(intake_finish(intake, &turn->head, buf_text(&body), body.length, &turn->request, fault));
    TRY(run_handler(turn));
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

static err start_civetweb(struct http_server *server, struct fault *fault)
{
    char threads[16];
    char head_max[16];
    char queue[16];
    snprintf(threads, sizeof threads, "%d", server->options.threads);
    snprintf(queue, sizeof queue, "%d", CONNECTIONS_TAKEN);
    snprintf(head_max, sizeof head_max, "%d", REQUEST_HEAD_MAX);
    const char *settings[] = {
        "listening_ports",
        server->options.listen,
        "num_threads",
        threads,
        "connection_queue",
        queue,
        "listen_backlog",
        "1024",
        "request_timeout_ms",
        "10000",
        "enable_keep_alive",
        "yes",
        "keep_alive_timeout_ms",
        "2000",
        "tcp_nodelay",
        "1",
        "max_request_size",
        head_max,
        "decode_url",
        "no", /* a segment is decoded once, by us */
        "decode_query_string",
        "no",
        "enable_directory_listing",
        "no",
        "enable_auth_domain_check",
        "no",
        "access_control_allow_origin",
        "",
        "access_control_allow_methods",
        "",
        "access_control_allow_headers",
        "",
        NULL,
    };
    const struct mg_callbacks callbacks = {
        .init_connection = take_connection,
        .connection_close = end_connection,
        .connection_closed = lose_connection,
        .begin_request = take_request,
        .http_error = take_refusal,
        .log_message = take_log,
    };
    char text[200] = "";
    struct mg_init_data init = {&callbacks, server, settings};
    struct mg_error_data error = {.text = text, .text_buffer_size = sizeof text};
    server->context = mg_start2(&init, &error);
    if (!server->context)
        return fault_log(fault, ERR_UNAVAILABLE, "cannot listen on %s: %s", server->options.listen,
                         text);
    return OK;
}

/* The host as it was asked for, the port as the system gave it. */
static void find_address(struct http_server *server)
{
    struct mg_server_port port = {0};
    mg_get_server_ports(server->context, 1, &port);
    const char *listen = server->options.listen;
    const char *colon = strrchr(listen, ':');
    int host = colon ? (int)(colon - listen) : 0;
    server->port = port.port;
    snprintf(server->address, sizeof server->address, "%.*s%s%d", host, listen, host ? ":" : "",
             port.port);
}

static void release(struct http_server **place)
{
    struct http_server *server = *place;
    if (!server)
        return;
    if (server->context)
        mg_stop(server->context);
    reaper_stop(server->reaper);
    limit_free(&server->limit);
    admission_free(&server->admission);
    router_close(&server->router);
    contract_close(&server->contract);
    free(server);
}

err http_server_start(const struct http_options *options, struct http_server **out,
                      struct fault *fault)
{
    SCOPED(release) struct http_server *server = calloc(1, sizeof *server);
    if (!server)
        return fault_log(fault, ERR_INTERNAL, "no memory for the server");
    server->options = *options;
    if (server->options.body_seconds == 0)
        server->options.body_seconds = BODY_SECONDS;
    server->style.text = options->text;
    server->style.base = options->problem_base ? options->problem_base : "/problems/";
    /* Before any thread: the first use of a hash table would race for the seed. */
    json_object_seed(0);
    TRY(contract_open(options->operations, options->operation_count, &server->contract, fault));
    TRY(router_open(options->operations, options->operation_count, &server->router, fault));
    server->intake = (struct intake){
        .contract = server->contract,
        .router = server->router,
        .secret = options->secret,
        .test_clock = options->test_clock,
        .app = options->app,
    };
    server->bodies.admit = options->admit;
    server->bodies.seconds = server->options.body_seconds;
    server->bodies.strangers_max = 1 + options->threads / STRANGERS_SHARE;
    TRY(limit_new(&options->limits, &server->limit, fault));
    TRY(reaper_start((size_t)options->threads, &server->reaper, fault));
    TRY(admission_new(options->threads, &server->admission, fault));
    threads_prepare();
    mg_init_library(0);
    TRY(start_civetweb(server, fault));
    find_address(server);
    *out = steal(&server);
    return OK;
}

const char *http_server_address(const struct http_server *server)
{
    return server->address;
}

void http_server_announce_stop(struct http_server *server)
{
    atomic_store(&server->closing, true);
}

/* civetweb cuts off whatever is being written when it is told to stop: so wait first. Its threads
 * look for the word only every two seconds while they wait for a peer: so wake them. */
void http_server_stop(struct http_server *server)
{
    if (!server)
        return;
    http_server_announce_stop(server);
    atomic_store(&server->draining, true);
    const struct timespec pause = {0, 10000000};
    for (int waited = 0; atomic_load(&server->active) > 0 && waited < DRAIN_MILLISECONDS;
         waited += 10)
        nanosleep(&pause, NULL);
    reaper_hang_up(server->port);
    release(&server);
}
