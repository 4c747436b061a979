/* SPDX-License-Identifier: Apache-2.0 */
/* The program's own words in both languages: one table, X(id, Japanese, English). What codes mean
 * (reasons, next steps, refusals) comes from the server and stands nowhere here. {1}, {2} … are
 * filled in. */
#ifndef CLI_WORDS_H
#define CLI_WORDS_H

#include "base/language.h"

/* A text in both languages. */
struct wording {
    const char *ja, *en;
};

enum word {
    W_NONE,
#define X(id, ja, en) W_##id,
#include "words_errors.inc"
#include "words_help.inc"
#include "words_screens.inc"
#undef X
    W_COUNT
};

const char *word_in(enum word id, enum language language);
const char *wording_in(const struct wording *wording, enum language language);

#endif
