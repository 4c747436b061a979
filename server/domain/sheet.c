/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/sheet.h"

#include <string.h>

#include "base/text.h"
#include "domain/facts.h"
#include "vocabulary/vocabulary.h"

static const char *const columns[SHEET_COLUMN_COUNT] = {
#define X(column, name, ...) [SHEET_##column] = name,
    VOCABULARY_HEADING(X)
#undef X
};

const char *sheet_name(enum sheet_column column)
{
    return columns[column];
}

const char *sheet_contact_member(enum sheet_column column)
{
    static const char prefix[] = "contact_";
    const char *name = sheet_name(column);
    return strncmp(name, prefix, sizeof prefix - 1) == 0 ? name + sizeof prefix - 1 : NULL;
}

const char *sheet_heading(enum sheet_column column, enum language language)
{
    return text_word(TEXT_HEADING, columns[column], language);
}

const char *sheet_word(enum text_kind kind, const char *code, enum language language)
{
    return language == LANGUAGE_JA ? text_word(kind, code, language) : code;
}

const char *sheet_exempt(enum language language)
{
    return language == LANGUAGE_JA ? "対象外" : "exempt";
}

const char *sheet_flag(bool flag, enum language language)
{
    if (language == LANGUAGE_JA)
        return flag ? "はい" : "いいえ";
    return flag ? "true" : "false";
}

static size_t star_choices(int most, const char *out[static CELLS_CHOICES_MAX])
{
    static const char *const stars[] = {"1", "2", "3", "4", "5"};
    for (int i = 0; i < most; i++)
        out[i] = stars[i];
    return (size_t)most;
}

static size_t assurance_choices(enum language language, const char *out[static CELLS_CHOICES_MAX])
{
    static const char *const levels[] = {
#define X(name, code, ...) code,
        VOCABULARY_ASSURANCE(X)
#undef X
    };
    size_t count = sizeof levels / sizeof *levels;
    for (size_t i = 0; i < count; i++)
        out[i] = sheet_word(TEXT_ASSURANCE, levels[i], language);
    return count;
}

size_t sheet_choices(enum sheet_column column, enum language language,
                     const char *out[static CELLS_CHOICES_MAX])
{
    size_t count;
    switch (column) {
    case SHEET_REQUIRED_STAR:
        count = star_choices(STAR_MAX, out);
        out[count++] = sheet_exempt(language);
        return count;
    case SHEET_DECLARATION_STAR:
        return star_choices(STAR_DECLARED_MAX, out);
    case SHEET_REQUIRED_ASSURANCE:
        return assurance_choices(language, out);
    case SHEET_ACCEPT_HIGHER:
        out[0] = sheet_flag(true, language);
        out[1] = sheet_flag(false, language);
        return 2;
    default:
        return 0;
    }
}

void sheet_choices_write(struct buf *out, enum sheet_column column)
{
    const char *choices[2][CELLS_CHOICES_MAX];
    size_t count = sheet_choices(column, LANGUAGE_JA, choices[0]);
    sheet_choices(column, LANGUAGE_EN, choices[1]);
    for (size_t language = 0; language < 2; language++)
        for (size_t i = 0; i < count; i++) {
            if (language == 1 && strcmp(choices[0][i], choices[1][i]) == 0)
                continue;
            buf_text_add(out, language + i > 0 ? ", " : "");
            buf_text_add(out, text_is_digit(choices[language][i][0]) ? "★" : "");
            buf_text_add(out, choices[language][i]);
        }
}
