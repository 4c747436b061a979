/* SPDX-License-Identifier: Apache-2.0 */
/* What a handler gets: a request that passed the guard, the router and the contract's schemas. */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include <jansson.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/key.h"
#include "base/language.h"
#include "base/payer.h"
#include "base/secret.h"
#include "contract/operation.h"
#include "contract_limits.h"
#include "http/address.h"
#include "http/cookie.h"
#include "http/negotiate.h"

enum {
    REQUEST_ABSENT = -1,
    REQUEST_PARAMETERS_MAX = 32,
    REQUEST_ID_SIZE = 65,
    IDEMPOTENCY_KEY_MAX = LIMIT_PARAMETER_IDEMPOTENCY_KEY_MAX_LENGTH
};

/* The caller's key or session: well-formed and with a right checksum; whether it is known, live and
 * has a right is the database's to say (`enter`). */
struct credential {
    bool present;
    char page_token[DIGEST_HEX_SIZE]; /* of a session: what its page proves itself with; else "" */
    char organisation_id[UUID_TEXT_SIZE];
    int64_t key_id;
    char key_hash[KEY_HASHES_TEXT_SIZE]; /* what may be stored of it: key_hashes */
};

struct request_value {
    const char *name;
    const char *value;
};

/* Where the body of a streamed operation comes from. */
struct reader {
    /* *count = 0: the body has ended, whole. */
    err (*read)(void *source, void *out, size_t size, size_t *count, struct fault *fault);
    void *source;
    bool begun; /* something was read: the handler cannot run again from the start */
    bool ended;
    struct digest digest;
};

/* What is left to the caller, for the RateLimit fields; no name = no limit. */
struct allowance {
    const char *name;   /* of the policy: "organisation" or "address" */
    const char *policy; /* RateLimit-Policy */
    int left;           /* tokens, of which a light request takes one */
    int seconds;        /* until all of them are there again */
};

/* Whom it tells that it waits for something to happen elsewhere, and that it goes on. */
struct aside {
    void (*step)(void *context, bool aside);
    void *context;
};

struct contract;

struct request {
    const struct operation *operation;
    const struct contract *contract; /* of all operations */
    void *app;                       /* as given to http_server_start */
    char id[REQUEST_ID_SIZE];        /* made here: in the answer, the log and the audit log */
    char client_id[REQUEST_ID_SIZE]; /* the client's X-Request-Id, for the log; "" = none */
    struct address address;          /* the client's */
    struct credential credential;
    char organisation[UUID_TEXT_SIZE]; /* whom it concerns where no key says so, for the log */
    struct payer payer;
    char device[DEVICE_TEXT_SIZE]; /* the mark of its browser; "" = none, or not ours */
    const char *user_agent;        /* as sent; NULL = not */
    struct allowance allowance;
    struct aside aside; /* no step: nobody wants to know */
    enum language language;
    int64_t now; /* the one instant of this request, microseconds UTC */
    char now_text[CLOCK_TEXT_SIZE];
    char day[CLOCK_DAY_SIZE]; /* the Tokyo day of `now` */
    bool head;                /* HEAD: the GET operation, answered without its body */
    const char *path;         /* as sent, still percent-encoded */
    const char *query;        /* as sent, never NULL */

    const char *media_type;        /* of the body: one of operation->media_types; NULL = no body */
    char charset[MEDIA_TYPE_SIZE]; /* of the body, lower case; "utf-8" when not said */
    const char *body;              /* raw bytes, NUL-terminated; never NULL; "" when streamed */
    size_t body_length;
    json_t *json; /* the body when it is JSON, checked against its schema; else NULL */
    bool unmet;   /* it lacks what a condition of its schema asks for: the handler adds its own
                     faults, and no exchange begins */
    struct reader reader;   /* of a streamed operation */
    int64_t content_length; /* bytes of its body as announced; REQUEST_ABSENT = not announced */

    const char *if_match;        /* header values, NULL when absent */
    const char *if_none_match;   /* */
    const char *idempotency_key; /* 1 to 255 printable ASCII characters */
    const char *accept;          /* NULL = anything */
    const char *range, *if_range;
    /* SHA-256 (hex) over method, path, query, media type and body: tells a repeated request from
     * a different one under the same Idempotency-Key, and is empty without such a key. Of a
     * streamed body always, but only when it has ended. Never stored as it is: the body may hold a
     * password (handlers/way/sealed.h). */
    char hash[DIGEST_HEX_SIZE];

    struct request_value values[REQUEST_PARAMETERS_MAX]; /* path, query and header parameters */
    size_t value_count;
    char *arena;      /* owned: decoded texts */
    char *arena_free; /* where the next one goes */
};

void request_release(struct request *request);

/* From here on it takes no thread of those that work, until it steps back. */
void request_step(struct request *request, bool aside);

/* The next bytes of a streamed body, at most `size`; *count = 0 at its end. ERR_TOO_LARGE,
 * ERR_TIMEOUT, or ERR_MALFORMED when it is cut off. */
err request_read(struct request *request, void *out, size_t size, size_t *count,
                 struct fault *fault) MUST_CHECK;

/* A declared path, query or header parameter, decoded, valid against its schema, or its default;
 * NULL when absent and without default. */
const char *request_parameter(const struct request *request, const char *name);
/* The same as a number; REQUEST_ABSENT when absent and without default. The schema has vouched for
 * the digits. */
int64_t request_number(const struct request *request, const char *name);
/* A parameter that is true or false; false when absent and without default. */
bool request_flag(const struct request *request, const char *name);
/* One of several words, "added,changed", as an array for PostgreSQL, "{added,changed}", in `out`;
 * NULL when absent. Words of the contract hold nothing that an array would quote. */
const char *request_words(const struct request *request, const char *name, char *out, size_t size);
/* The media type that Accept likes best, the first of equals; the first when it likes none. */
const char *request_preferred(const struct request *request, const char *const *media_types,
                              size_t count);
/* Notes the organisation of an account, link or invitation that was found. NULL = none was. */
void request_concerns(struct request *request, const char *organisation);
/* A text of the body's top level, NULL when absent or null. */
const char *request_text(const struct request *request, const char *member);
/* Whether If-None-Match names this tag (given without quotes) or is "*". A missing header matches
 * nothing. */
bool request_etag_known(const struct request *request, const char *etag);

#endif
