/* SPDX-License-Identifier: Apache-2.0 */
/* All facts of one relationship, as the rules of domain/status.h read them.
 *
 * Plain arrays with counts: a test may build them by hand, facts_parse() builds them from the JSON
 * that the database returns. Texts are borrowed from that JSON. Days that are not set are
 * DAY_NONE. Arrays lie in the order of recording. */
#ifndef DOMAIN_FACTS_H
#define DOMAIN_FACTS_H

#include <jansson.h>
#include <stddef.h>

#include "base/err.h"
#include "domain/day.h"
#include "vocabulary/vocabulary.h"

/* ★5 may be demanded, and has no scheme by which it could be declared. */
enum { STAR_MAX = 5, STAR_DECLARED_MAX = 4, FACTS_DECLARATIONS_MAX = 256 };

/* In the vocabulary's order: a later level satisfies a demand for an earlier one. */
enum assurance {
    ASSURANCE_NONE,
#define X(name, code, ...) ASSURANCE_##name,
    VOCABULARY_ASSURANCE(X)
#undef X
};

enum decided_by { DECIDED_EXPLICIT, DECIDED_RULE };

struct revision {
    int number;
    enum decided_by decided_by;
    bool removed;
    bool exempt;
    int required_star; /* 0 when removed or exempt */
    enum assurance required_assurance;
    bool accept_higher;
    day effective_from;
    day due_on;
};

enum check_result { CHECK_FOUND, CHECK_NOT_FOUND, CHECK_DIFFERS, CHECK_INCONCLUSIVE };

struct check {
    const char *id; /* this one and those below may be NULL in facts made by hand */
    day checked_on;
    enum check_result result;
};

struct scope_decision {
    const char *id;
    day on;
    bool covers;
};

struct declaration {
    const char *id; /* may be NULL in facts made by hand, as the three texts below */
    const char *scheme;
    const char *number;
    const char *scope_text;
    int star;
    day declared_on;
    day valid_from;
    day valid_until;
    day stopped_on;
    day revoked_on;
    bool validity_assumed;
    bool part; /* scope: a part of the organisation only */
    bool recorded_by_buyer;
    const struct check *checks;
    size_t check_count;
    const struct scope_decision *scope_decisions;
    size_t scope_decision_count;
};

/* The result of a submitted assessment; the order is that of submission. */
struct assessment {
    const char *id;
    const char *edition; /* id, may be NULL */
    int star;
    day assessed_on;
    int total; /* 0: not told */
    int unanswered;
    int not_met;
    day withdrawn_on;
};

enum paper_kind {
    PAPER_POLICY_PUBLICATION,
    PAPER_EXPERT_CONFIRMATION,
    PAPER_MANAGEMENT_OATH,
    PAPER_THIRD_PARTY_ASSESSMENT,
    PAPER_TECHNICAL_VERIFICATION,
    PAPER_KIND_COUNT
};

struct paper {
    const char *id;
    enum paper_kind kind;
    int star; /* 0: counts for every star that asks for this kind */
    day on;
    day withdrawn_on;
};

struct edition {
    const char *id, *ja, *en; /* id NULL: unknown */
};

enum response_kind {
    RESPONSE_NONE,
    RESPONSE_ACCEPTED,
    RESPONSE_TALKS_REQUESTED,
    RESPONSE_OBJECTED
};

struct response_fact {
    enum response_kind kind;
    int revision; /* which demand it answers; 0: whichever is in force */
    day on;       /* DAY_MIN when not told */
};

struct readiness {
    int star;  /* 0: none */
    int total; /* 0: unknown */
    int met;
    int unanswered;
    day assessed_on;
};

enum relation { RELATION_INVITED, RELATION_ACTIVE, RELATION_DECLINED, RELATION_ENDED };

/* How the two stand to each other from a day on. */
struct relation_step {
    enum relation relation;
    day from;
    day expires_on; /* RELATION_INVITED: last day on which it can be accepted */
};

/* From `from` on, and before `until`, the buyer's record and the organisation had different
 * 法人番号, and the buyer had not accepted that. */
struct number_difference {
    day from;
    day until;
};

/* From `on` the organisation is another company, by a merger or with a new 法人番号: what was
 * declared before that day counts only from the day on which the buyer accepted it. */
struct succession {
    day on;
    day accepted_on; /* DAY_NONE: not yet */
};

struct facts {
    day invited_on;
    day invitation_expires_on; /* last day on which the open invitation can be accepted */
    day accepted_on;
    day declined_on; /* refused, or left later */
    day ended_on;
    /* Where it was invited again after it had declined or left, all steps in their order; else
     * none, and the five days above tell all. */
    const struct relation_step *relations;
    size_t relation_count;
    const struct number_difference *number_differences;
    size_t number_difference_count;
    const struct succession *successions;
    size_t succession_count;

    const struct revision *revisions;
    size_t revision_count;
    const struct declaration *declarations;
    size_t declaration_count;
    const struct assessment *assessments;
    size_t assessment_count;
    const struct paper *papers;
    size_t paper_count;

    day obtainable_from[STAR_MAX + 1];           /* by star; DAY_NONE: unknown */
    int assessment_max_age_months[STAR_MAX + 1]; /* by star; 0: any age */
    struct edition editions[STAR_MAX + 1];       /* the one to be answered now, by star */
    const char *const *superseded_editions;
    size_t superseded_edition_count;
    /* First day of the system whose 自己宣言ID begin with 5; DAY_NONE: not known, and then series
     * and date of an ID are not compared. */
    day new_series_from;

    int expiring_days;
    int recheck_months; /* 0: a check never grows stale */
    struct response_fact response;
    struct readiness readiness;
    /* The days on which the buyer is shown it; readiness_first DAY_NONE: none. */
    day readiness_first, readiness_last;

    struct facts_block *memory; /* of the arrays, when facts_parse() made them */
};

/* A fact of the wrong shape is a fault of ours, not of the client: ERR_INTERNAL. `json` must
 * outlive `out`. */
err facts_parse(const json_t *json, struct facts *out, struct fault *fault) MUST_CHECK;
void facts_release(struct facts *facts);

#endif
