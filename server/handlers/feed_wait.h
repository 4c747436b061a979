/* SPDX-License-Identifier: Apache-2.0 */
/* Requests that wait for the next event of their organisation. A waiting request keeps its thread
 * and nothing else: no connection to PostgreSQL, no turn, and the thread is one of a lane for those
 * who wait (request_step). One of them asks once for all, twice a second, so that events of other
 * servers wake them too; only who has something to read is woken. A quarter of the places is for
 * one organisation; who finds none does not wait. */
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
