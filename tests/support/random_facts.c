/* SPDX-License-Identifier: Apache-2.0 */
#include "random_facts.h"

static uint64_t next(struct random *random)
{
    random->state ^= random->state << 13;
    random->state ^= random->state >> 7;
    random->state ^= random->state << 17;
    return random->state;
}

uint32_t random_below(struct random *random, size_t bound)
{
    return (uint32_t)((next(random) >> 16) % bound);
}

day random_day(struct random *random)
{
    return day_of_civil(2026, 9, 1) + (day)random_below(random, 1100);
}

static bool one_in(struct random *random, size_t n)
{
    return random_below(random, n) == 0;
}

static day perhaps_day(struct random *random, size_t n)
{
    return one_in(random, n) ? random_day(random) : DAY_NONE;
}

static void make_relationship(struct random *random, struct facts *out)
{
    out->invited_on = day_of_civil(2026, 9, 1);
    out->invitation_expires_on = perhaps_day(random, 3);
    out->accepted_on = one_in(random, 6) ? DAY_NONE : random_day(random) - 600;
    out->declined_on = perhaps_day(random, 8);
    out->ended_on = perhaps_day(random, 15);
}

static void make_revisions(struct random *random, struct random_facts *out)
{
    out->facts.revisions = out->revisions;
    out->facts.revision_count = one_in(random, 12) ? 0 : 1 + random_below(random, RANDOM_REVISIONS);
    for (size_t i = 0; i < out->facts.revision_count; i++) {
        bool removed = one_in(random, 10), exempt = !removed && one_in(random, 12);
        day effective_from = random_day(random) - 500;
        out->revisions[i] = (struct revision){
            .number = (int)i + 1,
            .removed = removed,
            .exempt = exempt,
            .required_star =
                removed || exempt ? 0 : (int)random_below(random, one_in(random, 9) ? 5 : 4) + 1,
            .required_assurance = (enum assurance)(1 + random_below(random, 3)),
            .accept_higher = !one_in(random, 4),
            .effective_from = effective_from,
            .due_on = effective_from + (day)random_below(random, 400),
        };
    }
}

static void make_checks(struct random *random, struct random_facts *out, size_t index)
{
    struct declaration *declaration = &out->declarations[index];
    declaration->checks = out->checks[index];
    declaration->check_count = random_below(random, RANDOM_CHECKS + 1);
    for (size_t i = 0; i < declaration->check_count; i++)
        out->checks[index][i] = (struct check){
            .checked_on = random_day(random),
            .result = one_in(random, 2) ? CHECK_FOUND : (enum check_result)random_below(random, 4)};
    declaration->scope_decisions = out->decisions[index];
    declaration->scope_decision_count =
        declaration->part ? random_below(random, RANDOM_DECISIONS + 1) : 0;
    for (size_t i = 0; i < declaration->scope_decision_count; i++)
        out->decisions[index][i] =
            (struct scope_decision){.on = random_day(random), .covers = !one_in(random, 3)};
}

static void make_declarations(struct random *random, struct random_facts *out)
{
    static const char *const numbers[] = {"40000000001", "50000000001", NULL};
    out->facts.declarations = out->declarations;
    out->facts.declaration_count = random_below(random, RANDOM_DECLARATIONS + 1);
    for (size_t i = 0; i < out->facts.declaration_count; i++) {
        int star = (int)random_below(random, 4) + 1;
        day declared_on = random_day(random) - 400;
        day valid_from = declared_on + (day)(one_in(random, 3) ? random_below(random, 60) : 0);
        bool ends = star >= 3 || one_in(random, 5);
        out->declarations[i] = (struct declaration){
            .number = numbers[random_below(random, 3)],
            .star = star,
            .declared_on = declared_on,
            .valid_from = valid_from,
            .valid_until =
                ends ? day_period_end(valid_from, 1 + (int)random_below(random, 24)) : DAY_NONE,
            .stopped_on = perhaps_day(random, 8),
            .revoked_on = perhaps_day(random, 12),
            .validity_assumed = one_in(random, 4),
            .part = one_in(random, 4),
            .recorded_by_buyer = one_in(random, 5),
        };
        make_checks(random, out, i);
    }
}

static void make_papers(struct random *random, struct random_facts *out)
{
    out->facts.assessments = out->assessments;
    out->facts.assessment_count = random_below(random, RANDOM_ASSESSMENTS + 1);
    for (size_t i = 0; i < out->facts.assessment_count; i++)
        out->assessments[i] = (struct assessment){
            .edition = one_in(random, 2) ? "old" : "new",
            .star = (int)random_below(random, 4) + 1,
            .assessed_on = random_day(random) - 400,
            .total = 81,
            .unanswered = one_in(random, 4) ? 3 : 0,
            .not_met = one_in(random, 4) ? 2 : 0,
            .withdrawn_on = perhaps_day(random, 6),
        };
    out->facts.papers = out->papers;
    out->facts.paper_count = random_below(random, RANDOM_PAPERS + 1);
    for (size_t i = 0; i < out->facts.paper_count; i++)
        out->papers[i] = (struct paper){
            .kind = (enum paper_kind)random_below(random, PAPER_KIND_COUNT),
            .star = one_in(random, 6) ? (int)random_below(random, 4) + 1 : 0,
            .on = random_day(random) - 400,
            .withdrawn_on = perhaps_day(random, 8),
        };
}

static void make_scheme(struct random *random, struct facts *out)
{
    static const char *const superseded[] = {"old"};
    static const int windows[] = {0, 30, 60, 60, 60, 200};
    out->obtainable_from[1] = out->obtainable_from[2] = day_of_civil(2017, 1, 1);
    out->obtainable_from[3] = random_day(random) - 300;
    out->obtainable_from[4] = perhaps_day(random, 2);
    out->obtainable_from[5] = DAY_NONE;
    out->assessment_max_age_months[3] = one_in(random, 5) ? 6 : 12;
    out->assessment_max_age_months[4] = one_in(random, 5) ? 0 : 12;
    out->editions[3] = (struct edition){"new", "新版", "the new edition"};
    out->superseded_editions = superseded;
    out->superseded_edition_count = 1;
    out->new_series_from = perhaps_day(random, 2);
    out->expiring_days = windows[random_below(random, sizeof windows / sizeof *windows)];
    out->recheck_months = one_in(random, 5) ? 0 : 6 + (int)random_below(random, 7);
    out->response = (struct response_fact){.kind = (enum response_kind)random_below(random, 4),
                                           .revision = (int)random_below(random, 3),
                                           .on = one_in(random, 2) ? random_day(random) : DAY_MIN};
    out->readiness = (struct readiness){3, 81, 74, 3, random_day(random)};
    out->readiness_first = one_in(random, 3)   ? DAY_NONE
                           : one_in(random, 2) ? DAY_MIN
                                               : random_day(random);
    out->readiness_last = one_in(random, 2) ? DAY_NONE : random_day(random);
}

void random_facts_make(struct random *random, struct random_facts *out)
{
    out->facts = (struct facts){0};
    make_relationship(random, &out->facts);
    make_revisions(random, out);
    make_declarations(random, out);
    make_papers(random, out);
    make_scheme(random, &out->facts);
}
