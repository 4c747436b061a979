/* SPDX-License-Identifier: Apache-2.0 */
/* Deadlines for whole bodies and whole answers.
 *
 * civetweb bounds only the gaps between bytes, and shows no socket: a client that sends one byte
 * a second would hold a thread for hours. One thread looks twice a second for overdue watches,
 * finds the socket by the peer's address and shuts it down, so that the blocked call returns. */
#ifndef WIRE_REAPER_H
#define WIRE_REAPER_H

#include <stdint.h>

#include "base/err.h"

struct reaper;

enum reaper_side { REAPER_READING, REAPER_WRITING };

/* `watches`: how many at the same time. */
err reaper_start(size_t watches, struct reaper **out, struct fault *fault) MUST_CHECK;
void reaper_stop(struct reaper *reaper);

/* `deadline` is of clock_monotonic(). Returns the watch; none free: then nothing is watched. */
size_t reaper_watch(struct reaper *reaper, enum reaper_side side, const char *address, int port,
                    int64_t deadline);
/* True when the deadline struck. After it the socket is no longer touched. */
bool reaper_unwatch(struct reaper *reaper, size_t watch);

/* Ends the reading of every socket with this local port, the listening one too: whoever waits on
 * one for something to come returns at once. */
void reaper_hang_up(int port);

#endif
