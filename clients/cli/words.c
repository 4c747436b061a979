/* SPDX-License-Identifier: Apache-2.0 */
#include "words.h"

static const struct wording words[W_COUNT] = {
    [W_NONE] = {"", ""},
#define X(id, ja, en) [W_##id] = {ja, en},
#include "words_errors.inc"
#include "words_help.inc"
#include "words_screens.inc"
#undef X
};

const char *wording_in(const struct wording *wording, enum language language)
{
    return language == LANGUAGE_JA ? wording->ja : wording->en;
}

const char *word_in(enum word id, enum language language)
{
    return wording_in(&words[id], language);
}
