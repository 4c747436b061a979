/* SPDX-License-Identifier: Apache-2.0 */
/* The scheme's own sheet of requirements and criteria, as rows of cells: pure.
 *
 * Its columns, from B: section (number, name), sub-section (number, name), requirement number, ★3,
 * ★4 (○), requirement title, requirement text, level, criterion id, text, function of the CSF.
 * They are found by where the ids stand; what is above the first id is passed over, and so are
 * columns behind, where customers write answers. A cell that is empty because it is merged with
 * the one above has that one's value within the same requirement. */
#ifndef DOMAIN_OFFICIAL_SHEET_H
#define DOMAIN_OFFICIAL_SHEET_H

#include <jansson.h>

#include "base/buf.h"
#include "base/cells.h"

struct official_sheet {
    json_t *edition;     /* owned; what the sheet makes of the edition */
    struct buf told;     /* lines: what was passed over */
    struct buf problems; /* lines, each with its row and column: what has to be put right */
    size_t problem_count;
};

#define OFFICIAL_SHEET_INIT                                                                        \
    {                                                                                              \
        .told = BUF_INIT(64 * 1024), .problems = BUF_INIT(1024 * 1024)                             \
    }

void official_sheet_release(struct official_sheet *sheet);

/* Tells the sheet with the criteria from others of a workbook. */
bool official_sheet_is_id(const char *text);

/* `edition` as of now: what the sheet does not have (English, duties) stays. The result is its next
 * transcription, each criterion of provenance "official", in the order of the sheet. Only without
 * problems it is one that can be loaded. False when out of memory. */
bool official_sheet_read(const json_t *edition, const struct cells_source *rows,
                         struct official_sheet *out);

#endif
