/* SPDX-License-Identifier: Apache-2.0 */
/* What a request has sent by mail: queued in its own transaction, handed over by the worker. */
#ifndef HANDLERS_MAIL_H
#define HANDLERS_MAIL_H

#include "handlers/way/change.h"

/* Whether this server sends any. */
bool mail_is_sent(const struct request *request);
/* 409 mail_off where this service sends no mail. */
err mail_required(const struct request *request, struct fault *fault) MUST_CHECK;
/* Whether the request asks for it (?send=true), which takes a service that sends mail. */
err mail_wanted(const struct request *request, bool *out, struct fault *fault) MUST_CHECK;

struct outgoing {
    const char *kind; /* a code of mail_kind */
    const char *to;
    const char *relationship, *user; /* NULL: of none */
    json_t *data;                    /* owned by mail_put: what its texts are made of */
    const char *url;                 /* the link in it, stored sealed */
};

/* Adds one to `mails`, an array; returns its id, which `mails` owns, or NULL when memory is short.
 */
const char *mail_put(const struct request *request, const struct outgoing *mail, json_t *mails);
/* Queues them all, in the second half of a change. */
err mail_send(const struct changed *changed, const json_t *mails, struct fault *fault) MUST_CHECK;

#endif
