/* SPDX-License-Identifier: Apache-2.0 */
/* One result type, one macro, and what the client is told when it did not work.
 *
 * A function that can fail returns `err`; it leaves its `out` untouched on failure and fills the
 * caller's `struct fault` once (the first failure wins). Nothing below wire/server.c, worker.c and
 * main.c logs: the detail for the log travels in the fault. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/scope.h"

/* code, HTTP status, default problem code (a key of domain/text) */
#define ERR_LIST(X)                                                                                \
    X(MALFORMED, 400, "malformed")                                                                 \
    X(UNAUTHENTICATED, 401, "unauthenticated")                                                     \
    X(FORBIDDEN, 403, "forbidden")                                                                 \
    X(NOT_FOUND, 404, "not_found")                                                                 \
    X(METHOD, 405, "method_not_allowed")                                                           \
    X(TIMEOUT, 408, "request_timeout")                                                             \
    X(CONFLICT, 409, "conflict")                                                                   \
    X(LENGTH, 411, "length_required")                                                              \
    X(PRECONDITION, 412, "precondition_failed")                                                    \
    X(TOO_LARGE, 413, "too_large")                                                                 \
    X(MEDIA_TYPE, 415, "unsupported_media_type")                                                   \
    X(RANGE, 416, "range_not_satisfiable")                                                         \
    X(INVALID, 422, "invalid")                                                                     \
    X(PRECONDITION_MISSING, 428, "precondition_required")                                          \
    X(TOO_MANY, 429, "too_many_requests")                                                          \
    X(HEADERS_TOO_LARGE, 431, "headers_too_large")                                                 \
    X(INTERNAL, 500, "internal")                                                                   \
    X(UNAVAILABLE, 503, "unavailable")                                                             \
    /* One statement took longer than any may: of fewer rows it may not. */                        \
    X(TOO_SLOW, 503, "unavailable")                                                                \
    /* Not an answer: nothing was committed, the whole handler may run again (deadlock, lost       \
     * connection before the commit). wire/server.c runs it again, then answers 503. */            \
    X(AGAIN, 503, "unavailable")

enum err_code {
    ERR_NONE = 0,
#define X(name, status, code) ERR_##name,
    ERR_LIST(X)
#undef X
        ERR_COUNT
};

/* A struct, so that it can be mistaken neither for a count nor for a boolean. */
typedef struct {
    enum err_code code;
} err;

static const err OK = {ERR_NONE};

#define TRY(expression)                                                                            \
    do {                                                                                           \
        err try_result = (expression);                                                             \
        if (try_result.code != ERR_NONE)                                                           \
            return try_result;                                                                     \
    } while (0)

enum {
    FAULT_ITEMS_MAX = 50, /* for the answer's sake */
    FAULT_POINTER_MAX = 200,
    FAULT_DETAIL_MAX = 400,
};

/* One thing wrong with the request. `pointer` is a JSON Pointer into the body ("/due_on"), or
 * "?name" for a query parameter, or "header:Name"; `params` is a JSON object text, or empty. */
struct fault_item {
    const char *pointer; /* its block holds all three; the fault's */
    const char *code;
    const char *params;
};

struct fault {
    enum err_code kind;
    char code[64];            /* problem code shown to the client; a key of domain/text */
    int retry_after;          /* seconds; 0 = none */
    struct fault_item *items; /* owned: the first ones that were found */
    size_t item_count;
    size_t items_left_out;      /* found, but not kept: there were too many, or memory was short */
    char *params;               /* owned: JSON object text for the text's parameters; NULL = none */
    char log[FAULT_DETAIL_MAX]; /* for the log only, never for the client */
};

int err_http_status(enum err_code code);
const char *err_default_code(enum err_code code);

/* Frees what it holds; an empty one again. `struct fault fault = {0}` is one, too. */
void fault_clear(struct fault *fault);
void fault_release(struct fault *fault); /* the same at the end of a scope */
/* Hands on what `from` says and holds, whatever `to` said before. */
void fault_move(struct fault *from, struct fault *to);

/* Fills the fault unless it is already filled, and returns the error to return:
 * `return fault_set(fault, ERR_CONFLICT, "supplier_exists");` A NULL code = the kind's default. */
err fault_set(struct fault *fault, enum err_code kind, const char *code);
/* The same, of what may be tried again in so many seconds. */
err fault_set_later(struct fault *fault, enum err_code kind, const char *code, int seconds);
/* The same with a printf-style detail for the log. */
err fault_log(struct fault *fault, enum err_code kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The parameters of the text, JSON object text of any length; they are copied. */
void fault_params(struct fault *fault, const char *params);
/* Adds one fault of the request, each once; the caller returns fault_invalid() when all were
 * collected. `params` is JSON object text of any length, or NULL. */
void fault_add(struct fault *fault, const char *pointer, const char *code, const char *params);
/* The first that was added. Where memory was too short to keep one, what it says is not sent. */
struct fault_item fault_first(const struct fault *fault);
/* ERR_INVALID if any item was added, else OK. */
err fault_invalid(struct fault *fault);

#endif
