/* SPDX-License-Identifier: Apache-2.0 */
/* Token buckets under 128-bit names, in a table of fixed size.
 *
 * A bucket is one instant: the one at which it will be full again. Where the table has no room
 * left, the bucket that is fullest of a few makes room, so that what is forgotten is worth the
 * least. Each call takes one of many locks for some tens of nanoseconds and allocates nothing. */
#ifndef HTTP_BUCKET_H
#define HTTP_BUCKET_H

#include <stdint.h>

#include "base/err.h"

struct buckets;

/* Names are compared, never hashed again: their bits must be spread evenly. */
struct bucket_name {
    uint64_t high, low;
};

struct bucket_rate {
    int per_second; /* 0 = every token is granted */
    int burst;      /* at most so many at once; at least 1 */
};

struct bucket_state {
    bool granted;
    int left;              /* whole tokens in it now */
    int64_t full_in;       /* microseconds until it is full */
    int64_t next_token_in; /* microseconds until one is there; 0 = now */
};

err buckets_new(struct bucket_rate rate, struct buckets **out, struct fault *fault) MUST_CHECK;
void buckets_free(struct buckets **buckets);

/* Takes a token at the monotonic instant `now`. False, and *out untouched, when there is no such
 * bucket and `make` is false; otherwise a new one is full. */
bool buckets_take(struct buckets *buckets, struct bucket_name name, int64_t now, bool make,
                  struct bucket_state *out);
/* Puts the token back. */
void buckets_give_back(struct buckets *buckets, struct bucket_name name);
void buckets_forget(struct buckets *buckets, struct bucket_name name);

#endif
