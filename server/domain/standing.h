/* SPDX-License-Identifier: Apache-2.0 */
/* How each declaration stands on one day, from the point of view of one buyer: does it count, is
 * it in force, what did the buyer's checks and scope decisions say, how well is it proven. */
#ifndef DOMAIN_STANDING_H
#define DOMAIN_STANDING_H

#include "domain/facts.h"

/* "invited" */
const char *relation_name(enum relation relation);
struct relation_step relation_on(const struct facts *facts, day on);
/* Whether the buyer's record and the organisation have different 法人番号 on the day. */
bool number_differs_on(const struct facts *facts, day on);

/* One bit for each paper that a star asks for and that is not on file on the day. */
enum {
    MISSING_ASSESSMENT = 1,
    MISSING_POLICY = 2,
    MISSING_EXPERT = 4,
    MISSING_OATH = 8,
    MISSING_THIRD_PARTY = 16,
    MISSING_TECHNICAL = 32,
    MISSING_UNDEFINED = 64, /* the scheme does not say what ★5 needs */
};

/* Whether the scheme asks for answers, or for this paper, with this star. */
bool star_asks_for_answers(int star);
bool star_asks_for(int star, enum paper_kind kind);
/* `oldest`: papers for ★3 and ★4 dated earlier are too old. */
unsigned papers_missing(const struct facts *facts, int star, day oldest, day on);
/* The oldest day that a paper may have for a declaration of this star, valid from this day. A
 * paper is not too old when its day + the months of the scheme reaches valid_from. */
day oldest_paper(const struct facts *facts, int star, day valid_from);
/* Whether an assessment speaks for a star at all: ★1 by its own articles or the 25 items of ★2, ★3
 * also by a ★4 assessment, which includes its criteria. */
bool assessment_speaks_for(const struct assessment *assessment, int star);
/* Whether it is on file on the day and not too old. */
bool assessment_counts(const struct assessment *assessment, int star, day oldest, day on);
/* Whether it is on file on the day for the star, and not too old. */
bool paper_counts(const struct paper *paper, int star, day oldest, day on);
/* Whether it leaves nothing open that the star asks for. */
bool assessment_complete(const struct assessment *assessment, int star);

enum check_state {
    CHECK_STATE_NONE, /* never checked, or inconclusive only */
    CHECK_STATE_FRESH,
    CHECK_STATE_STALE,
    CHECK_STATE_AGAINST, /* not found, or differs: set aside for this buyer */
};

enum scope_state { SCOPE_COVERED, SCOPE_OPEN, SCOPE_REFUSED };

/* Of one declaration on one day. Only `counts` is filled when it is false. */
struct standing {
    bool counts;   /* for this buyer, and filed by that day */
    bool ended;    /* stopped or revoked */
    bool current;  /* not ended, and within its validity */
    bool in_force; /* current, and not set aside by check, scope or succession */
    enum check_state check;
    const struct check *decided_by; /* the newest that is not inconclusive; NULL: none */
    enum scope_state scope;
    const struct scope_decision *scope_by; /* the newest; NULL: none */
    enum check_result check_result;        /* with CHECK_STATE_AGAINST */
    day checked_on;                        /* of the deciding check; DAY_MIN: none */
    day last_checked_on;                   /* of the latest check of any result; DAY_MIN: none */
    bool withheld;        /* a fresh check that confirms nothing: the number differs */
    bool predecessors;    /* declared under another number, accepted or not */
    bool succession_open; /* and the buyer has not accepted that */
    enum assurance level; /* as far as proven, in force or not */
    unsigned missing;     /* papers; 0 for one that the buyer recorded */
};

/* What does not depend on the day, worked out once for a line. */
struct outlook {
    const struct facts *facts;
    day first_effective_from;
    day ignored_from[FACTS_DECLARATIONS_MAX]; /* a buyer-recorded one gives way to the supplier's */
    day oldest_paper[FACTS_DECLARATIONS_MAX];
};

void outlook_make(struct outlook *out, const struct facts *facts);
void standing_on(const struct outlook *outlook, size_t declaration, enum relation relation, day on,
                 struct standing *out);

/* A set of (star, level) pairs as bits, and the bits that satisfy a demand. */
unsigned held_bit(int star, enum assurance level);
unsigned satisfying_bits(const struct revision *demand);
/* Whether the star itself suffices, whatever its level. */
bool star_suffices(const struct revision *demand, int star);
/* 3.9: of two declarations in force the better one: star, level, latest end, latest start, and
 * then the one recorded later. Negative, 0, positive as usual. */
int declaration_compare(const struct declaration *a, enum assurance a_level,
                        const struct declaration *b, enum assurance b_level);

#endif
