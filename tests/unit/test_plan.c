/* SPDX-License-Identifier: Apache-2.0 */
/* Is the plan for all buyers the best one? Random suppliers, their steps put on file and judged by
 * the rules of a status; every set of steps is tried against the plan's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "domain/plan.h"
#include "domain/plan_ways.h"
#include "domain/standing.h"
#include "random_facts.h"

enum { SUPPLIERS = 10000, BUYERS_MAX = 3, UNREACHED = 4, ALL_STEPS = (1 << PLAN_SHARED) - 1 };

/* What a supplier has on file, and one demand of each buyer. */
struct supplier {
    struct random_facts own;
    struct buyer {
        struct random_facts facts;
    } buyers[BUYERS_MAX];
    size_t buyer_count;
    day on;
};

/* Only what the rules let lie in the future stays there: validity and demands. */
static size_t keep_known(struct random_facts *facts, day on)
{
    struct facts *own = &facts->facts;
    size_t kept = 0;
    for (size_t i = 0; i < own->declaration_count; i++) {
        struct declaration one = facts->declarations[i];
        if (one.declared_on > on || one.valid_from < own->obtainable_from[one.star])
            continue;
        one.stopped_on = one.stopped_on > on ? DAY_NONE : one.stopped_on;
        one.revoked_on = one.revoked_on > on ? DAY_NONE : one.revoked_on;
        facts->declarations[kept++] = one;
    }
    own->declaration_count = kept;
    kept = 0;
    for (size_t i = 0; i < own->assessment_count; i++) {
        struct assessment one = facts->assessments[i];
        one.withdrawn_on = one.withdrawn_on > on ? DAY_NONE : one.withdrawn_on;
        if (one.assessed_on <= on)
            facts->assessments[kept++] = one;
    }
    own->assessment_count = kept;
    kept = 0;
    for (size_t i = 0; i < own->paper_count; i++) {
        struct paper one = facts->papers[i];
        one.withdrawn_on = one.withdrawn_on > on ? DAY_NONE : one.withdrawn_on;
        if (one.on <= on)
            facts->papers[kept++] = one;
    }
    own->paper_count = kept;
    return kept;
}

static day not_after(day one, day on)
{
    return one > on ? DAY_NONE : one;
}

/* The supplier's own file as this buyer sees it, with the buyer's demand, checks and decisions. */
static void make_buyer(struct random *random, const struct supplier *supplier,
                       struct random_facts *out)
{
    struct random_facts other;
    random_facts_make(random, &other);
    *out = supplier->own;
    struct facts *facts = &out->facts;
    facts->invited_on = other.facts.invited_on;
    facts->accepted_on = not_after(other.facts.accepted_on, supplier->on);
    facts->invitation_expires_on = other.facts.invitation_expires_on;
    facts->declined_on = not_after(other.facts.declined_on, supplier->on);
    facts->ended_on = not_after(other.facts.ended_on, supplier->on);
    facts->expiring_days = other.facts.expiring_days;
    facts->recheck_months = other.facts.recheck_months;
    memcpy(out->revisions, other.revisions, sizeof out->revisions);
    facts->revisions = out->revisions;
    facts->revision_count = other.facts.revision_count;
    facts->declarations = out->declarations;
    facts->assessments = out->assessments;
    facts->papers = out->papers;
    for (size_t i = 0; i < facts->declaration_count; i++) {
        struct declaration *one = &out->declarations[i];
        size_t count = 0;
        one->recorded_by_buyer = false;
        memcpy(out->checks[i], other.checks[i], sizeof out->checks[i]);
        one->checks = out->checks[i];
        size_t made = i < other.facts.declaration_count ? other.declarations[i].check_count : 0;
        for (size_t k = 0; k < made; k++)
            if (out->checks[i][k].checked_on <= supplier->on &&
                out->checks[i][k].checked_on >= one->declared_on)
                out->checks[i][count++] = out->checks[i][k];
        one->check_count = count;
        one->scope_decisions = out->decisions[i];
        out->decisions[i][0] =
            (struct scope_decision){.on = supplier->on, .covers = random_below(random, 2) == 0};
        one->scope_decision_count = one->part ? random_below(random, 2) : 0;
    }
}

static void make_supplier(struct random *random, struct supplier *out)
{
    out->on = random_day(random);
    random_facts_make(random, &out->own);
    keep_known(&out->own, out->on);
    out->buyer_count = 1 + random_below(random, BUYERS_MAX);
    for (size_t i = 0; i < out->buyer_count; i++)
        make_buyer(random, out, &out->buyers[i].facts);
}

/* One demand, alone, and what putting steps on file for it comes to. */
struct trial {
    struct facts facts;
    struct revision revision;
    const struct plan_demand *demand;
    bool expires;
    day days[8]; /* on which something may be complete */
    size_t day_count;
    bool on_file[STAR_MAX + 1]; /* a declaration that needs no other: it is not filed again */
    day begins[STAR_MAX + 1];   /* of a new declaration */
    unsigned relevant;
    int8_t known[ALL_STEPS + 1]; /* rank + 1 */
};

static void look_at_declarations(struct trial *trial, day on, day carried_until)
{
    static struct outlook outlook;
    outlook_make(&outlook, &trial->facts);
    for (size_t i = 0; i < trial->facts.declaration_count; i++) {
        const struct declaration *one = &trial->facts.declarations[i];
        struct standing standing;
        standing_on(&outlook, i, RELATION_ACTIVE, on, &standing);
        if (!standing.counts || standing.ended || standing.check == CHECK_STATE_AGAINST ||
            standing.scope == SCOPE_REFUSED || one->valid_until < on)
            continue;
        bool carries = one->valid_until > day_add(on, trial->facts.expiring_days) &&
                       one->valid_from <= day_add(carried_until, 1);
        if (!trial->expires || carries)
            trial->on_file[one->star] = true;
        else if (standing.in_force && one->valid_until <= carried_until &&
                 one->valid_until >= trial->begins[one->star])
            trial->begins[one->star] = day_add(one->valid_until, 1);
        if (one->valid_from > on && trial->day_count < 8)
            trial->days[trial->day_count++] = one->valid_from;
    }
}

static void begin_trial(const struct supplier *supplier, const struct plan_demand *demand,
                        struct trial *out)
{
    day on = supplier->on;
    memset(out, 0, sizeof *out);
    out->facts = supplier->buyers[demand->relationship].facts.facts;
    out->revision = demand->revision;
    if (out->revision.effective_from > on)
        out->revision.effective_from = on;
    out->facts.revisions = &out->revision;
    out->facts.revision_count = 1;
    out->demand = demand;
    out->expires = demand->status == STATUS_EXPIRING;
    if (out->facts.accepted_on == DAY_NONE)
        out->facts.accepted_on = on;
    out->days[out->day_count++] = on;
    for (int star = 1; star < STAR_MAX; star++) {
        day opens = out->facts.obtainable_from[star];
        out->begins[star] = opens > on ? opens : on;
        if (opens > on && opens != DAY_NONE)
            out->days[out->day_count++] = opens;
    }
    look_at_declarations(out, on, out->expires ? demand->by : DAY_MIN);
    for (int star = 1; star < STAR_MAX; star++)
        if (out->begins[star] != DAY_NONE &&
            oldest_paper(&out->facts, star, out->begins[star]) > on &&
            out->facts.obtainable_from[star] <= on)
            out->begins[star] = on;
    for (size_t i = 0; i < PLAN_SHARED; i++)
        if (star_suffices(&out->revision, plan_shared[i].star) ||
            (i == 2 && out->revision.required_star == 1))
            out->relevant |= 1u << i;
}

/* Whether all is done on the day: -1, or 1 where the buyer has to finish, or 0. */
static int judged(const struct trial *trial, const struct facts *facts, day on)
{
    struct step step;
    assert_true(status_on(facts, on, &step));
    if (step.status == STATUS_MET)
        return 0;
    if (step.status == STATUS_EXPIRING && !trial->expires)
        return 0;
    if (step.status == STATUS_EXPIRING && step.next_step.code == STEP_NONE)
        return 0;
    bool decides =
        step.next_step.code == STEP_CHECK_DECLARATION || step.next_step.code == STEP_DECIDE_SCOPE;
    return step.waiting_on == WAITING_BUYER && decides ? 1 : -1;
}

/* The steps, put on file as soon as they can be done, as they are on that day. */
static int tried_on(const struct trial *trial, unsigned steps, day today, day on)
{
    static struct declaration declarations[RANDOM_DECLARATIONS + STAR_MAX];
    static struct assessment assessments[RANDOM_ASSESSMENTS + STAR_MAX];
    static struct paper papers[RANDOM_PAPERS + PLAN_SHARED];
    static const enum paper_kind kinds[PLAN_SHARED] = {
        [3] = PAPER_POLICY_PUBLICATION,      [6] = PAPER_EXPERT_CONFIRMATION,
        [7] = PAPER_MANAGEMENT_OATH,         [9] = PAPER_THIRD_PARTY_ASSESSMENT,
        [10] = PAPER_TECHNICAL_VERIFICATION,
    };
    struct facts facts = trial->facts;
    memcpy(declarations, facts.declarations, facts.declaration_count * sizeof *declarations);
    memcpy(assessments, facts.assessments, facts.assessment_count * sizeof *assessments);
    memcpy(papers, facts.papers, facts.paper_count * sizeof *papers);
    facts.declarations = declarations;
    facts.assessments = assessments;
    facts.papers = papers;
    for (size_t i = 0; i < PLAN_SHARED; i++) {
        int star = plan_shared[i].star;
        day done = plan_possible_from(&trial->facts, today, i);
        if (!(steps & 1u << i) || done > on || done == DAY_NONE)
            continue;
        if (plan_shared[i].missing == MISSING_ASSESSMENT)
            assessments[facts.assessment_count++] = (struct assessment){
                .star = star, .assessed_on = done, .total = 1, .withdrawn_on = DAY_NONE};
        else if (plan_shared[i].missing)
            papers[facts.paper_count++] =
                (struct paper){.kind = kinds[i], .on = done, .withdrawn_on = DAY_NONE};
        else if (!trial->on_file[star])
            declarations[facts.declaration_count++] =
                (struct declaration){.star = star,
                                     .declared_on = done,
                                     .valid_from = trial->begins[star],
                                     .valid_until = DAY_NONE,
                                     .stopped_on = DAY_NONE,
                                     .revoked_on = DAY_NONE};
    }
    return judged(trial, &facts, on);
}

/* 0: in time by the supplier alone, 1: and its buyer; 2 and 3: the same, but late. */
static int rank_with(struct trial *trial, unsigned steps, day today)
{
    steps &= trial->relevant;
    if (trial->known[steps])
        return trial->known[steps] - 1;
    int best = UNREACHED;
    for (size_t i = 0; i < trial->day_count; i++) {
        day on = trial->days[i];
        int done = tried_on(trial, steps, today, on);
        int rank = done < 0 ? UNREACHED : done + (on <= trial->demand->by ? 0 : 2);
        /* Not the supplier but the scheme, or an impossible date, would make it late. */
        if (rank >= 2 && trial->demand->waiting_on == WAITING_SCHEME)
            rank = UNREACHED;
        best = rank < best ? rank : best;
    }
    /* What is to be confirmed in place of what ends waits for the buyer from the day after. */
    if (trial->expires && trial->revision.required_assurance == ASSURANCE_CONFIRMED && best > 1 &&
        tried_on(trial, steps, today, day_add(trial->demand->by, 1)) == 1)
        best = 1;
    trial->known[steps] = (int8_t)(best + 1);
    return best;
}

struct contest {
    struct supplier supplier;
    struct plan plan;
    struct trial trials[2 * BUYERS_MAX];
    size_t trial_count;
    unsigned chosen;
};

static bool as_good(struct contest *contest, unsigned steps)
{
    for (size_t i = 0; i < contest->trial_count; i++)
        if (rank_with(&contest->trials[i], steps, contest->supplier.on) >
            rank_with(&contest->trials[i], ALL_STEPS, contest->supplier.on))
            return false;
    return true;
}

/* How many steps, and then how many days later than today; INT64_MAX: not to be done. */
static int64_t cost(const struct contest *contest, unsigned steps)
{
    int64_t sum = 0;
    for (size_t i = 0; i < PLAN_SHARED; i++) {
        day from = plan_possible_from(&contest->supplier.own.facts, contest->supplier.on, i);
        if (!(steps & 1u << i))
            continue;
        if (from == DAY_NONE)
            return INT64_MAX;
        sum += (INT64_C(1) << 32) + from - contest->supplier.on;
    }
    return sum;
}

/* A demand that is open, or expires, and has somebody who could do something about it. */
static bool competes(const struct contest *contest, const struct plan_demand *demand)
{
    struct relation_step relation = relation_on(
        &contest->supplier.buyers[demand->relationship].facts.facts, contest->supplier.on);
    bool there =
        relation.relation == RELATION_ACTIVE ||
        (relation.relation == RELATION_INVITED && relation.expires_on >= contest->supplier.on);
    bool met = demand->status == STATUS_MET ||
               (demand->status == STATUS_EXPIRING && demand->next_step.code == STEP_NONE);
    return there && !met && demand->waiting_on != WAITING_BUYER;
}

static void check_demand(const struct contest *contest, const struct plan_demand *demand)
{
    if (!competes(contest, demand)) {
        assert_int_equal(demand->steps, 0);
        assert_false(demand->invitation);
        assert_true((demand->met_from == DAY_NONE) == (demand->waits_for != WAITING_NONE));
        return;
    }
    assert_true((demand->steps & ~contest->chosen) == 0);
    if (demand->waits_for == WAITING_SCHEME)
        assert_int_equal(demand->steps, 0);
}

static void check_rank(struct contest *contest, struct trial *trial)
{
    const struct plan_demand *demand = trial->demand;
    day today = contest->supplier.on;
    int best = rank_with(trial, ALL_STEPS, today);
    assert_int_equal(rank_with(trial, demand->steps, today), best);
    assert_int_equal(demand->met_from == DAY_NONE, best == UNREACHED);
    if (best == UNREACHED)
        return;
    assert_int_equal(demand->met_from <= demand->by, best < 2);
    assert_int_equal(demand->waits_for == WAITING_BUYER, best % 2 == 1);
}

static int run_contest(struct contest *contest)
{
    const struct plan *plan = &contest->plan;
    for (size_t i = 0; i < plan->step_count; i++)
        contest->chosen |= plan->steps[i].bit;
    for (size_t i = 0; i < plan->demand_count; i++) {
        check_demand(contest, &plan->demands[i]);
        if (competes(contest, &plan->demands[i]))
            begin_trial(&contest->supplier, &plan->demands[i],
                        &contest->trials[contest->trial_count++]);
    }
    for (size_t i = 0; i < contest->trial_count; i++)
        check_rank(contest, &contest->trials[i]);
    assert_true(as_good(contest, contest->chosen));
    int64_t least = cost(contest, contest->chosen);
    int tried = 0;
    for (unsigned steps = 0; steps <= ALL_STEPS; steps++)
        if (__builtin_popcount(steps) <= __builtin_popcount(contest->chosen) &&
            cost(contest, steps) < least) {
            assert_false(as_good(contest, steps));
            tried++;
        }
    return tried;
}

static void check_order(const struct plan *plan)
{
    for (size_t i = 0; i < plan->step_count; i++) {
        size_t serves = 0;
        for (size_t k = 0; k < plan->demand_count; k++)
            if (plan_serves(&plan->steps[i], &plan->demands[k])) {
                serves++;
                assert_true(plan->steps[i].by <= plan->demands[k].by);
            }
        assert_true(serves > 0);
        assert_true(plan->steps[i].from >= plan->on);
        if (i > 0)
            assert_true(plan->steps[i - 1].by <= plan->steps[i].by);
    }
}

static void test_random_suppliers(void **state)
{
    static struct contest contest;
    struct random random = {20270101};
    long steps = 0, tried = 0, demands = 0;
    (void)state;
    for (int i = 0; i < SUPPLIERS; i++) {
        memset(&contest, 0, sizeof contest);
        make_supplier(&random, &contest.supplier);
        contest.plan.on = contest.supplier.on;
        for (size_t k = 0; k < contest.supplier.buyer_count; k++)
            assert_true(plan_add(&contest.plan, k, &contest.supplier.buyers[k].facts.facts));
        assert_true(plan_make(&contest.plan));
        check_order(&contest.plan);
        tried += run_contest(&contest);
        steps += (long)contest.plan.step_count;
        demands += (long)contest.plan.demand_count;
        plan_release(&contest.plan);
    }
    print_message("%ld demands, %ld steps, %ld other sets of steps\n", demands, steps, tried);
    assert_true(steps > SUPPLIERS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_random_suppliers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
