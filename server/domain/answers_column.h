/* SPDX-License-Identifier: Apache-2.0 */
/* For answers_sheet.c and answers_read.c alone: the columns of the answer sheet. */
#ifndef DOMAIN_ANSWERS_COLUMN_H
#define DOMAIN_ANSWERS_COLUMN_H

#include "base/language.h"

enum answers_column {
    ANSWERS_EDITION,
    ANSWERS_CRITERION,
    ANSWERS_REQUIREMENT,
    ANSWERS_TEXT,
    ANSWERS_CHOICES,
    ANSWERS_ANSWER,
    ANSWERS_JUSTIFICATION,
    ANSWERS_NOTE,
    ANSWERS_COUNT
};

/* In pointers, and the code of the heading. */
const char *answers_column_name(enum answers_column column);
const char *answers_heading(enum answers_column column, enum language language);
/* ANSWERS_COUNT for none. Width, kana, case, blanks, marks and hints (回答（○△×）) make no
 * difference, and common other names are known (評価, コメント). */
enum answers_column answers_column_of(const char *heading);

#endif
