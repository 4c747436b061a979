/* SPDX-License-Identifier: Apache-2.0 */
/* Answers as they are sent, in parts or as a filled sheet, merged into those on file: pure. */
#ifndef DOMAIN_ANSWERS_H
#define DOMAIN_ANSWERS_H

#include <jansson.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/language.h"

/* What answers are for. */
struct questionnaire {
    const json_t *edition; /* the catalogue file */
    int star;
};

/* `given`: [{"criterion", "answer": null takes it back, "justification"?, "note"?}], the contract's
 * AnswersInput. Changes `answers` (as domain/scoring.h reads them). ERR_INVALID with every fault,
 * pointers /answers/<index>/<member>; `answers` is then not to be used. */
err answers_merge(const struct questionnaire *questionnaire, const json_t *given, json_t *answers,
                  struct fault *fault) MUST_CHECK;
/* The same from the text of a filled sheet, which is changed in place; sheet[length] is NUL. Rows
 * with an empty answer leave their criterion as it is. Pointers /rows/<line>/<column>. */
err answers_merge_sheet(const struct questionnaire *questionnaire, char *sheet, size_t length,
                        json_t *answers, struct fault *fault) MUST_CHECK;

/* The blank sheet with its byte order mark; star 0 = all criteria. */
void answers_sheet(const struct questionnaire *questionnaire, enum language language,
                   struct buf *out);

#endif
