/* SPDX-License-Identifier: Apache-2.0 */
#include "retry.h"

/* What the server refuses with 429 or 503 it has not done. */
static bool was_not_done(const struct attempt *attempt)
{
    return attempt->status == 429 || attempt->status == 503 ||
           (attempt->status == 0 && !attempt->sent);
}

/* A lost answer, or one of a proxy that lost it. */
static bool was_lost(const struct attempt *attempt)
{
    return attempt->status == 0 || attempt->status == 502 || attempt->status == 504;
}

static int growing_pause(const struct attempt *attempt)
{
    int doubled = attempt->number < 8 ? attempt->number - 1 : 7;
    int pause = RETRY_FIRST_PAUSE << doubled;
    return pause + (int)(attempt->chance % (unsigned)(pause / 2));
}

int retry_pause(const struct attempt *attempt)
{
    if (attempt->number >= attempt->allowed)
        return RETRY_NONE;
    if (!was_not_done(attempt) && !(was_lost(attempt) && attempt->repeatable))
        return RETRY_NONE;
    if (attempt->retry_after > RETRY_LONGEST_WAIT)
        return RETRY_NONE;
    int pause = growing_pause(attempt);
    int asked = attempt->retry_after > 0 ? attempt->retry_after * 1000 : 0;
    return asked > pause ? asked : pause;
}
