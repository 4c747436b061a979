/* SPDX-License-Identifier: Apache-2.0 */
/* What a handler fills; wire/server.c sends it with the headers that every answer carries. */
#ifndef HTTP_RESPONSE_H
#define HTTP_RESPONSE_H

#include <jansson.h>

#include "base/buf.h"
#include "http/cookie.h"
#include "http/request.h"
#include "http/writer.h"

enum {
    RESPONSE_BODY_MAX = 16 * 1024 * 1024,
    RESPONSE_ETAG_SIZE = 100,
    RESPONSE_LOCATION_SIZE = 300,
    RESPONSE_LINK_MAX = 16384,
    RESPONSE_ALLOW_SIZE = 80,
    RESPONSE_DISPOSITION_SIZE = 1300, /* a name of 100 characters, percent-coded */
    RESPONSE_RANGE_SIZE = 80,
    RESPONSE_DIGEST_SIZE = 60,
};

/* Writes an answer of any length when its head is on the way: a failure from now on can only cut
 * it off, which the client sees since the last chunk is missing. */
typedef err response_stream_fn(struct request *request, struct writer *writer, void *context,
                               struct fault *fault);

struct response_stream {
    response_stream_fn *write; /* NULL: the body is in `body` */
    void *context;             /* owned; freed with `release` */
    void (*release)(void *context);
};

struct response {
    int status; /* 0 = 200, or 204 when the body is empty */
    struct buf body;
    struct response_stream stream;
    int64_t stream_length;         /* bytes that it will write; 0 = nobody knows */
    const char *content_type;      /* static text; NULL = application/json; charset=utf-8 */
    char etag[RESPONSE_ETAG_SIZE]; /* without quotes; empty = none */
    char location[RESPONSE_LOCATION_SIZE];
    char disposition[RESPONSE_DISPOSITION_SIZE]; /* Content-Disposition */
    bool parts;                                  /* any part of it may be asked for */
    char content_range[RESPONSE_RANGE_SIZE];     /* of a part, or of one that there is not */
    char repr_digest[RESPONSE_DIGEST_SIZE];      /* Repr-Digest (RFC 9530) */
    struct buf link;                             /* Link */
    int retry_after;                             /* seconds; 0 = none */
    bool replayed;                               /* Idempotency-Replayed: true */
    int recently_written;                        /* Hoshitori-Recently-Written; 0 = none */
    char next_after[UUID_TEXT_SIZE];             /* Hoshitori-Next-After; empty = none */
    const char *cache_control;       /* static text; NULL = not kept, or kept and asked again */
    const char *content_encoding;    /* static text; NULL = none */
    const char *policy;              /* Content-Security-Policy of a page; NULL = of data */
    char allow[RESPONSE_ALLOW_SIZE]; /* Allow, of a 405 */
    char cookie[COOKIE_SIZE];        /* Set-Cookie, by cookie_set */
    const char *clear_site_data;     /* Clear-Site-Data: static text; NULL = none */
    char device_cookie[COOKIE_SIZE]; /* another, by cookie_device_set */
    const char *language;            /* Content-Language: "ja" or "en"; NULL = none */
};

void response_init(struct response *response);
void response_release(struct response *response);
/* Empties it for another run of the handler. */
void response_clear(struct response *response);

/* JSON text that is passed on as it is. */
void response_json_text(struct response *response, int status, const char *json, size_t length);
void response_json(struct response *response, int status, const json_t *value);
void response_etag(struct response *response, const char *etag);
/* Sets the tag; true when the client has it already: then the answer is a 304, ready to go. */
bool response_not_modified(struct response *response, const struct request *request,
                           const char *etag);
/* printf-style path of what was created. */
void response_location(struct response *response, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Link: <this request with cursor=…>; rel="next". */
void response_next_page(struct response *response, const struct request *request,
                        const char *cursor);

#endif
