/* SPDX-License-Identifier: Apache-2.0 */
/* The ways in which a supplier could meet one demand, for domain/plan.h. */
#ifndef DOMAIN_PLAN_WAYS_H
#define DOMAIN_PLAN_WAYS_H

#include "domain/plan.h"

enum { PLAN_WAYS_MAX = 24 };

/* The shared steps, by the number of their bit: in the order of the stars, and of each star in that
 * in which its scheme goes. */
struct plan_shared {
    int star;
    unsigned missing; /* the paper, a bit of papers_missing(); 0: a new declaration */
    enum remark_code code;
};
extern const struct plan_shared plan_shared[PLAN_SHARED];

struct plan_ways {
    struct plan_way items[PLAN_WAYS_MAX];
    size_t count;
};

/* The first day on which a shared step can be done: DAY_NONE where the scheme does not tell. */
day plan_possible_from(const struct facts *facts, day on, size_t shared);
/* None that is no better than another. `carried_until`: the last day of a demand that is met, but
 * expires; else DAY_MIN. */
void plan_ways_find(const struct facts *facts, const struct revision *demand, day on,
                    day carried_until, struct plan_ways *out);

#endif
