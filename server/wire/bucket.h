/* SPDX-License-Identifier: Apache-2.0 */
/* Token buckets under 128-bit names, in a table of fixed size.
 *
 * A bucket is one instant: the one at which it will be full again. What is taken is counted in
 * thousandths of a token; what turned out to cost more than was taken is owed, but never more than
 * a full bucket, so that one costly request shuts nobody out for long. Where the table has no room
 * left, the bucket that is fullest of a few makes room, so that what is forgotten is worth the
 * least. Each call takes one of many locks for some tens of nanoseconds and allocates nothing. */
#ifndef WIRE_BUCKET_H
#define WIRE_BUCKET_H

#include <stdint.h>

#include "base/err.h"
#include "base/payer.h"

struct buckets;

enum { BUCKET_TOKEN = 1000 };

struct bucket_rate {
    int per_second; /* 0 = every token is granted */
    int burst;      /* at most so many at once; at least 1 */
};

struct bucket_state {
    bool granted;
    int left;              /* whole tokens in it now */
    int64_t full_in;       /* microseconds until it is full */
    int64_t next_token_in; /* microseconds until one is there, or what was refused; 0 = now */
};

err buckets_new(struct bucket_rate rate, struct buckets **out, struct fault *fault) MUST_CHECK;
void buckets_free(struct buckets **buckets);

/* Takes `amount` at the monotonic instant `now`; more than a full bucket counts as a full one.
 * False, and *out untouched, when there is no such bucket and `make` is false; otherwise a new one
 * is full. */
bool buckets_take(struct buckets *buckets, struct payer_name name, int64_t amount, int64_t now,
                  bool make, struct bucket_state *out);
/* Takes so much more, below nothing if need be, or puts it back (negative). No bucket: zeroed. */
struct bucket_state buckets_correct(struct buckets *buckets, struct payer_name name, int64_t amount,
                                    int64_t now);
void buckets_forget(struct buckets *buckets, struct payer_name name);

#endif
