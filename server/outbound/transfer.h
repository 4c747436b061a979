/* SPDX-License-Identifier: Apache-2.0 */
/* The one way out: everything that the program sends to other machines goes through here, and
 * nowhere else is libcurl known.
 *
 * One transfer is one message to one server, bounded in time and in what is read of the answer. No
 * redirects, no proxy, no files of the user's (.netrc), no protocol but that of the URL.
 * Certificates are checked. Nothing is tried again here: who asked knows when. */
#ifndef OUTBOUND_TRANSFER_H
#define OUTBOUND_TRANSFER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

struct sockaddr;

/* Once, before any thread starts; transfer_stop when all have ended. */
err transfer_start(struct fault *fault) MUST_CHECK;
void transfer_stop(void);

/* A way out that one thread uses at a time, with the connection that is kept from one transfer to
 * the next. */
struct transfer_line;

err transfer_line_open(struct transfer_line **out, struct fault *fault) MUST_CHECK;
void transfer_line_close(struct transfer_line **line); /* takes the address, for SCOPED */

enum transfer_kind {
    TRANSFER_SMTP, /* a message: smtp:// or smtps:// */
    TRANSFER_POST, /* a body by HTTPS, and HTTP where `plain` allows it */
    TRANSFER_GET,  /* the same without a body */
};

struct transfer {
    enum transfer_kind kind;
    const char *url;
    const void *body;
    size_t length;
    int connect_seconds; /* until a connection stands */
    int seconds;         /* altogether */
    size_t answer_max;   /* bytes of the answer that are read; more is TRANSFER_TOO_LONG */
    bool plain;          /* without TLS */
    const char *ca_file; /* NULL: the system's */
    /* Whether a connection to this address may be opened; NULL: to any. It is asked of the address
     * that is then spoken to, after its name was resolved. */
    bool (*address_allowed)(const struct sockaddr *address);
    const char *user, *password; /* NULL: no login; of HTTP: Basic */
    /* SMTP */
    const char *sender; /* of the envelope, as "a@example.jp" */
    const char *recipient;
    /* HTTP: lines "Name: value", NULL at the end. */
    const char *const *headers;
};

enum transfer_outcome {
    TRANSFER_ANSWERED,    /* `status` says what; of SMTP: it was taken */
    TRANSFER_REFUSED,     /* SMTP: the answer's status is 4xx or 5xx */
    TRANSFER_LOGIN,       /* name or password were not taken */
    TRANSFER_UNREACHABLE, /* no address, or nobody there */
    TRANSFER_FORBIDDEN,   /* an address to which nothing may be sent */
    TRANSFER_UNTRUSTED,   /* no TLS, or a certificate that does not fit */
    TRANSFER_TIMEOUT,
    TRANSFER_TOO_LONG,
    TRANSFER_BROKEN, /* the connection ended, or the answer made no sense */
};

enum { TRANSFER_DETAIL_SIZE = 256 };

struct transfer_result {
    enum transfer_outcome outcome;
    int status;                        /* of HTTP or SMTP; 0: there was none */
    int retry_after;                   /* seconds that HTTP's answer named; -1: none */
    int milliseconds;                  /* from its beginning to its end */
    char detail[TRANSFER_DETAIL_SIZE]; /* one line for people: SMTP's last answer, or what failed */
};

/* `answer` gets what came back, as far as it came; NULL: nobody reads it. */
void transfer_run(struct transfer_line *line, const struct transfer *transfer, struct buf *answer,
                  struct transfer_result *out);

/* Many at the same time, by one thread: none waits for another. */
struct transfer_group;

/* `drop` gets the context of what is still under way when the group is closed. */
err transfer_group_open(size_t most, void (*drop)(void *context), struct transfer_group **out,
                        struct fault *fault) MUST_CHECK;
/* Ends what is under way. Takes the address, for SCOPED. */
void transfer_group_close(struct transfer_group **group);
/* How many more there is room for, and how many are under way. */
size_t transfer_group_room(const struct transfer_group *group);
size_t transfer_group_busy(const struct transfer_group *group);
/* Begins one by HTTP. `answer` gets what comes back; NULL: nobody reads it. It and what the
 * transfer names stay until it is done, `context` comes back then. Needs room; false: out of
 * memory. */
bool transfer_group_add(struct transfer_group *group, const struct transfer *transfer,
                        struct buf *answer, void *context) MUST_CHECK;
/* One that is done: its context; NULL when none is within so many milliseconds. */
void *transfer_group_next(struct transfer_group *group, int milliseconds,
                          struct transfer_result *out);

#endif
