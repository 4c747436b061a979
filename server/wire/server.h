/* SPDX-License-Identifier: Apache-2.0 */
/* The life of the HTTP server: civetweb on a loopback address, one callback for every request.
 *
 * It answers with problem+json what the guard, the router, the contract or a handler refuses,
 * runs a handler again that returned ERR_AGAIN, writes the access log and counts. */
#ifndef WIRE_SERVER_H
#define WIRE_SERVER_H

#include "base/key_uses.h"
#include "base/metrics.h"
#include "base/secret.h"
#include "contract/operation.h"
#include "http/pages.h"
#include "http/problem.h"
#include "wire/body_wait.h"
#include "wire/limit.h"

struct http_options {
    const char *listen; /* "127.0.0.1:8080"; port 0 = the system chooses */
    int threads;
    int waiters; /* further ones, on which requests stand that have stepped aside */
    const struct operation *operations;
    size_t operation_count;
    void *app;                   /* struct request's app */
    const struct secret *secret; /* outlives the server */
    struct metrics *metrics;     /* rows in the order of operations; outlives the server */
    struct key_uses *key_uses;   /* NULL = nobody wants to know; outlives the server */
    struct limit_options limits; /* zeroed = none */
    const struct pages *pages;   /* NULL = none */
    http_text_fn *text;
    http_admit_fn *gate;      /* asked of every operation before anything is done; NULL = none */
    http_admit_fn *admit;     /* asked before anybody waits for a body; NULL = all are good */
    http_rest_fn *rest;       /* see struct wire; also when the request has ended */
    const char *problem_base; /* prefix of a problem's type; NULL = "/problems/" */
    const char *test_clock;   /* see clock_now */
    int body_seconds;         /* deadline of a whole body; 0 = 10 */
};

struct http_server;

err http_server_start(const struct http_options *options, struct http_server **out,
                      struct fault *fault) MUST_CHECK;
/* "127.0.0.1:41234": where it really listens. */
const char *http_server_address(const struct http_server *server);
/* From now on every answer closes its connection: nobody is cut off between two requests. */
void http_server_announce_stop(struct http_server *server);
/* Refuses new requests with 503, waits at most 8 s for those that run, stops. */
void http_server_stop(struct http_server *server);

#endif
