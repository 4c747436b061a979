/* SPDX-License-Identifier: Apache-2.0 */
#include "vocabulary/vocabulary.h"

#include <string.h>

const struct text *text_find(enum text_kind kind, const char *code)
{
    const struct text_rows *texts = &vocabulary[kind];
    size_t low = 0, high = texts->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(code, texts->rows[middle].code);
        if (order == 0)
            return &texts->rows[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const char *text_in(const struct text *text, enum language language)
{
    return language == LANGUAGE_JA ? text->ja : text->en;
}

const char *text_word(enum text_kind kind, const char *code, enum language language)
{
    const struct text *text = text_find(kind, code);
    return text ? text_in(text, language) : code;
}
