/* SPDX-License-Identifier: Apache-2.0 */
/* Who gets one of the server's threads.
 *
 * civetweb gives each connection a thread until it closes; where all are taken the next ones wait
 * in the queue of the listening socket. Two rules keep threads free. Where three quarters of them
 * have a connection, each answer ends its own. And a payer may have three times as many requests
 * on their way as threads are left free: one alone has three quarters of them, two have three
 * sevenths each, and whoever has no request on its way is always let in. Who waits for events
 * (http/request.h: request_step) has a thread of a lane of its own meanwhile, and counts for
 * nothing. All is counted, nothing
 * is timed: on a slow machine everybody waits longer, and nobody is refused for it. */
#ifndef WIRE_ADMISSION_H
#define WIRE_ADMISSION_H

#include "base/err.h"
#include "base/payer.h"

struct admission;

/* `waiters`: so many requests may have stepped aside at the same time. */
err admission_new(int threads, int waiters, struct admission **out, struct fault *fault) MUST_CHECK;
void admission_free(struct admission **admission);

/* A thread takes a connection, as soon as it is not one more than `threads`, and has ended with it.
 * The threads of those who wait take none in beside: refusals would cost what others need. */
void admission_connected(struct admission *admission);
void admission_disconnected(struct admission *admission);
/* Whether so many are connected that an answer should end its connection: those who stay and say
 * nothing must never hold all threads. */
bool admission_crowded(const struct admission *admission);

/* A request begins to cost: its body, its handler, its answer. False: too many of this payer's are
 * on their way. `here`: its client is known to wait for the answer. All others together have half
 * of what the payer may have, so that those who gave up leave places to who comes next. */
bool admission_enter(struct admission *admission, const struct payer_name *payer,
                     bool here) MUST_CHECK;
void admission_leave(struct admission *admission, const struct payer_name *payer);
/* A request that was let in waits for something else than the processor, on a thread that is not
 * one of those, and has left. It goes on, whoever was let in meanwhile, and is not counted again:
 * hundreds whom one event wakes must shut nobody out. */
void admission_aside(struct admission *admission, const struct payer_name *payer);
void admission_back(struct admission *admission);
/* Before somebody is refused. In a crowd refusals go one after the other, three for each request
 * that has ended and a hundred a second besides: whoever comes again at once must not keep the
 * processors from those who were let in. */
void admission_pace(struct admission *admission);

#endif
