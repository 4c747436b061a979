/* SPDX-License-Identifier: Apache-2.0 */
/* One row of the files in which the 国税庁 publishes 法人番号 (全件データ, 差分データ): 30 columns
 * without headings. Pure. */
#ifndef DOMAIN_PUBLISHED_H
#define DOMAIN_PUBLISHED_H

#include <stdbool.h>

#include "base/cells.h"

/* Texts are the row's. */
struct published {
    bool newest; /* false: what the company was before, told by another row */
    const char *number;
    const char *name; /* NULL: taken out of the publication */
    const char *updated_on;
    const char *closed_on; /* NULL: goes on */
    const char *successor; /* NULL: none, or it goes on */
};

/* Whether the row is one of headings, as some programs put above. */
bool published_is_heading(const struct cells *row);
/* NULL, or what is wrong with the row, for the operator. */
const char *published_read(const struct cells *row, struct published *out);

#endif
