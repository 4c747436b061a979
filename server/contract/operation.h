/* SPDX-License-Identifier: Apache-2.0 */
/* One entry of api/openapi.yaml as the server sees it. The build's generator emits the table
 * (operations.c): nobody writes one by hand but tests. Schemas travel as JSON text, each complete
 * in itself; contract/contract.h compiles them once at start. */
#ifndef CONTRACT_OPERATION_H
#define CONTRACT_OPERATION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/rights.h"

struct request;
struct response;

/* May run again from the start when it returns ERR_AGAIN: it must have committed nothing. */
typedef err handler_fn(struct request *request, struct response *response, struct fault *fault);

enum parameter_in { PARAMETER_PATH, PARAMETER_QUERY, PARAMETER_HEADER };

struct parameter {
    const char *name;
    enum parameter_in in;
    bool required;
    const char *schema;       /* JSON text; values are checked with schema_check_text() */
    const char *default_text; /* as it would stand in the query; NULL = none */
};

struct operation {
    const char *id;     /* operationId, and the name of the handler function */
    const char *method; /* upper case */
    const char *path;   /* template: /v1/suppliers/{supplier}:invite */
    unsigned rights;    /* any one of these bits suffices; 0 when open or any_key */
    bool open;          /* needs no key */
    bool any_key;       /* any valid key will do */
    bool unlimited;     /* neither limited nor shed: monitoring */
    bool standby;       /* a server at a standby answers it, too */
    bool proof;         /* a session's person has to have proven itself not long ago */
    handler_fn *handler;
    const struct parameter *parameters;
    size_t parameter_count;
    const char *const *media_types; /* accepted request types, NULL at the end; NULL = no body */
    const char *body_schema;        /* of the JSON types; NULL = none */
    bool body_required;
    size_t body_limit; /* bytes; 0 = no body */
    bool stream;       /* the handler reads the body itself: request_read */
    bool idempotency_required;
    bool if_match_required;
    /* Lines of every answer's head: since when the operation, or a part of what it takes or answers
     * with, is deprecated (RFC 9745) and when it ends (RFC 8594); NULL = neither */
    const char *deprecation;
};

#endif
