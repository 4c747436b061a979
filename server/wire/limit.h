/* SPDX-License-Identifier: Apache-2.0 */
/* How much an organisation, and an address without a live key, may ask for.
 *
 * All keys and sessions of an organisation have one bucket. A request takes a token for each 10 ms
 * that it will probably hold a connection of the database or compute (wire/cost.h), at least one;
 * when it has ended, what it really took is settled. Where fewer than 100 tokens come in a second,
 * each stands for the time until the next: whoever sends one request at a time is never refused
 * because the machine is slow. An address has tokens for requests.
 *
 * A key is charged to its organisation from when it was found good; until then, and when there is
 * none, the request is charged to its address. So a made-up key, which may name any organisation,
 * neither spends what is that organisation's nor waits in its place, and a new one asks for nothing
 * costly in the name of its address. */
#ifndef WIRE_LIMIT_H
#define WIRE_LIMIT_H

#include "http/guard.h"
#include "http/request.h"
#include "wire/bucket.h"

struct limit_options {
    struct bucket_rate organisation;
    struct bucket_rate address;
};

struct limit;

/* What a request was charged, from its head to its answer. */
struct charge {
    struct payer_name key;
    struct payer_name address;
    int64_t now;
    int64_t began; /* on the clock of the thread */
    int64_t taken; /* from the organisation's bucket; 0 = from the address's, or none */
    bool has_key;
    bool proven; /* the key was */
    bool counted;
};

err limit_new(const struct limit_options *options, struct limit **out,
              struct fault *fault) MUST_CHECK;
void limit_free(struct limit **limit);

/* Finds the request's payer and charges it, routed or not, at the monotonic instant `now`.
 * ERR_TOO_MANY with retry_after; what the answer tells of it stands in request->allowance. */
err limit_admit(struct limit *limit, const char *peer, const struct head *head, int64_t now,
                struct request *request, struct charge *out, struct fault *fault) MUST_CHECK;
/* The request's key, if it has one, was found good: its organisation pays. As limit_admit. */
err limit_prove(struct limit *limit, struct request *request, struct charge *charge,
                struct fault *fault) MUST_CHECK;
/* When the answer is known: a key that is none any more is charged to the address. */
void limit_settle(struct limit *limit, struct charge *charge, err outcome, struct request *request);
/* When the answer was sent, for what a streamed one took. */
void limit_close(struct limit *limit, struct charge *charge, struct request *request);

#endif
