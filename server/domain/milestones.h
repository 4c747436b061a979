/* SPDX-License-Identifier: Apache-2.0 */
/* The days on which the status of a relationship may change. */
#ifndef DOMAIN_MILESTONES_H
#define DOMAIN_MILESTONES_H

#include "domain/status.h"

/* Sorted, each day once. */
struct milestones {
    day days[STATUS_DAYS_MAX];
    size_t count;
    bool full; /* there were more than fit */
};

/* Every day on which anything that the rules look at changes; a day too many does no harm. */
void milestones_collect(const struct facts *facts, struct milestones *out);

#endif
