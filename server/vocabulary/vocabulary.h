/* SPDX-License-Identifier: Apache-2.0 */
/* The words for what has a code, Japanese and English, by kind: api/vocabulary.yaml as tables. The
 * kinds, and the codes of each as a list VOCABULARY_<KIND>(X), are in vocabulary_codes.h. */
#ifndef VOCABULARY_VOCABULARY_H
#define VOCABULARY_VOCABULARY_H

#include <stddef.h>

#include "base/language.h"
#include "vocabulary_codes.h"

struct text {
    const char *code; /* "code/3" where ★3 and ★4 need other words */
    const char *ja;
    const char *en;
    const char *actor; /* of a next step, else NULL */
};

/* In the order of their codes. */
struct text_rows {
    const struct text *rows;
    size_t count;
};

extern const struct text_rows vocabulary[TEXT_KIND_COUNT];

/* NULL for an unknown code. */
const struct text *text_find(enum text_kind kind, const char *code);
const char *text_in(const struct text *text, enum language language);
/* The word for a code; the code itself where there is none, as of what came later. */
const char *text_word(enum text_kind kind, const char *code, enum language language);

#endif
