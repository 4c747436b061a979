/* SPDX-License-Identifier: Apache-2.0 */
/* One request from its head to its answer: what civetweb calls, and what all requests share. */
#ifndef WIRE_TURN_H
#define WIRE_TURN_H

#include <stdatomic.h>

#include "http/intake.h"
#include "http/problem.h"
#include "wire/admission.h"
#include "wire/server.h"

struct mg_callbacks;
struct mg_context;

enum { SERVER_ADDRESS_SIZE = 128 };

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
    char address[SERVER_ADDRESS_SIZE];
};

/* The callbacks of a server, which is its context's user data. */
struct mg_callbacks turn_callbacks(void);

#endif
