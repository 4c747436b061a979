/* SPDX-License-Identifier: Apache-2.0 */
/* What a workbook holds beside the rows of its sheet. */
#ifndef BASE_XLSX_PARTS_H
#define BASE_XLSX_PARTS_H

#include <stdint.h>

#include "base/buf.h"
#include "base/xml_in.h"

enum { XLSX_PART_MAX = 400 };

struct xlsx_merge {
    uint32_t first, last; /* rows */
    uint16_t column;      /* from 0 */
};

struct xlsx_parts {
    char sheet[XLSX_PART_MAX]; /* its part */
    bool from_1904;
    int8_t *formats; /* of each style; owned */
    size_t format_count;
    struct buf strings; /* one behind the other, each with its NUL */
    uint32_t *starts;   /* of each string; owned */
    size_t string_count;
    struct xlsx_merge *merges; /* in the order of their rows; owned */
    size_t merge_count;
};

/* A problem as in base/xlsx_in.h. Must be released in any case. */
const char *xlsx_parts_read(struct zip_in *zip, struct xlsx_parts *out);
void xlsx_parts_release(struct xlsx_parts *parts);
/* "B7": its column from 0 and its row from 1; a column that no sheet has when it is none. */
void xlsx_place(const char *text, uint32_t *column, uint32_t *row);
/* NULL: gone through to its end. */
const char *xlsx_problem(enum xml_in_result result);

#endif
