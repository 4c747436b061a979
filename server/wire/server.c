/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/server.h"

#include <civetweb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "contract/contract.h"
#include "wire/threads.h"
#include "wire/turn.h"

#include "base/banned.h"

enum {
    BODY_SECONDS = 10,
    STRANGERS_SHARE = 4, /* of the threads, which wait for bodies without a key */
    DRAIN_MILLISECONDS = 7500,
    REQUEST_HEAD_MAX = 32768,
    CONNECTIONS_TAKEN = 4, /* before a thread is free: as few as the library lets us */
};

enum { FIXED_SETTINGS = 12, SETTINGS_MAX = 2 * (FIXED_SETTINGS + 4) + 1 };

/* A segment is decoded once, by us. Where the listening socket's queue is full, the system forgets
 * who knocks, and tries again a second later for him: a monitor, too. So it is as long as Linux
 * allows unless told otherwise (net.core.somaxconn). */
static const char *const fixed_settings[FIXED_SETTINGS][2] = {
    {"listen_backlog", "4096"},
    {"request_timeout_ms", "10000"},
    {"enable_keep_alive", "yes"},
    {"keep_alive_timeout_ms", "2000"},
    {"tcp_nodelay", "1"},
    {"decode_url", "no"},
    {"decode_query_string", "no"},
    {"enable_directory_listing", "no"},
    {"enable_auth_domain_check", "no"},
    {"access_control_allow_origin", ""},
    {"access_control_allow_methods", ""},
    {"access_control_allow_headers", ""},
};

static err start_civetweb(struct http_server *server, struct fault *fault)
{
    char threads[16], head_max[16], queue[16];
    snprintf(threads, sizeof threads, "%d", server->options.threads + server->options.waiters);
    snprintf(queue, sizeof queue, "%d", CONNECTIONS_TAKEN);
    snprintf(head_max, sizeof head_max, "%d", REQUEST_HEAD_MAX);
    const char *settings[SETTINGS_MAX] = {"listening_ports",  server->options.listen,
                                          "num_threads",      threads,
                                          "connection_queue", queue,
                                          "max_request_size", head_max};
    memcpy(settings + 8, fixed_settings, sizeof fixed_settings);
    const struct mg_callbacks callbacks = turn_callbacks();
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
    TRY(reaper_start((size_t)(options->threads + options->waiters), &server->reaper, fault));
    TRY(admission_new(options->threads, options->waiters, &server->admission, fault));
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
