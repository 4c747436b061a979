/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/milestones.h"

#include <string.h>

/* Keeps the days sorted and single; before and after all dates nothing changes. */
static void add_milestone(struct milestones *days, day on)
{
    if (on == DAY_MIN || on == DAY_NONE)
        return;
    size_t at = days->count;
    while (at > 0 && days->days[at - 1] > on)
        at--;
    if (at > 0 && days->days[at - 1] == on)
        return;
    if (days->count == STATUS_DAYS_MAX) {
        days->full = true;
        return;
    }
    memmove(&days->days[at + 1], &days->days[at], (days->count - at) * sizeof on);
    days->days[at] = on;
    days->count++;
}

static void declaration_days(const struct facts *facts, const struct declaration *one,
                             struct milestones *out)
{
    add_milestone(out, one->declared_on);
    add_milestone(out, one->valid_from);
    add_milestone(out, day_after(one->valid_until));
    add_milestone(out, day_add(one->valid_until, -facts->expiring_days));
    add_milestone(out, one->stopped_on);
    add_milestone(out, one->revoked_on);
    for (size_t i = 0; i < one->check_count; i++) {
        const struct check *check = &one->checks[i];
        add_milestone(out, check->checked_on);
        if (check->result == CHECK_FOUND && facts->recheck_months > 0)
            add_milestone(out, day_after(day_period_end(check->checked_on, facts->recheck_months)));
    }
    for (size_t i = 0; i < one->scope_decision_count; i++)
        add_milestone(out, one->scope_decisions[i].on);
}

static void paper_days(const struct facts *facts, day on, day withdrawn_on, struct milestones *out)
{
    add_milestone(out, on);
    add_milestone(out, withdrawn_on);
    for (int star = 3; star <= 4; star++)
        if (facts->assessment_max_age_months[star] > 0)
            add_milestone(out,
                          day_after(day_shift_months(on, facts->assessment_max_age_months[star])));
}

void milestones_collect(const struct facts *facts, struct milestones *out)
{
    out->count = 0;
    out->full = false;
    add_milestone(out, facts->accepted_on);
    add_milestone(out, facts->declined_on);
    add_milestone(out, facts->ended_on);
    add_milestone(out, day_after(facts->invitation_expires_on));
    for (size_t i = 0; i < facts->relation_count; i++) {
        add_milestone(out, facts->relations[i].from);
        add_milestone(out, day_after(facts->relations[i].expires_on));
    }
    for (size_t i = 0; i < facts->number_difference_count; i++) {
        add_milestone(out, facts->number_differences[i].from);
        add_milestone(out, facts->number_differences[i].until);
    }
    for (size_t i = 0; i < facts->succession_count; i++) {
        add_milestone(out, facts->successions[i].on);
        add_milestone(out, facts->successions[i].accepted_on);
    }
    for (size_t i = 0; i < facts->revision_count; i++) {
        add_milestone(out, facts->revisions[i].effective_from);
        add_milestone(out, day_after(facts->revisions[i].due_on));
    }
    for (int star = 1; star <= STAR_MAX; star++)
        add_milestone(out, facts->obtainable_from[star]);
    for (size_t i = 0; i < facts->declaration_count; i++)
        declaration_days(facts, &facts->declarations[i], out);
    for (size_t i = 0; i < facts->assessment_count; i++)
        paper_days(facts, facts->assessments[i].assessed_on, facts->assessments[i].withdrawn_on,
                   out);
    for (size_t i = 0; i < facts->paper_count; i++)
        paper_days(facts, facts->papers[i].on, facts->papers[i].withdrawn_on, out);
    add_milestone(out, facts->readiness.assessed_on);
    add_milestone(out, facts->readiness_first);
    add_milestone(out, day_after(facts->readiness_last));
    add_milestone(out, facts->response.on);
}

size_t status_steps_max(const struct facts *facts)
{
    size_t most =
        1 + 4 +
        2 * (facts->relation_count + facts->number_difference_count + facts->succession_count) +
        2 * facts->revision_count + STAR_MAX + 6 * facts->declaration_count +
        4 * (facts->assessment_count + facts->paper_count) + 4;
    for (size_t i = 0; i < facts->declaration_count; i++)
        most +=
            2 * facts->declarations[i].check_count + facts->declarations[i].scope_decision_count;
    return most;
}
