/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/standing.h"
#include "vocabulary_codes.h"

#include <string.h>

enum { RELATION_STEPS_MAX = 5 }; /* where facts have no steps of their own */

/* The steps of the relationship: those that facts have, or those that its days tell, in `made`. */
static size_t relation_steps(const struct facts *facts,
                             struct relation_step made[static RELATION_STEPS_MAX],
                             const struct relation_step **out)
{
    const struct relation_step steps[] = {
        {RELATION_INVITED, DAY_MIN, facts->invitation_expires_on},
        {RELATION_ACTIVE, facts->accepted_on, DAY_NONE},
        {RELATION_DECLINED, facts->declined_on, DAY_NONE},
        {RELATION_ENDED, facts->ended_on, DAY_NONE},
    };
    *out = facts->relations;
    if (facts->relation_count > 0)
        return facts->relation_count;
    size_t count = 0;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (steps[i].from != DAY_NONE)
            made[count++] = steps[i];
    *out = made;
    return count;
}

struct relation_step relation_on(const struct facts *facts, day on)
{
    struct relation_step made[RELATION_STEPS_MAX];
    const struct relation_step *steps;
    size_t count = relation_steps(facts, made, &steps);
    struct relation_step found = steps[0];
    for (size_t i = 1; i < count; i++)
        if (steps[i].from <= on)
            found = steps[i];
    return found;
}

const char *relation_name(enum relation relation)
{
    static const char *const names[] = {
#define X(name, code, ...) [RELATION_##name] = code,
        VOCABULARY_STATE(X)
#undef X
    };
    return names[relation];
}

bool number_differs_on(const struct facts *facts, day on)
{
    for (size_t i = 0; i < facts->number_difference_count; i++)
        if (facts->number_differences[i].from <= on && on < facts->number_differences[i].until)
            return true;
    return false;
}

bool assessment_speaks_for(const struct assessment *assessment, int star)
{
    return assessment->star == star || (assessment->star == star + 1 && star % 2 == 1);
}

bool assessment_counts(const struct assessment *assessment, int star, day oldest, day on)
{
    return assessment_speaks_for(assessment, star) && assessment->assessed_on <= on &&
           assessment->assessed_on >= oldest && on < assessment->withdrawn_on;
}

bool assessment_complete(const struct assessment *assessment, int star)
{
    return assessment->unanswered == 0 && (star < 3 || assessment->not_met == 0);
}

static bool has_assessment(const struct facts *facts, int star, day oldest, day on)
{
    for (size_t i = 0; i < facts->assessment_count; i++) {
        const struct assessment *one = &facts->assessments[i];
        if (assessment_counts(one, star, oldest, on) && assessment_complete(one, star))
            return true;
    }
    return false;
}

bool paper_counts(const struct paper *paper, int star, day oldest, day on)
{
    return (paper->star == 0 || paper->star == star) && paper->on <= on && paper->on >= oldest &&
           on < paper->withdrawn_on;
}

static const unsigned paper_bits[PAPER_KIND_COUNT] = {
    [PAPER_POLICY_PUBLICATION] = MISSING_POLICY,
    [PAPER_EXPERT_CONFIRMATION] = MISSING_EXPERT,
    [PAPER_MANAGEMENT_OATH] = MISSING_OATH,
    [PAPER_THIRD_PARTY_ASSESSMENT] = MISSING_THIRD_PARTY,
    [PAPER_TECHNICAL_VERIFICATION] = MISSING_TECHNICAL};

/* What each star asks for. */
static const unsigned needed[STAR_MAX + 1] = {[1] = MISSING_ASSESSMENT,
                                              [2] = MISSING_ASSESSMENT | MISSING_POLICY,
                                              [3] = MISSING_ASSESSMENT | MISSING_EXPERT |
                                                    MISSING_OATH,
                                              [4] = MISSING_THIRD_PARTY | MISSING_TECHNICAL,
                                              [5] = MISSING_UNDEFINED};

bool star_asks_for_answers(int star)
{
    return (needed[star] & MISSING_ASSESSMENT) != 0;
}

bool star_asks_for(int star, enum paper_kind kind)
{
    return (needed[star] & paper_bits[kind]) != 0;
}

static unsigned papers_on_file(const struct facts *facts, int star, day oldest, day on)
{
    unsigned found = 0;
    for (size_t i = 0; i < facts->paper_count; i++)
        if (paper_counts(&facts->papers[i], star, oldest, on))
            found |= paper_bits[facts->papers[i].kind];
    return found;
}

unsigned papers_missing(const struct facts *facts, int star, day oldest, day on)
{
    unsigned missing = needed[star];
    if (missing & ~(unsigned)MISSING_ASSESSMENT)
        missing &= ~papers_on_file(facts, star, oldest, on);
    if ((missing & MISSING_ASSESSMENT) && has_assessment(facts, star, oldest, on))
        missing &= ~(unsigned)MISSING_ASSESSMENT;
    return missing;
}

day oldest_paper(const struct facts *facts, int star, day valid_from)
{
    int months = facts->assessment_max_age_months[star];
    if (months == 0)
        return DAY_MIN;
    /* Going back lands too early where the earlier month lacks the day. */
    day oldest = day_shift_months(valid_from, -months);
    while (day_shift_months(oldest, months) < valid_from)
        oldest++;
    return oldest;
}

static void apply_checks(const struct declaration *declaration, int recheck_months, day on,
                         struct standing *out)
{
    const struct check *deciding = NULL;
    for (size_t i = 0; i < declaration->check_count; i++) {
        const struct check *one = &declaration->checks[i];
        if (one->checked_on > on)
            continue;
        if (one->checked_on > out->last_checked_on)
            out->last_checked_on = one->checked_on;
        if (one->result != CHECK_INCONCLUSIVE &&
            (!deciding || one->checked_on >= deciding->checked_on))
            deciding = one;
    }
    out->decided_by = deciding;
    if (!deciding)
        return;
    out->checked_on = deciding->checked_on;
    out->check_result = deciding->result;
    if (deciding->result != CHECK_FOUND)
        out->check = CHECK_STATE_AGAINST;
    else if (recheck_months > 0 && on > day_period_end(deciding->checked_on, recheck_months))
        out->check = CHECK_STATE_STALE;
    else
        out->check = CHECK_STATE_FRESH;
}

/* A part counts only after the buyer said that it covers; the newest decision counts. */
static enum scope_state scope_on(const struct declaration *declaration, day on,
                                 const struct scope_decision **by)
{
    const struct scope_decision *newest = NULL;
    for (size_t i = 0; i < declaration->scope_decision_count; i++) {
        const struct scope_decision *one = &declaration->scope_decisions[i];
        if (one->on <= on && (!newest || one->on >= newest->on))
            newest = one;
    }
    *by = newest;
    if (!newest)
        return declaration->part ? SCOPE_OPEN : SCOPE_COVERED;
    return newest->covers ? SCOPE_COVERED : SCOPE_REFUSED;
}

static bool same_scheme(const struct declaration *a, const struct declaration *b)
{
    if (a->scheme && b->scheme)
        return strcmp(a->scheme, b->scheme) == 0;
    return (a->star >= 3) == (b->star >= 3);
}

/* From the first day on which the supplier, being active, has one of the same scheme on file; for
 * good, even if the supplier stops its own later or leaves: it has spoken for itself. */
static day ignored_from(const struct facts *facts, const struct declaration *recorded)
{
    struct relation_step made[RELATION_STEPS_MAX];
    const struct relation_step *steps;
    size_t count = relation_steps(facts, made, &steps);
    day first = DAY_NONE;
    for (size_t i = 0; i < facts->declaration_count; i++) {
        const struct declaration *own = &facts->declarations[i];
        if (own->recorded_by_buyer || !same_scheme(own, recorded))
            continue;
        for (size_t k = 0; k < count; k++) {
            day until = DAY_NONE;
            for (size_t later = k + 1; later < count; later++)
                until = steps[later].from < until ? steps[later].from : until;
            day seen = own->declared_on > steps[k].from ? own->declared_on : steps[k].from;
            if (steps[k].relation == RELATION_ACTIVE && seen < until && seen < first)
                first = seen;
        }
    }
    return first;
}

void outlook_make(struct outlook *out, const struct facts *facts)
{
    out->facts = facts;
    out->first_effective_from = DAY_NONE;
    for (size_t i = 0; i < facts->revision_count; i++)
        if (facts->revisions[i].effective_from < out->first_effective_from)
            out->first_effective_from = facts->revisions[i].effective_from;
    for (size_t i = 0; i < facts->declaration_count; i++) {
        const struct declaration *one = &facts->declarations[i];
        out->ignored_from[i] = one->recorded_by_buyer ? ignored_from(facts, one) : DAY_NONE;
        out->oldest_paper[i] = oldest_paper(facts, one->star, one->valid_from);
    }
}

static void apply_successions(const struct facts *facts, const struct declaration *declaration,
                              day on, struct standing *out)
{
    for (size_t i = 0; i < facts->succession_count; i++) {
        const struct succession *one = &facts->successions[i];
        if (declaration->recorded_by_buyer || one->on > on || declaration->declared_on >= one->on)
            continue;
        out->predecessors = true;
        out->succession_open = out->succession_open || one->accepted_on > on;
    }
}

static enum assurance level_of_declaration(const struct declaration *declaration,
                                           const struct standing *standing)
{
    if (standing->check == CHECK_STATE_FRESH && !standing->withheld)
        return ASSURANCE_CONFIRMED;
    if (!declaration->recorded_by_buyer && standing->missing == 0)
        return ASSURANCE_SUBSTANTIATED;
    return ASSURANCE_DECLARED;
}

void standing_on(const struct outlook *outlook, size_t index, enum relation relation, day on,
                 struct standing *out)
{
    const struct facts *facts = outlook->facts;
    const struct declaration *one = &facts->declarations[index];
    *out = (struct standing){.checked_on = DAY_MIN, .last_checked_on = DAY_MIN};
    bool ours =
        one->recorded_by_buyer ? on < outlook->ignored_from[index] : relation == RELATION_ACTIVE;
    out->counts = ours && one->declared_on <= on;
    if (!out->counts)
        return;
    out->ended = one->stopped_on <= on || one->revoked_on <= on;
    out->current = !out->ended && one->valid_from <= on && on <= one->valid_until;
    apply_checks(one, facts->recheck_months, on, out);
    out->withheld = out->check == CHECK_STATE_FRESH && relation == RELATION_ACTIVE &&
                    number_differs_on(facts, on);
    out->scope = scope_on(one, on, &out->scope_by);
    apply_successions(facts, one, on, out);
    out->in_force = out->current && out->check != CHECK_STATE_AGAINST &&
                    out->scope == SCOPE_COVERED && !out->succession_open;
    /* A buyer's own record says nothing about papers, and must not tell of the supplier's. */
    if (!one->recorded_by_buyer)
        out->missing = papers_missing(facts, one->star, outlook->oldest_paper[index], on);
    out->level = level_of_declaration(one, out);
}

unsigned held_bit(int star, enum assurance level)
{
    return 1u << (star * 4 + (int)level);
}

bool star_suffices(const struct revision *demand, int star)
{
    return star == demand->required_star || (star > demand->required_star && demand->accept_higher);
}

unsigned satisfying_bits(const struct revision *demand)
{
    unsigned bits = 0;
    for (int star = demand->required_star; star <= STAR_MAX; star++)
        if (star_suffices(demand, star))
            for (int level = (int)demand->required_assurance; level <= ASSURANCE_CONFIRMED; level++)
                bits |= held_bit(star, (enum assurance)level);
    return bits;
}

static int compare_days(day a, day b)
{
    return (a > b) - (a < b);
}

int declaration_compare(const struct declaration *a, enum assurance a_level,
                        const struct declaration *b, enum assurance b_level)
{
    if (a->star != b->star)
        return a->star - b->star;
    if (a_level != b_level)
        return (int)a_level - (int)b_level;
    int by_end = compare_days(a->valid_until, b->valid_until);
    if (by_end != 0)
        return by_end;
    int by_start = compare_days(a->valid_from, b->valid_from);
    if (by_start != 0)
        return by_start;
    return a < b ? -1 : a > b;
}
