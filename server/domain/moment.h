/* SPDX-License-Identifier: Apache-2.0 */
/* Everything that the rules look at on one day, for domain/status.c and domain/explain.c. */
#ifndef DOMAIN_MOMENT_H
#define DOMAIN_MOMENT_H

#include "domain/standing.h"
#include "domain/status.h"

struct moment {
    const struct facts *facts;
    const struct outlook *outlook;
    day on;
    enum relation relation;
    struct relation_step relation_step; /* of that relation */
    const struct revision *revision;    /* in force, or NULL */
    const struct revision *demand;      /* the same if it asks for a star, else NULL */
    const struct revision *upcoming;    /* the next to come into force, or NULL */
    struct standing standings[FACTS_DECLARATIONS_MAX];
    unsigned held; /* bits of held_bit */
    int deciding;  /* index of the deciding declaration, -1: none */
    int in_favour; /* the one that would meet the demand if the buyer decided so, -1: none */
    bool meets;
    day carried_until; /* when it meets: the last day that validity periods carry it */
    day met_until;     /* when it does not: the last day on which it did, DAY_MIN: never */
};

/* Whether the open invitation can no longer be accepted. */
static inline bool invitation_expired(const struct moment *moment)
{
    return moment->relation == RELATION_INVITED && moment->relation_step.expires_on < moment->on;
}

static inline const struct declaration *declaration_at(const struct moment *moment, int index)
{
    return &moment->facts->declarations[index];
}

/* Declarations by which a status is explained, as indices; -1: none. A renewal or a first
 * declaration that begins later, unless stopped or set aside: the one that begins first. */
int upcoming_declaration(const struct moment *moment);
/* The best one of a sufficient star within its validity, `aside` by check or scope or not. */
int sufficient_declaration(const struct moment *moment, bool aside);
/* The sufficient one that was the last to end. */
int ended_declaration(const struct moment *moment);
/* The first day without: the day of a stop, a revocation, or after the last day of validity. */
day declaration_over_on(const struct declaration *declaration);

/* The rules for one day: fills the moment, with `outlook` for its memory, and the step. False as
 * status_on. */
bool moment_on(const struct facts *facts, day on, struct outlook *outlook, struct moment *moment,
               struct step *step) MUST_CHECK;

/* Reasons and next step, and notes, of a step whose status is decided. */
void explain(const struct moment *moment, struct step *step);
void annotate(const struct moment *moment, struct step *step);

#endif
