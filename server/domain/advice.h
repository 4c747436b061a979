/* SPDX-License-Identifier: Apache-2.0 */
/* What the buyer is told about a demand. It hinders nothing and judges nothing. */
#ifndef DOMAIN_ADVICE_H
#define DOMAIN_ADVICE_H

#include <stdbool.h>
#include <stddef.h>

#include "domain/day.h"

struct demand {
    int required_star; /* 0: exempt */
    day due_on;
    day notice_on; /* when the supplier was told; DAY_NONE: on recorded_on */
    day recorded_on;
    day obtainable_from; /* of the star; DAY_NONE: unknown */
    day talks_on;        /* when talks were last asked for; DAY_NONE: never */
    int alike;           /* other suppliers with the same star and due day */
    bool reasoned;
    bool considered; /* METI's three questions are answered for this supplier */
};

enum { ADVICE_MAX = 6 };

/* Codes of advisories (keys of domain/text) as of a day, in the order in which they are listed. */
size_t advice_of(const struct demand *demand, day today, const char *codes[static ADVICE_MAX]);

/* What METI's three questions suggest, answered 1 = yes, 0 = no, -1 = open: ★4 when any is yes, ★3
 * when all are no, 0 while one is open. */
int advice_star(int important_information, int unacceptable_interruption, int internal_access);

#endif
