/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/decision.h"

#include "domain/moment.h"

/* In the order in which the status is explained (domain/explain.c). */
static int declaration_in_question(const struct moment *moment)
{
    if (!moment->demand || moment->meets)
        return moment->demand ? moment->deciding : -1;
    const int candidates[] = {
        moment->in_favour,
        sufficient_declaration(moment, false),
        sufficient_declaration(moment, true),
        ended_declaration(moment),
        upcoming_declaration(moment),
        moment->deciding,
    };
    for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++)
        if (candidates[i] >= 0)
            return candidates[i];
    return -1;
}

static const struct assessment *answers_on(const struct moment *moment, int star, day oldest)
{
    const struct facts *facts = moment->facts;
    const struct assessment *newest = NULL, *withdrawn = NULL;
    for (size_t i = facts->assessment_count; i-- > 0;) {
        const struct assessment *one = &facts->assessments[i];
        if (assessment_counts(one, star, oldest, moment->on)) {
            if (assessment_complete(one, star))
                return one;
            newest = newest ? newest : one;
        } else if (!withdrawn && assessment_speaks_for(one, star) &&
                   one->withdrawn_on <= moment->on) {
            withdrawn = one;
        }
    }
    return newest ? newest : withdrawn;
}

static void add_papers(const struct moment *moment, int star, day oldest, struct decision *out)
{
    const struct facts *facts = moment->facts;
    if (star_asks_for_answers(star))
        out->assessment = answers_on(moment, star, oldest);
    for (int kind = 0; kind < PAPER_KIND_COUNT; kind++) {
        const struct paper *newest = NULL;
        for (size_t i = 0; star_asks_for(star, (enum paper_kind)kind) && i < facts->paper_count;
             i++)
            if ((int)facts->papers[i].kind == kind &&
                paper_counts(&facts->papers[i], star, oldest, moment->on))
                newest = &facts->papers[i];
        if (newest)
            out->papers[out->paper_count++] = newest;
    }
}

bool decision_on(const struct facts *facts, day on, struct decision *out)
{
    struct outlook outlook;
    struct moment moment;
    struct step step;
    if (!moment_on(facts, on, &outlook, &moment, &step))
        return false;
    *out = (struct decision){.relation = moment.relation_step, .revision = step.revision};
    if (!step.revision || !moment.demand)
        return true;
    int index = declaration_in_question(&moment);
    if (index < 0) {
        int star = moment.demand->required_star;
        if (moment.relation == RELATION_ACTIVE)
            add_papers(&moment, star, oldest_paper(facts, star, on), out);
        return true;
    }
    const struct standing *standing = &moment.standings[index];
    out->declaration = &facts->declarations[index];
    out->check = standing->decided_by;
    out->scope_decision = standing->scope_by;
    if (!out->declaration->recorded_by_buyer && moment.relation == RELATION_ACTIVE &&
        standing->level != ASSURANCE_CONFIRMED)
        add_papers(&moment, out->declaration->star, outlook.oldest_paper[index], out);
    return true;
}
