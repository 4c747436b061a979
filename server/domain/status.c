/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/status.h"

#include <string.h>

#include "domain/milestones.h"
#include "domain/moment.h"
#include "vocabulary_codes.h"

/* The set of star and level pairs held from a day on, kept for "was met before". */
struct held_from {
    day from;
    unsigned held;
};

void revisions_on(const struct facts *facts, day on, const struct revision **in_force,
                  const struct revision **next)
{
    *in_force = *next = NULL;
    for (size_t i = 0; i < facts->revision_count; i++) {
        const struct revision *one = &facts->revisions[i];
        bool upcoming = one->effective_from > on;
        const struct revision **rival = upcoming ? next : in_force;
        bool newer = !*rival || one->number > (*rival)->number;
        bool better = !*rival || (upcoming ? one->effective_from < (*rival)->effective_from
                                           : one->effective_from > (*rival)->effective_from);
        if (better || (newer && one->effective_from == (*rival)->effective_from))
            *rival = one;
    }
}

static bool satisfies(const struct moment *moment, size_t index)
{
    return star_suffices(moment->demand, moment->facts->declarations[index].star) &&
           moment->standings[index].level >= moment->demand->required_assurance;
}

/* The best of two that both may decide: the one that meets the demand, then the better one. */
static bool decides_over(const struct moment *moment, size_t index, int rival)
{
    if (rival < 0)
        return true;
    size_t other = (size_t)rival;
    if (moment->demand) {
        bool one_meets = satisfies(moment, index), other_meets = satisfies(moment, other);
        if (one_meets != other_meets)
            return one_meets;
    }
    const struct declaration *all = moment->facts->declarations;
    return declaration_compare(&all[index], moment->standings[index].level, &all[other],
                               moment->standings[other].level) > 0;
}

static void weigh_declarations(struct moment *moment)
{
    for (size_t i = 0; i < moment->facts->declaration_count; i++) {
        struct standing *standing = &moment->standings[i];
        standing_on(moment->outlook, i, moment->relation, moment->on, standing);
        if (!standing->in_force)
            continue;
        moment->held |= held_bit(moment->facts->declarations[i].star, standing->level);
        if (decides_over(moment, i, moment->deciding))
            moment->deciding = (int)i;
    }
}

/* With everything else as it stands, the last day to which validity periods, one after the other
 * without a gap, carry a met demand. */
static day carried_until(const struct moment *moment)
{
    const struct facts *facts = moment->facts;
    day end = day_add(moment->on, -1);
    for (bool grew = true; grew;) {
        grew = false;
        for (size_t i = 0; i < facts->declaration_count; i++) {
            const struct declaration *one = &facts->declarations[i];
            const struct standing *standing = &moment->standings[i];
            if (one->valid_from > day_add(end, 1) || one->valid_until <= end)
                continue;
            if (standing->counts && !standing->ended && standing->check != CHECK_STATE_AGAINST &&
                standing->scope == SCOPE_COVERED && !standing->succession_open &&
                satisfies(moment, i)) {
                end = one->valid_until;
                grew = true;
            }
        }
    }
    return end;
}

/* The declaration that would meet the demand if the buyer decided in favour: where confirmed is
 * demanded, a check that was never made; a check grown stale; an open question of scope. */
static int in_favour(const struct moment *moment)
{
    const struct declaration *all = moment->facts->declarations;
    int best = -1;
    enum assurance best_level = ASSURANCE_NONE;
    for (size_t i = 0; i < moment->facts->declaration_count; i++) {
        const struct standing *standing = &moment->standings[i];
        if (!standing->counts || !standing->current || standing->check == CHECK_STATE_AGAINST ||
            standing->scope == SCOPE_REFUSED || !star_suffices(moment->demand, all[i].star))
            continue;
        enum assurance level = standing->level, wanted = moment->demand->required_assurance;
        if (level < wanted &&
            (standing->check == CHECK_STATE_STALE || standing->withheld ||
             (standing->check == CHECK_STATE_NONE && wanted == ASSURANCE_CONFIRMED)))
            level = ASSURANCE_CONFIRMED;
        if (level < wanted)
            continue;
        if (best < 0 || declaration_compare(&all[i], level, &all[best], best_level) > 0) {
            best = (int)i;
            best_level = level;
        }
    }
    return best;
}

static day met_until(const struct moment *moment, const struct held_from *history, size_t count)
{
    unsigned satisfying = satisfying_bits(moment->demand);
    day next = moment->on;
    for (size_t i = count; i-- > 0; next = history[i].from)
        if (history[i].held & satisfying)
            return day_add(next, -1);
    return DAY_MIN;
}

static enum waiting_on next_mover(const struct moment *moment)
{
    bool nobody_there = moment->relation == RELATION_DECLINED || invitation_expired(moment);
    return nobody_there ? WAITING_BUYER : WAITING_SUPPLIER;
}

/* The first rule that applies. `history` tells what was held on earlier days. */
static void apply_rules(struct moment *moment, const struct held_from *history, size_t count,
                        struct step *out)
{
    const struct revision *demand = moment->demand;
    if (moment->relation == RELATION_ENDED || !demand) {
        out->status = STATUS_NO_REQUIREMENT;
        return;
    }
    moment->meets = (moment->held & satisfying_bits(demand)) != 0;
    day obtainable_from = moment->facts->obtainable_from[demand->required_star];
    if (moment->meets) {
        moment->carried_until = carried_until(moment);
        bool soon = moment->carried_until <= day_add(moment->on, moment->facts->expiring_days);
        out->status = soon ? STATUS_EXPIRING : STATUS_MET;
        out->waiting_on = soon ? WAITING_SUPPLIER : WAITING_NONE;
    } else if (obtainable_from == DAY_NONE || obtainable_from > moment->on) {
        out->status = STATUS_PENDING;
        out->waiting_on = WAITING_SCHEME;
    } else if (demand->due_on < obtainable_from) {
        out->status = STATUS_PENDING;
        out->waiting_on = WAITING_BUYER;
    } else if ((moment->in_favour = in_favour(moment)) >= 0) {
        out->status = STATUS_PENDING;
        out->waiting_on = WAITING_BUYER;
    } else if (moment->on <= demand->due_on) {
        out->status = STATUS_PENDING;
        out->waiting_on = next_mover(moment);
    } else {
        moment->met_until = met_until(moment, history, count);
        out->status = moment->met_until == DAY_MIN ? STATUS_OVERDUE : STATUS_LAPSED;
        out->waiting_on = next_mover(moment);
    }
}

static void describe(const struct moment *moment, struct step *out)
{
    if (moment->relation == RELATION_ENDED)
        return;
    out->revision = moment->revision;
    if (!moment->demand)
        return;
    out->required_star = moment->demand->required_star;
    if (moment->deciding >= 0) {
        const struct standing *standing = &moment->standings[moment->deciding];
        out->declaration = &moment->facts->declarations[moment->deciding];
        out->held_star = out->declaration->star;
        out->held_assurance = standing->level;
        out->last_checked_on = standing->last_checked_on;
    }
    if (out->required_star > out->held_star)
        out->gap = out->required_star - out->held_star;
}

static void look(const struct outlook *outlook, day on, struct moment *out)
{
    out->facts = outlook->facts;
    out->outlook = outlook;
    out->on = on;
    out->relation_step = relation_on(outlook->facts, on);
    out->relation = out->relation_step.relation;
    out->demand = NULL;
    out->held = 0;
    out->deciding = out->in_favour = -1;
    out->meets = false;
    out->carried_until = out->met_until = DAY_MIN;
    revisions_on(outlook->facts, on, &out->revision, &out->upcoming);
    if (out->revision && out->revision->required_star > 0)
        out->demand = out->revision;
    if (on >= outlook->first_effective_from && out->relation != RELATION_ENDED)
        weigh_declarations(out);
}

/* Returns what is held on the day. */
static unsigned evaluate(const struct outlook *outlook, day on, const struct held_from *history,
                         size_t count, struct moment *moment, struct step *out)
{
    look(outlook, on, moment);
    out->from = on;
    out->status = STATUS_NO_REQUIREMENT;
    out->waiting_on = WAITING_NONE;
    out->revision = NULL;
    out->required_star = out->held_star = out->gap = 0;
    out->held_assurance = ASSURANCE_NONE;
    out->declaration = NULL;
    out->last_checked_on = DAY_MIN;
    out->reason_count = out->note_count = 0;
    apply_rules(moment, history, count, out);
    describe(moment, out);
    explain(moment, out);
    annotate(moment, out);
    return moment->held;
}

static bool remarks_equal(const struct remark *a, size_t a_count, const struct remark *b,
                          size_t b_count)
{
    if (a_count != b_count)
        return false;
    for (size_t i = 0; i < a_count; i++)
        if (!remark_equal(&a[i], &b[i]))
            return false;
    return true;
}

static bool step_equal(const struct step *a, const struct step *b)
{
    return a->status == b->status && a->waiting_on == b->waiting_on && a->revision == b->revision &&
           a->declaration == b->declaration && a->held_assurance == b->held_assurance &&
           a->last_checked_on == b->last_checked_on && a->gap == b->gap &&
           remark_equal(&a->next_step, &b->next_step) &&
           remarks_equal(a->reasons, a->reason_count, b->reasons, b->reason_count) &&
           remarks_equal(a->notes, a->note_count, b->notes, b->note_count);
}

static bool prepare(const struct facts *facts, struct outlook *outlook, struct milestones *days)
{
    if (facts->declaration_count > FACTS_DECLARATIONS_MAX)
        return false;
    outlook_make(outlook, facts);
    milestones_collect(facts, days);
    return !days->full;
}

bool status_line(const struct facts *facts, struct line *line)
{
    struct milestones days;
    struct outlook outlook;
    struct moment moment;
    struct held_from history[STATUS_DAYS_MAX + 1];
    if (!prepare(facts, &outlook, &days))
        return false;
    line->count = 0;
    for (size_t i = 0; i <= days.count; i++) {
        if (line->count == line->capacity)
            return false;
        struct step *step = &line->steps[line->count];
        day on = i == 0 ? DAY_MIN : days.days[i - 1];
        history[i].from = on;
        history[i].held = evaluate(&outlook, on, history, i, &moment, step);
        if (line->count == 0 || !step_equal(step - 1, step))
            line->count++;
    }
    return true;
}

bool moment_on(const struct facts *facts, day on, struct outlook *outlook, struct moment *moment,
               struct step *step)
{
    struct milestones days;
    struct held_from history[STATUS_DAYS_MAX + 1];
    if (!prepare(facts, outlook, &days))
        return false;
    size_t count = 0;
    for (; count < days.count && days.days[count] < on; count++) {
        history[count].from = days.days[count];
        history[count].held = evaluate(outlook, days.days[count], NULL, 0, moment, step);
    }
    evaluate(outlook, on, history, count, moment, step);
    return true;
}

bool status_on(const struct facts *facts, day on, struct step *out)
{
    struct outlook outlook;
    struct moment moment;
    return moment_on(facts, on, &outlook, &moment, out);
}

const struct step *line_at(const struct line *line, day on)
{
    size_t low = 0, high = line->count;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (line->steps[middle].from <= on)
            low = middle;
        else
            high = middle;
    }
    return &line->steps[low];
}

const struct step *line_next(const struct line *line, const struct step *step)
{
    for (const struct step *one = step + 1; one < line->steps + line->count; one++)
        if (one->status != step->status || one->waiting_on != step->waiting_on)
            return one;
    return NULL;
}

const char *status_name(enum status status)
{
    static const char *const names[STATUS_COUNT] = {"no_requirement", "met",     "expiring",
                                                    "pending",        "overdue", "lapsed"};
    return names[status];
}

const char *waiting_on_name(enum waiting_on waiting_on)
{
    static const char *const names[WAITING_COUNT] = {NULL, "supplier", "buyer", "scheme"};
    return names[waiting_on];
}

const char *assurance_name(enum assurance assurance)
{
    static const char *const assurance_names[] = {NULL,
#define X(name, code, ...) [ASSURANCE_##name] = code,
                                                  VOCABULARY_ASSURANCE(X)
#undef X
    };
    return assurance_names[assurance];
}
