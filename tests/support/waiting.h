/* SPDX-License-Identifier: Apache-2.0 */
/* Tests wait for events, never for time: how long anything takes tells what else the machine does.
 * waiting.py says the same for Python. */
#ifndef SUPPORT_WAITING_H
#define SUPPORT_WAITING_H

#include <stdbool.h>
#include <sys/types.h>

/* Not how long it may take, but when nobody needs to wait any more. */
enum { PATIENCE_SECONDS = 300 };

/* Asks until the answer is true; fails the test when there is no need to wait any more. */
void wait_until(bool (*check)(void *context), void *context);
/* Until the process has ended, whether or not anybody has reaped it. */
void wait_for_end(pid_t pid);

#endif
