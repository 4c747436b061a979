/* SPDX-License-Identifier: Apache-2.0 */
/* Facts of one relationship at random, repeatable from a seed; dates lie close together, so that
 * much happens on the same day. */
#ifndef SUPPORT_RANDOM_FACTS_H
#define SUPPORT_RANDOM_FACTS_H

#include <stddef.h>
#include <stdint.h>

#include "domain/facts.h"

struct random {
    uint64_t state; /* not 0 */
};

uint32_t random_below(struct random *random, size_t bound);
/* Within the years in which the random facts lie. */
day random_day(struct random *random);

enum {
    RANDOM_REVISIONS = 3,
    RANDOM_DECLARATIONS = 4,
    RANDOM_CHECKS = 3,
    RANDOM_DECISIONS = 2,
    RANDOM_ASSESSMENTS = 4,
    RANDOM_PAPERS = 8,
};

/* `facts` points into the rest: the struct must stay where it is. */
struct random_facts {
    struct facts facts;
    struct revision revisions[RANDOM_REVISIONS];
    struct declaration declarations[RANDOM_DECLARATIONS];
    struct check checks[RANDOM_DECLARATIONS][RANDOM_CHECKS];
    struct scope_decision decisions[RANDOM_DECLARATIONS][RANDOM_DECISIONS];
    struct assessment assessments[RANDOM_ASSESSMENTS];
    struct paper papers[RANDOM_PAPERS + 1]; /* one is left free for a test */
};

void random_facts_make(struct random *random, struct random_facts *out);

#endif
