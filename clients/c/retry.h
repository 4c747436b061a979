/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a request is sent again, and after which pause. Pure. */
#ifndef HOSHITORI_RETRY_H
#define HOSHITORI_RETRY_H

#include <stdbool.h>

enum {
    RETRY_FIRST_PAUSE = 250,  /* milliseconds; doubled at each attempt */
    RETRY_LONGEST_WAIT = 120, /* seconds: a longer Retry-After is told, not waited for */
    RETRY_NONE = -1,
};

struct attempt {
    int number;      /* from 1 */
    int allowed;     /* how many there may be */
    bool repeatable; /* done twice it does no more than once */
    bool sent;       /* something may have reached the server */
    int status;      /* 0: no whole answer */
    int retry_after; /* seconds; -1: not said */
    unsigned chance; /* any number, for the pauses of many clients to differ */
};

/* Milliseconds to wait, or RETRY_NONE. */
int retry_pause(const struct attempt *attempt);

#endif
