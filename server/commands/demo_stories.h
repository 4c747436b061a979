/* SPDX-License-Identifier: Apache-2.0 */
/* What happens in the demonstration: for each kind of supplier the acts of both sides, by days
 * before today. Data alone; demo_play.c acts it out. */
#ifndef COMMANDS_DEMO_STORIES_H
#define COMMANDS_DEMO_STORIES_H

#include <stdbool.h>
#include <stddef.h>

enum { DEMO_SUPPLIERS = 300, DEMO_BUYERS = 3, STORY_ACTS_MAX = 20 };

enum act_kind {
    ACT_NONE, /* the end of a story */
    /* the buyer's */
    ACT_INVITE,
    ACT_INVITE_AGAIN,
    ACT_REQUIRE, /* star, level, exact, from, until = due */
    ACT_EXEMPT,
    ACT_REMOVE,
    ACT_RECORD, /* star, from = declared */
    ACT_CHECK,  /* choice */
    ACT_SCOPE,  /* choice: covers or not */
    ACT_END,
    /* the supplier's */
    ACT_ACCEPT,
    ACT_DECLINE,
    ACT_LEAVE,
    ACT_RESPOND, /* choice */
    ACT_DISCLOSE,
    ACT_ASSESS, /* star, choice */
    ACT_WITHDRAW_ASSESSMENT,
    ACT_PAPER,   /* choice */
    ACT_DECLARE, /* star, part, old, from = declared or, with early, valid from; until */
    ACT_CORRECT, /* the last declaration had a typing error */
    ACT_STOP,
    ACT_REVOKE,
    ACT_KINDS,
};

enum act_choice {
    CHOICE_NONE,
    CHECK_FOUND,
    CHECK_NOT_FOUND,
    CHECK_DIFFERS,
    CHECK_INCONCLUSIVE,
    SCOPE_COVERS,
    SCOPE_DOES_NOT_COVER,
    RESPOND_ACCEPTED,
    RESPOND_TALKS,
    RESPOND_OBJECTED,
    ANSWERS_DONE,
    ANSWERS_WITH_GAPS,
    ANSWERS_INCOMPLETE,
    PAPER_POLICY,
    PAPER_EXPERT,
    PAPER_OATH,
    PAPER_REPORT,
    PAPER_TECHNICAL,
};

enum act_level { LEVEL_DEFAULT, LEVEL_DECLARED, LEVEL_SUBSTANTIATED, LEVEL_CONFIRMED };

/* Days are counted from today, the past is negative; 0 in from and until = not said. */
struct act {
    short day;
    short from;
    short until;
    unsigned char kind;
    unsigned char star;
    unsigned char level;
    unsigned char choice;
    unsigned char tie; /* which of the supplier's relationships */
    bool exact;        /* a higher star does not do */
    bool part;         /* the scope is a part */
    bool old;          /* an ID of the old system */
    bool early;        /* filed before it begins */
};

struct story {
    int suppliers; /* how many live it; 0 = all that are left */
    int buyer;     /* of the first relationship; -1 = any */
    int buyers;    /* relationships whose acts the story itself tells */
    const struct act *acts;
};

extern const struct story stories[];
extern const size_t story_count;

/* How a supplier comes to a second or third buyer. */
extern const struct act *const further_ties[];
extern const size_t further_tie_count;

#endif
