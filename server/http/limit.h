/* SPDX-License-Identifier: Apache-2.0 */
/* How many requests a key, and an address without one, may send.
 *
 * A key has a bucket of its own from the first answer that only a live key gets; until then, and
 * when there is none, the request is charged to its address. So a made-up key neither spends the
 * tokens of a real one, whose identifiers it may repeat, nor takes its place in the table. */
#ifndef HTTP_LIMIT_H
#define HTTP_LIMIT_H

#include "http/bucket.h"
#include "http/guard.h"
#include "http/request.h"

struct limit_options {
    struct bucket_rate key;
    struct bucket_rate address;
};

struct limit;

/* What a request was charged, from its head to its answer. */
struct charge {
    struct bucket_name key;
    struct bucket_name address;
    int64_t now;
    bool has_key;
    bool known_key;  /* charged to the key */
    bool at_address; /* charged to the address */
};

err limit_new(const struct limit_options *options, struct limit **out,
              struct fault *fault) MUST_CHECK;
void limit_free(struct limit **limit);

/* Charges the request, routed or not, at the monotonic instant `now`. ERR_TOO_MANY with
 * retry_after; what the answer tells of it stands in request->allowance. */
err limit_admit(struct limit *limit, const char *peer, const struct head *head, int64_t now,
                struct request *request, struct charge *out, struct fault *fault) MUST_CHECK;
/* When the answer is known: a key that was proven is charged itself from now on; one that is none
 * any more is not. */
void limit_settle(struct limit *limit, struct charge *charge, err outcome, struct request *request);

#endif
