/* SPDX-License-Identifier: Apache-2.0 */
/* Columns of a sheet that are not to be read: whoever sends it names their headings. */
#ifndef HANDLERS_LEFT_OUT_H
#define HANDLERS_LEFT_OUT_H

#include <jansson.h>
#include <stdbool.h>

struct left_out {
    const char *named; /* headings between commas; NULL or "": none */
    json_t *found;     /* those that the sheet has; owned, NULL before the first */
};

/* Whether the column under this heading is left out: width, kana, case, blanks and marks make no
 * difference. */
bool left_out(struct left_out *columns, const char *heading);
void left_out_release(struct left_out *columns);

#endif
