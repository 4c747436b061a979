/* SPDX-License-Identifier: Apache-2.0 */
/* What a buyer may demand of a supplier, and what it is told about a demand. Pure: PUT requirement,
 * rules, simulation and the import of sheets all ask here, so a demand is judged alike whichever
 * way it comes. */
#ifndef DOMAIN_DEMAND_H
#define DOMAIN_DEMAND_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/json_out.h"
#include "domain/day.h"

/* Days that are left out are DAY_NONE. */
struct demand {
    int required_star;  /* 0: exempt */
    day effective_from; /* left out: from today */
    day due_on;         /* the last day in time; of an exemption it says nothing */
    day notice_on;      /* when the supplier was told; left out: when it was recorded */
    bool reasoned;
    bool considered; /* METI's three questions are answered for this supplier */
};

/* What is on file beside it. */
struct demand_file {
    day recorded_on;     /* today, unless it stands already */
    day obtainable_from; /* of the star; DAY_NONE: unknown */
    day talks_on;        /* when talks were last asked for; DAY_NONE: never */
    int alike;           /* other suppliers with the same star and due day */
};

/* `member` is that of the body, and the column of a sheet; `code` a key of domain/text. */
struct demand_problem {
    const char *member;
    const char *code;
};

enum { DEMAND_PROBLEMS_MAX = 4, DEMAND_ADVISORIES_MAX = 6 };

struct demand_findings {
    struct demand_problem problems[DEMAND_PROBLEMS_MAX]; /* why it cannot become effective today */
    size_t problem_count;
    const char *advisories[DEMAND_ADVISORIES_MAX]; /* codes, in order; they hinder nothing */
    size_t advisory_count;
};

/* From a body that the contract has checked, or from what the database keeps. Members that are
 * missing and null are left out. */
struct demand demand_read(const json_t *json);
/* What a rule with so many days would demand from today on. */
struct demand demand_of_rule(const json_t *json, day today);

void demand_judge(const struct demand *demand, const struct demand_file *file, day today,
                  struct demand_findings *out);
/* Whether the very same demand may be on file all the same, and be sent again without asking for
 * anything: no problem but a first day that has passed since. */
bool demand_may_stand(const struct demand_findings *findings);

/* The demands that rows of a sheet ask for, [{"place", "demand"}] as SQL plans them; which of them
 * cannot be: [{"place", "faults": [{"column", "code", "params"}]}]. ERR_INTERNAL for other JSON. */
err demand_judge_rows(const char *demands, day today, struct buf *out,
                      struct fault *fault) MUST_CHECK;

/* What METI's three questions suggest, as an object of booleans and nulls: ★4 when any is answered
 * with yes, ★3 when all are with no, 0 while one is open. */
int demand_suggested_star(const json_t *questions);

#endif
