/* SPDX-License-Identifier: Apache-2.0 */
/* The status of one relationship: the one implementation of the rules.
 *
 * Pure: facts in, the whole line out. No clock, no database, no locale, no globals, no allocation.
 * The same facts always give the same line, and the status of the line on any day is that of the
 * rules for that day. */
#ifndef DOMAIN_STATUS_H
#define DOMAIN_STATUS_H

#include "domain/facts.h"
#include "domain/remark.h"

/* The numbers are stored: SQL uses the same. */
enum status {
    STATUS_NO_REQUIREMENT = 0, /* nothing is demanded on this day */
    STATUS_MET = 1,
    STATUS_EXPIRING = 2, /* met, but validity ends soon */
    STATUS_PENDING = 3,  /* not met, and nobody is late */
    STATUS_OVERDUE = 4,  /* never met, and the due day is over */
    STATUS_LAPSED = 5,   /* was met, is not any more, and the due day is over */
    STATUS_COUNT
};

enum waiting_on {
    WAITING_NONE = 0,
    WAITING_SUPPLIER = 1,
    WAITING_BUYER = 2,
    WAITING_SCHEME = 3,
    WAITING_COUNT
};

enum {
    STEP_REASONS_MAX = 10,
    STEP_NOTES_MAX = 14,
    STATUS_DAYS_MAX = 4096, /* days on which anything may change */
};

/* What holds from one day to the day before the next step. */
struct step {
    day from; /* DAY_MIN in the first step */
    enum status status;
    enum waiting_on waiting_on;
    const struct revision *revision; /* in force, NULL if none or the relationship ended */
    int required_star;               /* 0: nothing required */
    int held_star;                   /* 0 where nothing is held, or nothing required */
    enum assurance held_assurance;
    int gap;
    const struct declaration *declaration; /* the deciding one, or NULL */
    day last_checked_on;                   /* of the deciding declaration; DAY_MIN: never */
    struct remark reasons[STEP_REASONS_MAX];
    size_t reason_count;
    struct remark notes[STEP_NOTES_MAX];
    size_t note_count;
    struct remark next_step;
};

/* Steps in order of their days; the memory is the caller's. */
struct line {
    struct step *steps;
    size_t capacity;
    size_t count;
};

/* A capacity that is always enough for these facts. */
size_t status_steps_max(const struct facts *facts);
/* Fills the line. False when the capacity, FACTS_DECLARATIONS_MAX or STATUS_DAYS_MAX does not
 * suffice. */
bool status_line(const struct facts *facts, struct line *line) MUST_CHECK;
/* The rules for one day alone; its `from` is that day. False as above. */
bool status_on(const struct facts *facts, day on, struct step *out) MUST_CHECK;

/* The revision in force on the day, and the one that comes into force next; NULL for none. */
void revisions_on(const struct facts *facts, day on, const struct revision **in_force,
                  const struct revision **next);
/* What is to be done next with the answers for a star that has none complete: to submit some, to
 * answer what is open, or to meet what is not met. `oldest` as in domain/standing.h. */
struct remark answers_step(const struct facts *facts, int star, day oldest, day on);

/* The step that holds the day. */
const struct step *line_at(const struct line *line, day on);
/* The first later step whose status or waiting_on differs, or NULL. */
const struct step *line_next(const struct line *line, const struct step *step);

/* "met", "supplier", "substantiated"; NULL for WAITING_NONE and ASSURANCE_NONE. */
const char *status_name(enum status status);
const char *waiting_on_name(enum waiting_on waiting_on);
const char *assurance_name(enum assurance assurance);

#endif
