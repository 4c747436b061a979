/* SPDX-License-Identifier: Apache-2.0 */
/* A mail that came back, as a mail server tells it (RFC 3464). Pure.
 *
 * Anybody can send such a report: nothing of it is believed but that it names a mail of ours by the
 * id that only its reader and the mail servers on the way have seen. */
#ifndef DOMAIN_BOUNCE_H
#define DOMAIN_BOUNCE_H

#include <stdbool.h>

#include "base/uuid.h"

enum { BOUNCE_MAX = 256 * 1024, BOUNCE_TEXT_SIZE = 256 };

struct bounce {
    char mail[UUID_TEXT_SIZE];        /* of its Message-ID */
    char recipient[BOUNCE_TEXT_SIZE]; /* "": it says none */
    char detail[BOUNCE_TEXT_SIZE];    /* why, in one line; "": it does not say */
};

/* False for what is no report that a mail of ours was not delivered for good: a delay, an automatic
 * answer, anything else. */
bool bounce_read(const char *message, struct bounce *out);

#endif
