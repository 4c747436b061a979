/* SPDX-License-Identifier: Apache-2.0 */
/* Reasons in order: what is wrong with the declaration, the missing papers in the scheme's order,
 * last the timing. The next step is the first thing that is open. */
#include <string.h>

#include "domain/moment.h"

static struct remark remark(enum remark_code code, int first, int second)
{
    return (struct remark){code, {first, second}};
}

static void add_reason(struct step *step, enum remark_code code, int first, int second)
{
    if (step->reason_count < STEP_REASONS_MAX)
        step->reasons[step->reason_count++] = remark(code, first, second);
}

static void next(struct step *step, enum remark_code code, int value)
{
    step->next_step = remark(code, value, 0);
}

static bool is_active(const struct moment *moment)
{
    return moment->relation == RELATION_ACTIVE;
}

static void explain_no_requirement(const struct moment *moment, struct step *step)
{
    next(step, STEP_NONE, 0);
    if (moment->relation == RELATION_ENDED) {
        add_reason(step, REASON_RELATIONSHIP_ENDED, moment->relation_step.from, 0);
    } else if (moment->revision && moment->revision->exempt) {
        add_reason(step, REASON_REQUIREMENT_EXEMPT, 0, 0);
    } else if (moment->revision) {
        add_reason(step, REASON_REQUIREMENT_REMOVED, moment->revision->effective_from, 0);
    } else if (moment->upcoming) {
        add_reason(step, REASON_REQUIREMENT_NOT_YET_EFFECTIVE, moment->upcoming->effective_from, 0);
    } else {
        add_reason(step, REASON_REQUIREMENT_NOT_SET, 0, 0);
        next(step, STEP_SET_REQUIREMENT, 0);
    }
}

/* An invitation without answer, or a refusal; false when the relationship is active. */
static bool explain_relation(const struct moment *moment, struct step *step)
{
    if (moment->relation == RELATION_DECLINED) {
        add_reason(step, REASON_RELATIONSHIP_DECLINED, moment->relation_step.from, 0);
        next(step, STEP_CONTACT_SUPPLIER, 0);
    } else if (invitation_expired(moment)) {
        add_reason(step, REASON_INVITATION_EXPIRED, 0, 0);
        next(step, STEP_RESEND_INVITATION, 0);
    } else if (moment->relation == RELATION_INVITED) {
        add_reason(step, REASON_INVITATION_OPEN,
                   moment->facts->relation_count ? moment->relation_step.from
                                                 : moment->facts->invited_on,
                   0);
        next(step, STEP_ACCEPT_INVITATION, 0);
    } else {
        return false;
    }
    return true;
}

static void explain_met(const struct moment *moment, struct step *step)
{
    if (step->held_star > step->required_star)
        add_reason(step, REASON_HIGHER_STAR_HELD, step->held_star, step->required_star);
    else
        add_reason(step, REASON_STAR_HELD, step->held_star, (int)step->held_assurance);
    next(step, STEP_NONE, 0);
    if (step->status != STATUS_EXPIRING)
        return;
    add_reason(step, REASON_STAR_EXPIRES, moment->carried_until, 0);
    next(step, STEP_RENEW_STAR, 0);
    /* A renewal on file that begins too late leaves a gap, but nothing to be filed again. */
    int renewal = upcoming_declaration(moment);
    if (renewal < 0 || declaration_at(moment, renewal)->valid_from <= moment->carried_until ||
        moment->standings[renewal].level < moment->demand->required_assurance)
        return;
    add_reason(step, REASON_NOT_YET_VALID, declaration_at(moment, renewal)->valid_from, 0);
    next(step, STEP_NONE, 0);
}

static bool assessment_done(const struct moment *moment, int star)
{
    day oldest = oldest_paper(moment->facts, star, moment->on);
    for (size_t i = 0; i < moment->facts->assessment_count; i++) {
        const struct assessment *one = &moment->facts->assessments[i];
        if (assessment_counts(one, star, oldest, moment->on) && assessment_complete(one, star))
            return true;
    }
    return false;
}

static void explain_scheme(const struct moment *moment, struct step *step)
{
    int star = step->required_star;
    add_reason(step, REASON_STAR_NOT_OBTAINABLE, star, 0);
    if (explain_relation(moment, step))
        return;
    /* Nothing can be prepared for ★5, and nothing more where the answers are complete. */
    bool nothing_to_do = star == STAR_MAX || assessment_done(moment, star);
    next(step, nothing_to_do ? STEP_WAIT_FOR_SCHEME : STEP_PREPARE_ASSESSMENT, 0);
}

static void explain_buyers_turn(const struct moment *moment, struct step *step)
{
    const struct standing *standing = &moment->standings[moment->in_favour];
    bool check_asked = standing->level < moment->demand->required_assurance;
    if (check_asked && standing->withheld)
        add_reason(step, REASON_CORPORATE_NUMBER_DIFFERS, 0, 0);
    else if (check_asked && standing->check == CHECK_STATE_STALE)
        add_reason(step, REASON_CHECK_STALE, standing->checked_on, moment->facts->recheck_months);
    else if (check_asked)
        add_reason(step, REASON_AWAITING_CHECK, 0, 0);
    if (standing->scope == SCOPE_OPEN)
        add_reason(step, REASON_AWAITING_SCOPE_DECISION, 0, 0);
    next(step, check_asked ? STEP_CHECK_DECLARATION : STEP_DECIDE_SCOPE, 0);
    if (standing->succession_open) {
        add_reason(step, REASON_AWAITING_PREDECESSOR_DECISION, 0, 0);
        if (!check_asked)
            next(step, STEP_DECIDE_PREDECESSOR, 0);
    }
    if (check_asked && standing->withheld)
        next(step, STEP_RESOLVE_NUMBER, 0);
}

/* The newest submitted answers that speak for the star, withdrawn ones or not as asked. */
static const struct assessment *newest_assessment(const struct facts *facts, int star, day oldest,
                                                  day on, bool withdrawn)
{
    for (size_t i = facts->assessment_count; i-- > 0;) {
        const struct assessment *one = &facts->assessments[i];
        bool wanted =
            withdrawn ? one->withdrawn_on <= on : assessment_counts(one, star, oldest, on);
        if (wanted && assessment_speaks_for(one, star) && one->assessed_on <= on)
            return one;
    }
    return NULL;
}

struct remark answers_step(const struct facts *facts, int star, day oldest, day on)
{
    const struct assessment *one = newest_assessment(facts, star, oldest, on, false);
    if (!one)
        return remark(STEP_SUBMIT_ASSESSMENT, star, 0);
    return one->unanswered > 0 ? remark(STEP_COMPLETE_ASSESSMENT, one->unanswered, 0)
                               : remark(STEP_MEET_CRITERIA, one->not_met, 0);
}

static void explain_assessment(const struct moment *moment, int star, day oldest, struct step *step)
{
    const struct facts *facts = moment->facts;
    const struct assessment *one = newest_assessment(facts, star, oldest, moment->on, false);
    step->next_step = answers_step(facts, star, oldest, moment->on);
    if (one) {
        if (one->unanswered > 0)
            add_reason(step, REASON_ASSESSMENT_INCOMPLETE, one->unanswered, 0);
        if (star >= 3 && one->not_met > 0)
            add_reason(step, REASON_CRITERIA_NOT_MET, one->not_met, one->total);
        return;
    }
    one = newest_assessment(facts, star, oldest, moment->on, true);
    bool too_old = newest_assessment(facts, star, DAY_MIN, moment->on, false) != NULL;
    if (one && !too_old)
        add_reason(step, REASON_ASSESSMENT_WITHDRAWN, one->star, one->withdrawn_on);
    else
        add_reason(step, REASON_ASSESSMENT_MISSING, star,
                   too_old ? facts->assessment_max_age_months[star] : 0);
}

/* Missing papers in the scheme's order; the first one is the next step. */
static void explain_papers(const struct moment *moment, int star, day oldest, struct step *step)
{
    static const struct {
        unsigned bit;
        enum remark_code reason, step;
    } papers[] = {
        {MISSING_POLICY, REASON_POLICY_NOT_PUBLISHED, STEP_PUBLISH_POLICY},
        {MISSING_EXPERT, REASON_EXPERT_CONFIRMATION_MISSING, STEP_ADD_EXPERT_CONFIRMATION},
        {MISSING_OATH, REASON_MANAGEMENT_OATH_MISSING, STEP_ADD_MANAGEMENT_OATH},
        {MISSING_THIRD_PARTY, REASON_THIRD_PARTY_ASSESSMENT_MISSING, STEP_ADD_THIRD_PARTY_REPORT},
        {MISSING_TECHNICAL, REASON_TECHNICAL_VERIFICATION_MISSING, STEP_ADD_TECHNICAL_VERIFICATION},
    };
    unsigned missing = papers_missing(moment->facts, star, oldest, moment->on);
    unsigned too_old = missing & ~papers_missing(moment->facts, star, DAY_MIN, moment->on);
    int months = moment->facts->assessment_max_age_months[star];
    size_t before = step->reason_count;
    if (missing & MISSING_ASSESSMENT)
        explain_assessment(moment, star, oldest, step);
    for (size_t i = 0; i < sizeof papers / sizeof *papers; i++) {
        if (!(missing & papers[i].bit))
            continue;
        if (step->reason_count == before)
            next(step, papers[i].step, 0);
        add_reason(step, papers[i].reason, too_old & papers[i].bit ? months : 0, 0);
    }
}

static bool papers_wanted(const struct moment *moment)
{
    return moment->demand->required_assurance == ASSURANCE_SUBSTANTIATED;
}

static void explain_aside(const struct moment *moment, int index, struct step *step)
{
    const struct standing *standing = &moment->standings[index];
    if (standing->check == CHECK_STATE_AGAINST) {
        bool absent = standing->check_result == CHECK_NOT_FOUND;
        add_reason(step, absent ? REASON_CHECK_NOT_FOUND : REASON_CHECK_DIFFERS,
                   standing->checked_on, 0);
        next(step, STEP_CORRECT_DECLARATION, 0);
    } else {
        next(step, STEP_WIDEN_SCOPE, 0);
    }
    if (standing->scope == SCOPE_REFUSED)
        add_reason(step, REASON_SCOPE_NOT_ACCEPTED, 0, 0);
}

static void explain_ended(const struct moment *moment, int index, struct step *step)
{
    const struct declaration *one = declaration_at(moment, index);
    next(step, STEP_DECLARE_STAR, step->required_star);
    if (one->revoked_on == declaration_over_on(one)) {
        add_reason(step, REASON_DECLARATION_REVOKED, one->revoked_on, 0);
    } else if (one->stopped_on == declaration_over_on(one)) {
        add_reason(step, REASON_DECLARATION_STOPPED, one->stopped_on, 0);
    } else {
        add_reason(step, REASON_DECLARATION_EXPIRED, one->valid_until, 0);
        next(step, STEP_RENEW_STAR, 0);
    }
}

static void explain_too_low(struct step *step)
{
    if (step->held_star == 0)
        return;
    bool low = step->held_star < step->required_star;
    add_reason(step, low ? REASON_STAR_TOO_LOW : REASON_HIGHER_STAR_NOT_ACCEPTED, step->held_star,
               step->required_star);
}

/* A sufficient star is in force, but not proven as demanded. */
static void explain_unproven(const struct moment *moment, int index, struct step *step)
{
    const struct declaration *one = declaration_at(moment, index);
    if (!is_active(moment))
        return;
    if (moment->standings[index].scope == SCOPE_OPEN)
        add_reason(step, REASON_AWAITING_SCOPE_DECISION, 0, 0);
    if (moment->standings[index].succession_open)
        add_reason(step, REASON_AWAITING_PREDECESSOR_DECISION, 0, 0);
    /* What the buyer recorded stays declared; the supplier's own declaration carries papers. */
    if (one->recorded_by_buyer) {
        add_reason(step, REASON_NO_DECLARATION, step->required_star, 0);
        next(step, STEP_DECLARE_STAR, step->required_star);
    }
    if (papers_wanted(moment))
        explain_papers(moment, one->star, moment->outlook->oldest_paper[index], step);
}

/* No sufficient star was ever filed. */
static void explain_never_filed(const struct moment *moment, struct step *step)
{
    int star = step->required_star;
    if (step->held_star == 0)
        add_reason(step, REASON_NO_DECLARATION, star, 0);
    next(step, STEP_DECLARE_STAR, star);
    if (papers_wanted(moment))
        explain_papers(moment, star, oldest_paper(moment->facts, star, moment->on), step);
    /* ★1 is declared first and answered afterwards; the other stars the other way round. */
    if (star == 1)
        next(step, STEP_DECLARE_STAR, star);
}

/* Nothing sufficient is in force: why the last one is not, and what is to come. */
static void explain_not_in_force(const struct moment *moment, struct step *step)
{
    explain_too_low(step);
    int aside = sufficient_declaration(moment, true);
    int ended = aside < 0 ? ended_declaration(moment) : -1;
    int upcoming = upcoming_declaration(moment);
    if (aside >= 0)
        explain_aside(moment, aside, step);
    else if (ended >= 0)
        explain_ended(moment, ended, step);
    if (upcoming >= 0) {
        const struct declaration *one = declaration_at(moment, upcoming);
        add_reason(step, REASON_NOT_YET_VALID, one->valid_from, 0);
        next(step, STEP_NONE, 0);
        if (papers_wanted(moment) && is_active(moment))
            explain_papers(moment, one->star, moment->outlook->oldest_paper[upcoming], step);
    } else if (aside < 0 && ended < 0 && is_active(moment)) {
        explain_never_filed(moment, step);
    }
}

static void explain_timing(const struct moment *moment, struct step *step)
{
    day due_on = moment->demand->due_on;
    if (step->status == STATUS_LAPSED)
        add_reason(step, REASON_MET_BEFORE, moment->met_until, 0);
    else if (step->status == STATUS_OVERDUE)
        add_reason(step, REASON_PAST_DUE, due_on, 0);
    else if (due_on != DAY_NONE)
        add_reason(step, REASON_NOT_DUE_YET, due_on, 0);
}

static void explain_not_met(const struct moment *moment, struct step *step)
{
    next(step, STEP_NONE, 0);
    int sufficient = sufficient_declaration(moment, false);
    if (sufficient >= 0)
        explain_unproven(moment, sufficient, step);
    else
        explain_not_in_force(moment, step);
    /* While nobody is there, the next step is to get an answer. */
    explain_relation(moment, step);
    explain_timing(moment, step);
}

void explain(const struct moment *moment, struct step *step)
{
    if (step->status == STATUS_NO_REQUIREMENT) {
        explain_no_requirement(moment, step);
    } else if (moment->meets) {
        explain_met(moment, step);
    } else if (step->waiting_on == WAITING_SCHEME) {
        explain_scheme(moment, step);
    } else if (moment->in_favour >= 0) {
        explain_buyers_turn(moment, step);
    } else {
        day obtainable_from = moment->facts->obtainable_from[step->required_star];
        if (moment->demand->due_on < obtainable_from) {
            add_reason(step, REASON_DUE_DATE_VOID, moment->demand->due_on, obtainable_from);
            next(step, STEP_SET_DUE_DATE, 0);
        } else {
            explain_not_met(moment, step);
        }
    }
}
