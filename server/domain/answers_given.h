/* SPDX-License-Identifier: Apache-2.0 */
/* For answers.c and answers_sheet.c alone: one answer, wherever it came from. */
#ifndef DOMAIN_ANSWERS_GIVEN_H
#define DOMAIN_ANSWERS_GIVEN_H

#include "domain/answers.h"

struct given {
    const char *place; /* "answers" or "rows": begins the pointer of its faults */
    size_t number;
    const char *criterion;
    const char *answer; /* a value, a label of the edition, or a word or mark for it; NULL: none */
    bool answer_stays;  /* without an answer the one on file stays; else it is taken back */
    /* NULL: what is on file stays; "" takes it away. */
    const char *justification;
    const char *note;
};

/* Checks one and merges it. `seen`: the criteria named so far in the same request, with their
 * numbers. */
void answers_give(const struct questionnaire *questionnaire, const struct given *given,
                  json_t *seen, json_t *answers, struct fault *fault);

#endif
