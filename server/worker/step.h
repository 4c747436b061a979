/* SPDX-License-Identifier: Apache-2.0 */
/* What the worker's threads do, one step at a time: each step is short, ends its transactions, and
 * says whether more waits. */
#ifndef WORKER_STEP_H
#define WORKER_STEP_H

#include "base/clock.h"
#include "base/err.h"
#include "base/key_uses.h"
#include "base/signing.h"
#include "outbound/transfer.h"
#include "store/pool.h"

struct smtp;
struct transfer_line;

/* What steps work on and with. */
struct work {
    struct pool *pool;
    const struct signing_key *signing_key;
    struct key_uses *key_uses; /* NULL: no requests are served here */
    const struct secret *secret;
    const struct smtp *smtp;         /* NULL: no mail is sent here */
    struct transfer_line *line;      /* of the thread that sends mail */
    const char *public_url;          /* what links in mails begin with */
    bool webhooks_anywhere;          /* for development: http, and addresses that are not public */
    struct transfer_group *webhooks; /* the worker's own: messages under way */
    struct transfer_group *errands;  /* the worker's own: what is asked of providers */
};

/* One instant for all that a step does. */
struct instant {
    int64_t instant;
    char now[CLOCK_TEXT_SIZE];
    char day[CLOCK_DAY_SIZE]; /* in Tokyo */
};

typedef err step_fn(const struct work *work, const struct instant *moment, bool *more,
                    struct fault *fault);

/* Statuses that a new day changed. On a day that everybody shares several threads are at it, here
 * and on other servers: each takes rows that no other holds. */
step_fn step_statuses;
/* Numbers of events, refused attempts to sign in, what buyers
 * read, answers that are too old to be repeated. */
step_fn step_housekeeping;
/* When keys were used. */
step_fn step_key_uses;
/* What is sealed under an older generation of the secret. */
step_fn step_seals;
/* One chunk of one job. */
step_fn step_job;
/* One mail. */
step_fn step_mail;
/* Digests for a few people who had none today, and reminders of one buyer's invitations, from eight
 * in the morning in Tokyo on. */
step_fn step_digest;
/* Signatures of the audit chains that grew. */
step_fn step_checkpoints;
/* Events to webhooks. */
step_fn step_webhooks;
/* How many messages are under way at the same time, and what ends one of them early. */
enum { WEBHOOKS_AT_ONCE = 256 };
void step_webhooks_drop(void *message);
/* What providers of OpenID Connect say of themselves and of whoever signs in. */
step_fn step_oidc;
/* As of webhooks. */
enum { ERRANDS_AT_ONCE = 64 };
void step_oidc_drop(void *errand);

#endif
