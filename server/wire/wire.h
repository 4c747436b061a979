/* SPDX-License-Identifier: Apache-2.0 */
/* One civetweb connection: its request's head, its body within a deadline, its answer. What
 * civetweb 1.15 does by itself, and why it is kept from doing it, is told in wire.c. */
#ifndef WIRE_WIRE_H
#define WIRE_WIRE_H

#include "http/guard.h"
#include "http/response.h"
#include "wire/reaper.h"

struct mg_connection;

/* A connection, over all its requests. */
struct visit {
    int64_t taken;  /* bytes of the requests so far, heads and bodies */
    int descriptor; /* of its socket; 0 = not looked for yet */
};

/* Asked before each wait for the peer: what the request has a turn at is for others meanwhile. */
typedef void http_rest_fn(struct request *request);

struct wire {
    struct mg_connection *connection;
    http_rest_fn *rest;      /* NULL = nothing has turns */
    struct request *request; /* what it is told of */
    struct reaper *reaper;
    const char *address; /* of the peer */
    int port;
    struct header headers[HEADERS_MAX + 1];
    struct body_frame frame; /* the guard's finding */
    size_t head_length;
    struct visit *visit;
    bool unread; /* a body that was announced and not read to its end */
    bool known;  /* the sender's key was found good: see wire_send */
    bool keep_alive;
    bool chunks;      /* the peer reads chunked answers: HTTP/1.1 */
    bool framed;      /* this answer is a chunked one */
    size_t limit;     /* of a streamed body */
    int seconds;      /* for it, before what its size adds */
    int64_t received; /* of it so far */
    int64_t waited;   /* microseconds spent waiting for it */
};

void wire_open(struct wire *wire, struct mg_connection *connection, struct visit *visit,
               struct reaper *reaper);
/* Only of a request that civetweb could read: of another it leaves pieces and null pointers. */
void wire_head(struct wire *wire, struct head *out);
/* The head says so: what the guard found. */
void wire_frame(struct wire *wire, const struct body_frame *frame);
/* From now on nothing more is read from the connection than this request. */
void wire_last(struct wire *wire);
/* Whether the body came with its head, or within milliseconds of it: then reading it waits for
 * nothing. civetweb does not tell how much of a body it has, but the system how much ever came. */
bool wire_body_here(const struct wire *wire);
/* Whether the peer has closed its side. It may still read, but hardly anybody who does so waits for
 * an answer: a client that gave up looks the same. */
bool wire_gone(const struct wire *wire);
/* The whole body. ERR_TOO_LARGE, ERR_TIMEOUT, or ERR_MALFORMED when it is cut off. */
err wire_read(struct wire *wire, size_t limit, int seconds, struct buf *out,
              struct fault *fault) MUST_CHECK;
/* Lets the handler read the body in pieces, of which it waits for so many seconds and one more for
 * each 64 KiB that came. The faults are those of wire_read. */
void wire_stream_body(struct wire *wire, size_t limit, int seconds, struct reader *out);
/* Sends the answer; then takes in what is left of a refused body, so that the answer is read: for a
 * moment when the sender's key is known, of a streamed one at its pace; else only what has come.
 * *sent: bytes of the body. An error is that of a streamed answer, cut off. */
err wire_send(struct wire *wire, const struct response *response, struct request *request,
              int64_t *sent, struct fault *fault) MUST_CHECK;

#endif
