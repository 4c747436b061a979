/* SPDX-License-Identifier: Apache-2.0 */
/* What commands share that run until they are told to stop. */
#ifndef COMMANDS_RUNNING_H
#define COMMANDS_RUNNING_H

#include <signal.h>

#include "base/config.h"
#include "outbound/smtp.h"

/* The log as the configuration says. SIGTERM and SIGINT are blocked, before any thread is made, and
 * put into `stop`, for sigwait in the main thread. */
void running_begin(const struct config *config, sigset_t *stop);
/* NULL: the real time counts. */
const char *running_clock(const struct config *config);

/* The way out of this process, for its worker. */
struct way_out {
    bool started;
    struct smtp smtp;
    struct transfer_line *line; /* NULL: no mail is sent here */
};

err way_out_open(const struct config *config, struct way_out *out, struct fault *fault) MUST_CHECK;
void way_out_close(struct way_out *out);

#endif
