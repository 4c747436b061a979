/* SPDX-License-Identifier: Apache-2.0 */
/* Requests that wait for the next event of their organisation. A waiting request keeps its thread
 * and nothing else: no connection to PostgreSQL, no turn. One of all that wait asks once for all of
 * them, twice a second, so that events of other servers wake them too. There are as many places as
 * a quarter of the threads, and a quarter of these for one organisation; who finds none does not
 * wait. */
#ifndef HANDLERS_FEED_WAIT_H
#define HANDLERS_FEED_WAIT_H

#include "handlers/way/app.h"

struct feed_wait;

err feed_wait_new(size_t places, struct feed_wait **out, struct fault *fault) MUST_CHECK;
/* When nobody waits any more. Takes the address, for SCOPED. */
void feed_wait_free(struct feed_wait **wait);

/* Until the organisation has an event behind number `after`, or the instant `until`
 * (clock_monotonic), or the server leaves. False: there was no place, or nothing came. */
bool feed_wait_for(struct feed_wait *wait, struct request *request, int64_t after, int64_t until);

#endif
