/* SPDX-License-Identifier: Apache-2.0 */
#include "waiting.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static time_t now(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return at.tv_sec;
}

void wait_until(bool (*check)(void *context), void *context)
{
    for (time_t end = now() + PATIENCE_SECONDS; !check(context);) {
        if (now() > end)
            fail_msg("did not happen");
        nanosleep(&(struct timespec){0, 5000000}, NULL);
    }
}

/* A zombie has ended: it has no program any more. */
static bool has_ended(void *context)
{
    char link[64];
    char program[300];
    snprintf(link, sizeof link, "/proc/%d/exe", (int)*(const pid_t *)context);
    return readlink(link, program, sizeof program) < 0;
}

void wait_for_end(pid_t pid)
{
    wait_until(has_ended, &pid);
}
