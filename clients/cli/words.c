/* SPDX-License-Identifier: Apache-2.0 */
#include "words.h"

static const char *const words[W_COUNT][2] = {
    [W_NONE] = {"", ""},
#define X(id, ja, en) [W_##id] = {ja, en},
#include "words_errors.inc"
#include "words_help.inc"
#include "words_screens.inc"
#undef X
};

const char *word_in(enum word id, enum language language)
{
    return words[id][language == LANGUAGE_JA ? 0 : 1];
}
