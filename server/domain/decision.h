/* SPDX-License-Identifier: Apache-2.0 */
/* Which facts decided the status of one relationship on one day, for those who have to show it
 * later. Pure, as the rules are. */
#ifndef DOMAIN_DECISION_H
#define DOMAIN_DECISION_H

#include "domain/status.h"

/* Which star satisfies which: 3.7 of the rules. Another name when one of the rules changes. */
#define RULES_VERSION "satisfies-1"

/* All point into the facts. NULL, or none, where no fact of the kind had a part in it. */
struct decision {
    struct relation_step relation;
    const struct revision *revision;
    /* That by which the demand is met; else that for which it is not (set aside, ended, to come,
     * too low). */
    const struct declaration *declaration;
    const struct check *check;                   /* the deciding one of that declaration */
    const struct scope_decision *scope_decision; /* of that declaration */
    /* What counts of the papers that its star asks for, or else the demanded one; where the level
     * rests on a check, none. The answers: those that are complete, else the newest. */
    const struct assessment *assessment;
    const struct paper *papers[PAPER_KIND_COUNT];
    size_t paper_count;
};

/* False as status_on. */
bool decision_on(const struct facts *facts, day on, struct decision *out) MUST_CHECK;

#endif
