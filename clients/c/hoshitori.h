/* SPDX-License-Identifier: Apache-2.0 */
/* A client of Hoshitori's REST API, over libcurl and jansson.
 *
 *     struct hoshitori_options options = {.url = "https://hoshitori.example.jp", .key = key};
 *     struct hoshitori *client = hoshitori_open(&options);
 *     struct hoshitori_answer answer = {0};
 *     struct hoshitori_request request = {.method = "GET"};
 *     hoshitori_target(&request.target, "/v1/suppliers/%s/status", "code:A-1001");
 *     if (hoshitori_send(client, &request, &answer) == HOSHITORI_OK)
 *         … json_object_get(answer.json, "status") …
 *     else
 *         … hoshitori_problem(&answer, &problem) …
 *     hoshitori_answer_release(&answer);
 *     hoshitori_close(client);
 *
 * There are no globals: clients are independent of each other, and each is used by one thread at a
 * time. Certificates are checked, redirects are not followed (the key would go with them), and
 * plain http goes to this machine only.
 *
 * A request is sent again when its answer was lost or the server said 429 or 503, with the same
 * Idempotency-Key, so that nothing is done twice. DELETE is not repeated after a lost answer. */
#ifndef HOSHITORI_H
#define HOSHITORI_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum hoshitori_result {
    HOSHITORI_OK,          /* status 2xx, or 304 */
    HOSHITORI_REFUSED,     /* any other status: see hoshitori_problem */
    HOSHITORI_UNREACHABLE, /* no answer; `failure` says why. Nothing is known of a lost DELETE */
    HOSHITORI_UNREADABLE,  /* an answer that is not what its Content-Type says, or too long */
    HOSHITORI_STOPPED,     /* the sink or the progress function said so */
    HOSHITORI_MISUSED, /* the target is too long, a header holds a line end, or memory ran out */
};

/* Why hoshitori_open made none. */
enum hoshitori_address {
    HOSHITORI_ADDRESS_OK,
    HOSHITORI_ADDRESS_MALFORMED, /* neither http:// nor https:// and a host, or with a user */
    HOSHITORI_ADDRESS_PLAIN,     /* http:// to another machine */
};

struct hoshitori;

/* Before a request is sent again: the attempt that is done (from 1), its status or 0, and how long
 * the pause is. */
typedef void hoshitori_pause_fn(void *context, int attempt, int status, int milliseconds);
/* Bytes of the body so far; total is 0 when not known. False ends the request. */
typedef bool hoshitori_progress_fn(void *context, bool sending, size_t done, size_t total);
/* Bytes of a 2xx answer as they come. False ends the request. */
typedef bool hoshitori_sink_fn(void *context, const char *bytes, size_t length);

/* All texts are copied; what is NULL or 0 has the given default. */
struct hoshitori_options {
    const char *url;      /* "https://host[:port][/prefix]" */
    const char *key;      /* "hst_…"; NULL: none is sent */
    const char *language; /* "ja" (as the server's) or "en" */
    const char *agent;    /* User-Agent; "hoshitori-c" */
    const char *ca_file;  /* certificates to trust in place of the system's */
    int attempts;         /* of one request; 4 */
    bool insecure_http;   /* plain http to any machine */
    void *context;        /* of the two below */
    hoshitori_pause_fn *on_pause;
    hoshitori_progress_fn *on_progress;
};

enum { HOSHITORI_TARGET_MAX = 6000, HOSHITORI_FAILURE_MAX = 256 };

/* Path and query, percent-encoded; {0} is empty. */
struct hoshitori_target {
    bool overflow;
    size_t length;
    char text[HOSHITORI_TARGET_MAX];
};

/* Sets the path. The format knows %s alone; each is encoded as one segment. */
void hoshitori_target(struct hoshitori_target *target, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Adds a parameter; nothing when the value is NULL. */
void hoshitori_query(struct hoshitori_target *target, const char *name, const char *value);

/* Everything in it is borrowed until hoshitori_send returns. */
struct hoshitori_request {
    const char *method;
    struct hoshitori_target target;
    const json_t *json; /* the body: JSON, or … */
    const char *bytes;  /* … anything else, of content_type */
    size_t length;
    const char *content_type;    /* with json: only where it is not application/json */
    const char *accept;          /* application/json */
    const char *if_match;        /* an ETag */
    const char *if_none_match;   /* an ETag, or "*" */
    const char *content_digest;  /* of the body (RFC 9530); NULL: none is told */
    const char *idempotency_key; /* NULL: a new one for each POST */
    bool without_key;            /* leaves Authorization out */
    hoshitori_sink_fn *sink;     /* takes a 2xx body in place of the answer */
    void *sink_context;
};

/* Owned by whoever called hoshitori_send; {0} at first, and released before it is used again. */
struct hoshitori_answer {
    int status;   /* 0: none came */
    json_t *json; /* NULL unless the body is JSON */
    char *body;   /* NUL-terminated; NULL when a sink took it */
    size_t length;
    char *etag;                          /* NULL: none */
    bool replayed;                       /* the first answer to this Idempotency-Key, again */
    char failure[HOSHITORI_FAILURE_MAX]; /* with HOSHITORI_UNREACHABLE and _UNREADABLE */
};

/* NULL when memory ran out or the address is not usable: hoshitori_address says why. */
struct hoshitori *hoshitori_open(const struct hoshitori_options *options);
void hoshitori_close(struct hoshitori *client); /* NULL does nothing */
enum hoshitori_address hoshitori_address(const char *url, bool insecure_http);

enum hoshitori_result hoshitori_send(struct hoshitori *client,
                                     const struct hoshitori_request *request,
                                     struct hoshitori_answer *answer)
    __attribute__((warn_unused_result));
void hoshitori_answer_release(struct hoshitori_answer *answer);

/* What the server said (application/problem+json). The texts belong to the answer; those that it
 * lacks are "". */
struct hoshitori_problem {
    const char *code;
    const char *title; /* what happened */
    const char *detail;
    const char *request_id;
    size_t faults;   /* single things wrong with the request */
    size_t left_out; /* as many more were found than were told */
};
struct hoshitori_fault {
    const char *pointer; /* JSON Pointer, "?name", or "header:Name" */
    const char *code;
    const char *text;
};
/* False when the answer is no problem; then the texts are "". */
bool hoshitori_problem(const struct hoshitori_answer *answer, struct hoshitori_problem *out);
bool hoshitori_fault(const struct hoshitori_answer *answer, size_t index,
                     struct hoshitori_fault *out);

/* The items of a list, page after page, for paths with `next_cursor`:
 *
 *     struct hoshitori_list list = {.client = client};
 *     hoshitori_target(&list.target, "/v1/suppliers");
 *     while ((item = hoshitori_next(&list)))
 *         …
 *     if (list.result != HOSHITORI_OK) … list.answer …
 *     hoshitori_list_release(&list); */
struct hoshitori_list {
    struct hoshitori *client;
    struct hoshitori_target target; /* without `cursor` */
    enum hoshitori_result result;   /* after the last item */
    struct hoshitori_answer answer; /* the page at hand, or the refusal */
    size_t at;
    bool begun;
};
/* Borrowed until the next call; NULL at the end, or when a page could not be read. */
const json_t *hoshitori_next(struct hoshitori_list *list);
void hoshitori_list_release(struct hoshitori_list *list);

#endif
