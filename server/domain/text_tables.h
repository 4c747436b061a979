/* SPDX-License-Identifier: Apache-2.0 */
/* The tables behind domain/text.h, one for each kind. */
#ifndef DOMAIN_TEXT_TABLES_H
#define DOMAIN_TEXT_TABLES_H

#include "domain/text.h"

struct text_rows {
    const struct text *rows;
    size_t count;
};

extern const struct text_rows text_advisories, text_labels, text_levels, text_next_steps,
    text_notes, text_problems, text_reasons, text_shown, text_sources, text_suggestions;

#endif
