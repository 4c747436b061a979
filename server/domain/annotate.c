/* SPDX-License-Identifier: Apache-2.0 */
/* Notes: they change nothing, but a careful reader wants to know. */
#include <string.h>

#include "domain/moment.h"

static void annotate_step(struct step *step, enum remark_code code, int a, int b, int c, int d)
{
    if (step->note_count < STEP_NOTES_MAX)
        step->notes[step->note_count++] = (struct remark){code, {a, b, c, d}};
}

static bool has_reason(const struct step *step, enum remark_code code)
{
    for (size_t i = 0; i < step->reason_count; i++)
        if (step->reasons[i].code == code)
            return true;
    return false;
}

static void note_series(const struct facts *facts, const struct declaration *one, struct step *step)
{
    if (one->star > 2 || !one->number)
        return;
    bool old_series = one->number[0] == '4';
    if (old_series)
        annotate_step(step, NOTE_OLD_SERIES_ID, 0, 0, 0, 0);
    if (facts->new_series_from != DAY_NONE &&
        old_series != (one->declared_on < facts->new_series_from))
        annotate_step(step, NOTE_ID_SERIES_DATE_MISMATCH, 0, 0, 0, 0);
}

static void note_checks(const struct standing *standing, struct step *step)
{
    if (standing->last_checked_on == DAY_MIN && !has_reason(step, REASON_AWAITING_CHECK))
        annotate_step(step, NOTE_NEVER_CHECKED, 0, 0, 0, 0);
    if (standing->check == CHECK_STATE_STALE && !has_reason(step, REASON_CHECK_STALE))
        annotate_step(step, NOTE_RECHECK_SUGGESTED, standing->checked_on, 0, 0, 0);
}

static bool is_superseded(const struct facts *facts, const char *edition)
{
    for (size_t i = 0; edition && i < facts->superseded_edition_count; i++)
        if (strcmp(facts->superseded_editions[i], edition) == 0)
            return true;
    return false;
}

/* About the answers behind the deciding declaration: those that count, and newer ones with gaps. */
static void note_assessments(const struct moment *moment, int star, day oldest, struct step *step)
{
    const struct assessment *newest = NULL, *complete = NULL;
    for (size_t i = 0; i < moment->facts->assessment_count; i++) {
        const struct assessment *one = &moment->facts->assessments[i];
        if (!assessment_counts(one, star, oldest, moment->on))
            continue;
        newest = one;
        if (assessment_complete(one, star))
            complete = one;
    }
    if (!complete)
        return;
    if (is_superseded(moment->facts, complete->edition))
        annotate_step(step, NOTE_EDITION_SUPERSEDED, star, 0, 0, 0);
    if (newest != complete)
        annotate_step(step, NOTE_NEWER_ASSESSMENT_HAS_GAPS, newest->star,
                      newest->unanswered + (star >= 3 ? newest->not_met : 0), 0, 0);
}

static void note_declaration(const struct moment *moment, struct step *step)
{
    size_t index = (size_t)moment->deciding;
    const struct declaration *one = &moment->facts->declarations[index];
    const struct standing *standing = &moment->standings[index];
    note_series(moment->facts, one, step);
    note_checks(standing, step);
    if (standing->predecessors)
        annotate_step(step, NOTE_PREDECESSOR, 0, 0, 0, 0);
    if (standing->level == ASSURANCE_CONFIRMED && standing->missing != 0 &&
        moment->demand->required_assurance >= ASSURANCE_SUBSTANTIATED)
        annotate_step(step, NOTE_FILE_INCOMPLETE, 0, 0, 0, 0);
    if (one->validity_assumed && one->valid_until != DAY_NONE)
        annotate_step(step, NOTE_VALIDITY_ASSUMED, 0, 0, 0, 0);
    if (!one->recorded_by_buyer)
        note_assessments(moment, one->star, moment->outlook->oldest_paper[index], step);
}

static void note_upcoming(const struct moment *moment, struct step *step)
{
    const struct revision *next = moment->upcoming, *now = moment->revision;
    if (!next || next->required_star == 0)
        return;
    if (now && now->required_star == next->required_star && now->due_on == next->due_on &&
        now->required_assurance == next->required_assurance &&
        now->accept_higher == next->accept_higher)
        return;
    annotate_step(step, NOTE_REQUIREMENT_CHANGES, next->effective_from, next->required_star,
                  next->due_on, 0);
}

/* Only where the supplier disclosed it, and only while the star is still to be reached. */
static void note_readiness(const struct moment *moment, struct step *step)
{
    const struct readiness *readiness = &moment->facts->readiness;
    if (moment->on >= moment->facts->readiness_first &&
        moment->on <= moment->facts->readiness_last && moment->relation == RELATION_ACTIVE &&
        !moment->meets && step->required_star >= 3 && readiness->star > 0 && readiness->total > 0 &&
        readiness->assessed_on <= moment->on)
        annotate_step(step, NOTE_READINESS, readiness->star, readiness->met, readiness->total,
                      readiness->assessed_on);
}

/* The answer to a demand stands until the supplier gives another or the demand changes. */
static void note_response(const struct moment *moment, struct step *step)
{
    const struct response_fact *response = &moment->facts->response;
    if (response->on > moment->on || moment->relation != RELATION_ACTIVE ||
        (response->revision != 0 && response->revision != moment->demand->number))
        return;
    if (response->kind == RESPONSE_TALKS_REQUESTED)
        annotate_step(step, NOTE_TALKS_REQUESTED, 0, 0, 0, 0);
    if (response->kind == RESPONSE_OBJECTED)
        annotate_step(step, NOTE_OBJECTED, 0, 0, 0, 0);
}

static void note_number(const struct moment *moment, struct step *step)
{
    if (moment->relation == RELATION_ACTIVE && number_differs_on(moment->facts, moment->on) &&
        !has_reason(step, REASON_CORPORATE_NUMBER_DIFFERS))
        annotate_step(step, NOTE_CORPORATE_NUMBER_DIFFERS, 0, 0, 0, 0);
}

void annotate(const struct moment *moment, struct step *step)
{
    if (moment->relation == RELATION_ENDED)
        return;
    bool demanded = moment->demand != NULL;
    note_number(moment, step);
    if (demanded && moment->deciding >= 0)
        note_declaration(moment, step);
    note_upcoming(moment, step);
    if (!demanded)
        return;
    if (moment->deciding >= 0 && step->declaration->recorded_by_buyer)
        annotate_step(step, NOTE_RECORDED_BY_BUYER, 0, 0, 0, 0);
    note_readiness(moment, step);
    note_response(moment, step);
}
