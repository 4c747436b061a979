/* SPDX-License-Identifier: Apache-2.0 */
/* Child processes of the private PostgreSQL: in a session of their own, so that a Ctrl-C meant for
 * the server does not reach them, and told to stop when the thread that started them ends. */
#ifndef STORE_PROCESS_H
#define STORE_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"
#include "store/account.h"

struct process {
    const char *const *argv; /* argv[0] = path of the program; NULL-terminated */
    struct account account;
    const char *directory; /* to start in */
    int output;            /* descriptor for stdout and stderr */
};

err process_start(const struct process *process, pid_t *out, struct fault *fault) MUST_CHECK;
/* Runs it to its end; false when it did not end with 0. */
bool process_run(const struct process *process, struct fault *fault);
/* Whether the account can pass through the directory. */
bool process_can_enter(const struct account *account, const char *directory);

#endif
