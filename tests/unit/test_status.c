/* SPDX-License-Identifier: Apache-2.0 */
/* Does the status of a relationship follow the rules: on every example of status-cases.json, and
 * as invariants on random facts? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "domain/decision.h"
#include "domain/status.h"
#include "random_facts.h"

enum { CASES = 20000, DAYS_PER_CASE = 6, STEPS_MAX = 512 };

static day day_at(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    day on = DAY_NONE;
    if (text)
        assert_true(day_parse(text, &on));
    return on;
}

static void assert_text(const char *actual, const json_t *expected)
{
    if (json_is_null(expected)) {
        assert_null(actual);
        return;
    }
    assert_non_null(actual);
    assert_string_equal(actual, json_string_value(expected));
}

static const char *code_of(const struct remark *remark)
{
    return remark_shape(remark->code)->code;
}

static void check_next(const struct line *line, const struct step *step, const json_t *expected)
{
    const struct step *next = line_next(line, step);
    assert_int_equal(next ? next->from : DAY_NONE, day_at(expected, "changes_on"));
    assert_text(next ? status_name(next->status) : NULL, json_object_get(expected, "next_status"));
    assert_text(next ? waiting_on_name(next->waiting_on) : NULL,
                json_object_get(expected, "next_waiting_on"));
}

static void check_expectation(const struct line *line, const json_t *expected)
{
    const struct step *step = line_at(line, day_at(expected, "day"));
    assert_text(status_name(step->status), json_object_get(expected, "status"));
    assert_text(waiting_on_name(step->waiting_on), json_object_get(expected, "waiting_on"));
    const json_t *held_star = json_object_get(expected, "held_star");
    if (json_is_null(held_star))
        assert_int_equal(step->status, STATUS_NO_REQUIREMENT);
    assert_int_equal(step->held_star, json_integer_value(held_star));
    assert_text(assurance_name(step->held_assurance), json_object_get(expected, "held_assurance"));
    const json_t *reasons = json_object_get(expected, "reasons");
    for (size_t i = 0; i < step->reason_count && i < json_array_size(reasons); i++)
        assert_text(code_of(&step->reasons[i]), json_array_get(reasons, i));
    assert_int_equal(step->reason_count, json_array_size(reasons));
    assert_text(code_of(&step->next_step), json_object_get(expected, "next_step"));
    check_next(line, step, expected);
}

/* All examples; how many checks were made. */
static int check_cases(const json_t *cases)
{
    int checks = 0;
    size_t i, j;
    const json_t *one, *expected;
    json_array_foreach(cases, i, one)
    {
        static struct step steps[STEPS_MAX];
        struct line line = {.steps = steps, .capacity = STEPS_MAX};
        SCOPED(fault_release) struct fault fault = {0};
        struct facts facts;
        assert_int_equal(facts_parse(json_object_get(one, "facts"), &facts, &fault).code, ERR_NONE);
        assert_true(status_line(&facts, &line));
        json_array_foreach(json_object_get(one, "expect"), j, expected)
        {
            print_message("%zu: %s, %s, %s\n", i + 1,
                          json_string_value(json_object_get(one, "on_file")),
                          json_string_value(json_object_get(one, "demand")),
                          json_string_value(json_object_get(expected, "day")));
            check_expectation(&line, expected);
            checks++;
        }
        facts_release(&facts);
    }
    return checks;
}

static void every_example_holds(void **state)
{
    (void)state;
    json_auto_t *file = json_load_file(TEST_DATA "/status-cases.json", 0, NULL);
    assert_non_null(file);
    assert_int_equal(check_cases(json_object_get(file, "cases")), 67);
}

static bool has_reason(const struct step *step, enum remark_code code)
{
    for (size_t i = 0; i < step->reason_count; i++)
        if (step->reasons[i].code == code)
            return true;
    return false;
}

static void check_invariants(const struct step *step, day on)
{
    bool met = step->status == STATUS_MET || step->status == STATUS_EXPIRING;
    assert_true(step->reason_count >= 1);
    assert_true(step->next_step.code >= STEP_NONE && step->next_step.code < REMARK_CODE_COUNT);
    if (step->status == STATUS_NO_REQUIREMENT || step->status == STATUS_MET)
        assert_int_equal(step->waiting_on, WAITING_NONE);
    else
        assert_int_not_equal(step->waiting_on, WAITING_NONE);
    if (met) {
        assert_int_equal(step->gap, 0);
        assert_true(step->held_assurance >= step->revision->required_assurance);
        assert_true(has_reason(step, REASON_STAR_HELD) ||
                    has_reason(step, REASON_HIGHER_STAR_HELD));
    }
    if (step->status == STATUS_NO_REQUIREMENT)
        return;
    bool due = on > step->revision->due_on;
    if (step->status == STATUS_PENDING && due)
        assert_true(step->waiting_on == WAITING_BUYER || step->waiting_on == WAITING_SCHEME);
    if (step->status == STATUS_OVERDUE || step->status == STATUS_LAPSED)
        assert_true(due);
    assert_int_equal(has_reason(step, REASON_PAST_DUE), step->status == STATUS_OVERDUE);
    assert_int_equal(has_reason(step, REASON_MET_BEFORE), step->status == STATUS_LAPSED);
    assert_int_equal(step->held_star == 0, step->declaration == NULL);
    assert_int_equal(step->held_assurance == ASSURANCE_NONE, step->declaration == NULL);
}

static void assert_same_remarks(const struct remark *a, size_t a_count, const struct remark *b,
                                size_t b_count)
{
    assert_int_equal(a_count, b_count);
    for (size_t i = 0; i < a_count; i++)
        assert_true(remark_equal(&a[i], &b[i]));
}

static void assert_same_step(const struct step *a, const struct step *b)
{
    assert_int_equal(a->status, b->status);
    assert_int_equal(a->waiting_on, b->waiting_on);
    assert_ptr_equal(a->revision, b->revision);
    assert_ptr_equal(a->declaration, b->declaration);
    assert_int_equal(a->required_star, b->required_star);
    assert_int_equal(a->held_star, b->held_star);
    assert_int_equal(a->held_assurance, b->held_assurance);
    assert_int_equal(a->gap, b->gap);
    assert_int_equal(a->last_checked_on, b->last_checked_on);
    assert_same_remarks(a->reasons, a->reason_count, b->reasons, b->reason_count);
    assert_same_remarks(a->notes, a->note_count, b->notes, b->note_count);
    assert_true(remark_equal(&a->next_step, &b->next_step));
}

/* A day, and what the line, the rules for that day alone, and the invariants say about it. */
static void check_day(const struct facts *facts, const struct line *line, day on)
{
    struct step alone;
    assert_true(status_on(facts, on, &alone));
    const struct step *step = line_at(line, on);
    assert_same_step(step, &alone);
    check_invariants(step, on);
}

static void check_order(const struct line *line)
{
    assert_true(line->count >= 1);
    assert_int_equal(line->steps[0].from, DAY_MIN);
    for (size_t i = 1; i < line->count; i++)
        assert_true(line->steps[i].from > line->steps[i - 1].from);
}

static void random_facts_hold(void **state)
{
    (void)state;
    static struct step steps[STEPS_MAX];
    struct random random = {1};
    size_t statuses[STATUS_COUNT] = {0};
    for (int i = 0; i < CASES; i++) {
        struct random_facts made;
        random_facts_make(&random, &made);
        const struct facts *facts = &made.facts;
        struct line line = {.steps = steps, .capacity = status_steps_max(facts)};
        assert_true(line.capacity <= STEPS_MAX);
        assert_true(status_line(facts, &line));
        check_order(&line);
        for (int j = 0; j < DAYS_PER_CASE; j++)
            check_day(facts, &line, random_day(&random));
        const struct step *any = &line.steps[random_below(&random, line.count)];
        if (any->from != DAY_MIN) {
            check_day(facts, &line, any->from);
            check_day(facts, &line, any->from - 1);
        }
        statuses[any->status]++;
    }
    for (int i = 0; i < STATUS_COUNT; i++)
        assert_true(statuses[i] > CASES / 200);
}

/* What is said to have decided suffices: without all other facts the demand is met on that day by
 * the same star at the same level. */
static void what_decided_suffices(void **state)
{
    (void)state;
    struct random random = {3};
    size_t met = 0;
    for (int i = 0; i < CASES; i++) {
        struct random_facts made;
        struct decision decision;
        struct step with, without;
        random_facts_make(&random, &made);
        struct facts *facts = &made.facts;
        day on = random_day(&random);
        assert_true(status_on(facts, on, &with));
        assert_true(decision_on(facts, on, &decision));
        assert_ptr_equal(decision.revision, with.revision);
        if (with.status != STATUS_MET && with.status != STATUS_EXPIRING)
            continue;
        met++;
        assert_ptr_equal(decision.declaration, with.declaration);
        struct revision revision = *decision.revision;
        struct declaration declaration = *decision.declaration;
        struct paper papers[PAPER_KIND_COUNT];
        for (size_t k = 0; k < decision.paper_count; k++)
            papers[k] = *decision.papers[k];
        declaration.checks = decision.check;
        declaration.check_count = decision.check != NULL;
        declaration.scope_decisions = decision.scope_decision;
        declaration.scope_decision_count = decision.scope_decision != NULL;
        struct facts rest = *facts;
        rest.revisions = &revision;
        rest.declarations = &declaration;
        rest.revision_count = rest.declaration_count = 1;
        rest.assessments = decision.assessment;
        rest.assessment_count = decision.assessment != NULL;
        rest.papers = papers;
        rest.paper_count = decision.paper_count;
        assert_true(status_on(&rest, on, &without));
        assert_true(without.status == STATUS_MET || without.status == STATUS_EXPIRING);
        assert_int_equal(without.held_star, with.held_star);
        assert_int_equal(without.held_assurance, with.held_assurance);
    }
    assert_true(met > CASES / 20);
}

/* One buyer's check is a fact of that relationship only, and more paper never harms. */
static void papers_never_harm(void **state)
{
    (void)state;
    struct random random = {2};
    for (int i = 0; i < CASES / 4; i++) {
        struct random_facts made;
        random_facts_make(&random, &made);
        day on = random_day(&random);
        struct step before, after;
        assert_true(status_on(&made.facts, on, &before));
        made.papers[made.facts.paper_count++] =
            (struct paper){.kind = (enum paper_kind)random_below(&random, PAPER_KIND_COUNT),
                           .on = random_day(&random),
                           .withdrawn_on = DAY_NONE};
        assert_true(status_on(&made.facts, on, &after));
        if (before.status == STATUS_MET || before.status == STATUS_EXPIRING)
            assert_true(after.status == STATUS_MET || after.status == STATUS_EXPIRING);
        assert_true(after.held_star >= before.held_star || after.status == STATUS_MET ||
                    after.status == STATUS_EXPIRING);
    }
}

static void too_many_facts_are_refused(void **state)
{
    (void)state;
    static struct declaration many[FACTS_DECLARATIONS_MAX + 1];
    struct facts facts = {.declarations = many, .declaration_count = FACTS_DECLARATIONS_MAX + 1};
    struct step step;
    struct line line = {.steps = &step, .capacity = 1};
    assert_false(status_line(&facts, &line));
    facts.declaration_count = 0;
    facts.accepted_on = day_of_civil(2027, 1, 1);
    facts.ended_on = facts.declined_on = facts.invitation_expires_on = DAY_NONE;
    struct revision revision = {.number = 1,
                                .required_star = 1,
                                .effective_from = facts.accepted_on,
                                .required_assurance = ASSURANCE_DECLARED,
                                .due_on = DAY_NONE};
    facts.revisions = &revision;
    facts.revision_count = 1;
    assert_false(status_line(&facts, &line));
}

/* The ends of the calendar neither overflow nor write a date that does not exist. */
static void far_days_are_harmless(void **state)
{
    (void)state;
    struct declaration far = {.star = 3,
                              .declared_on = DAY_FIRST,
                              .valid_from = DAY_FIRST,
                              .valid_until = DAY_LAST,
                              .stopped_on = DAY_NONE,
                              .revoked_on = DAY_NONE};
    struct revision revision = {.number = 1,
                                .required_star = 3,
                                .effective_from = DAY_FIRST,
                                .required_assurance = ASSURANCE_DECLARED,
                                .due_on = DAY_LAST};
    struct facts facts = {.accepted_on = DAY_FIRST,
                          .declined_on = DAY_NONE,
                          .ended_on = DAY_NONE,
                          .invitation_expires_on = DAY_LAST,
                          .revisions = &revision,
                          .revision_count = 1,
                          .declarations = &far,
                          .declaration_count = 1,
                          .assessment_max_age_months = {[3] = 12, [4] = 12},
                          .expiring_days = 60,
                          .recheck_months = 12};
    struct step steps[64];
    struct line line = {.steps = steps, .capacity = 64};
    assert_true(status_line(&facts, &line));
    for (size_t i = 1; i < line.count; i++)
        assert_in_range((uint64_t)line.steps[i].from + 800000, 800000 + (uint64_t)DAY_FIRST,
                        800000 + (uint64_t)DAY_LAST);
    assert_int_equal(line_at(&line, DAY_LAST)->status, STATUS_EXPIRING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_example_holds),        cmocka_unit_test(random_facts_hold),
        cmocka_unit_test(papers_never_harm),          cmocka_unit_test(what_decided_suffices),
        cmocka_unit_test(too_many_facts_are_refused), cmocka_unit_test(far_days_are_harmless),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
