/* SPDX-License-Identifier: Apache-2.0 */
/* What one self-assessment takes over from another, and how two differ: pure, JSON in and out. Both
 * are of editions whose criteria keep their ids. NULL when out of memory. */
#ifndef DOMAIN_CARRY_H
#define DOMAIN_CARRY_H

#include <jansson.h>
#include <stdbool.h>

#include "base/language.h"

struct answer_set {
    const json_t *edition; /* in the transcription by which it was answered */
    int star;
    const json_t *answers; /* as domain/scoring.h reads them */
};

/* Whether criteria of one id are the same: of one edition, or of two of one scheme that share a
 * star. */
bool carry_comparable(const struct answer_set *from, const struct answer_set *to);
/* The answers to criteria that both have, where the scale of `to` knows them. */
json_t *carry_answers(const struct answer_set *from, const struct answer_set *to);
/* {"answers": how many, "new", "changed", "gone": [criterion, …]}: what `from` did not ask, asked
 * in another text, and what `to` does not ask any more; in the order of the edition that has them.
 */
json_t *carry_marks(const struct answer_set *from, const struct answer_set *to);
/* The items of the contract's AssessmentDiff: criteria of either that differ. */
json_t *carry_differences(const struct answer_set *from, const struct answer_set *to,
                          enum language language);

#endif
