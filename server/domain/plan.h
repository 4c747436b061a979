/* SPDX-License-Identifier: Apache-2.0 */
/* One plan for a supplier with many buyers: what it has to do, in which order, from and by which
 * days. Of all plans it is one that meets most demands by their due days; of those one with the
 * fewest steps; of those the earliest.
 *
 * Pure: facts in, steps out, no clock. A new declaration of a star, the answers and each paper for
 * it count for all buyers at once, so there are PLAN_SHARED of such steps at most, whatever the
 * number of demands, and besides them the acceptance of each open invitation. What waits for a
 * buyer or for the scheme has no step, and each step serves a demand that is not met without it. A
 * plan ends where its demands are met: what expires later is planned when its renewal is due. */
#ifndef DOMAIN_PLAN_H
#define DOMAIN_PLAN_H

#include "domain/status.h"

enum { PLAN_SHARED = 12 };

/* One way to meet a demand. */
struct plan_way {
    unsigned steps;            /* bits of the shared steps */
    day ready;                 /* the first day on which it can be complete */
    bool buyer_follows;        /* the buyer then has to check or to decide */
    enum remark_code declares; /* why there is a new declaration: to renew, to correct, … */
    struct remark answers;     /* what is to be done with the answers */
};

struct plan_demand {
    size_t relationship; /* the caller's number */
    struct revision revision;
    enum status status; /* on the plan's day; of a revision to come as if it were in force */
    enum waiting_on waiting_on;
    struct remark next_step;
    day by;          /* the last day in time: due, or the end of validity; it may be over */
    day met_from;    /* DAY_NONE: by nothing that the supplier could do */
    bool invitation; /* to be accepted first */
    unsigned steps;  /* bits of the shared steps that serve it */
    enum waiting_on waits_for; /* a buyer or the scheme: after its steps, or instead of any */
    size_t first_way, way_count;
};

struct plan_step {
    struct remark step;  /* one of the vocabulary's next steps */
    int star;            /* for which it is; 0: an invitation */
    unsigned bit;        /* of a shared step, else 0 */
    size_t relationship; /* of an invitation */
    day from;            /* the first day on which it can be done */
    day by;              /* the last one that is in time for all that it serves; it may be over */
};

struct plan {
    day on;
    struct plan_demand *demands;
    size_t demand_count, demand_capacity;
    struct plan_step *steps; /* in their order, after plan_make() */
    size_t step_count;
    struct plan_way *ways;
    size_t way_count, way_capacity;
    day from[PLAN_SHARED];
};

/* Adds what one buyer demands: the revision in force on `plan->on`, and the one to come. The
 * supplier's own facts and the scheme's are the same in each call. False when memory ran out, or
 * facts are more than the rules take (domain/status.h). */
bool plan_add(struct plan *plan, size_t relationship, const struct facts *facts) MUST_CHECK;
/* Chooses the steps, when all was added. False when memory ran out. */
bool plan_make(struct plan *plan) MUST_CHECK;
void plan_release(struct plan *plan);

/* Whether a step serves a demand. */
bool plan_serves(const struct plan_step *step, const struct plan_demand *demand);

#endif
