/* SPDX-License-Identifier: Apache-2.0 */
/* What a supplier's answers to an edition come to: pure, JSON in, numbers out.
 *
 * answers: {"<criterion>": {"answer": "implemented", "justification"?, "transcription"?, …}, …}. An
 * edition is the catalogue file as imported. Nothing here says that a star is held: an assessment
 * alone never gives one. */
#ifndef DOMAIN_SCORING_H
#define DOMAIN_SCORING_H

#include <jansson.h>
#include <stdbool.h>

#include "base/language.h"

struct score {
    int criteria; /* of this star in the edition */
    /* What the scheme counts; more than `criteria` where the edition's texts are not all on file
     * (★4), so that nothing can be said about the whole. */
    int official;
    int met; /* an answer that counts as met, justified where it must be */
    int not_met;
    int unanswered;  /* stay in the total */
    bool has_points; /* ★2 only */
    int points;
    const json_t *band; /* borrowed; the advice for these points, NULL unless all are answered */
};

/* The criterion with that id if it belongs to the star, else NULL. */
const json_t *scoring_criterion(const json_t *edition, int star, const char *id);
bool scoring_criterion_of_star(const json_t *criterion, int star);
/* The edition's answer with that value, or NULL. */
const json_t *scoring_answer(const json_t *edition, const char *value);
bool scoring_answer_needs_justification(const json_t *answer);

struct score scoring_count(const json_t *edition, int star, const json_t *answers);

/* What is stored with the answers, in no language:
 * {"total": null where unknown, "criteria", "met", "not_met", "unanswered", "points": null but for
 *  ★2, "maximum", "band", "gaps": [{"criterion", "answer": null when unanswered}]}, gaps in the
 * order of the edition. NULL when out of memory. */
json_t *scoring_result(const json_t *edition, int star, const json_t *answers);

/* The contract's AssessmentResult from the stored one. `readiness`: by the criteria that are known
 * now, which may be others than the result's; NULL for none. */
json_t *scoring_result_shown(const json_t *result, const json_t *readiness, enum language language);

#endif
