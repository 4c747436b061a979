/* SPDX-License-Identifier: Apache-2.0 */
/* What a workbook holds beside the rows of its sheet. */
#ifndef BASE_XLSX_PARTS_H
#define BASE_XLSX_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/xlsx_value.h"
#include "base/xml_in.h"

enum {
    XLSX_PART_MAX = 400,
    XLSX_ID_MAX = 64,
    XLSX_SHEETS_MAX = 255,
    XLSX_ROWS_MAX = 1048576,   /* Excel's */
    XLSX_INDEX_MAX = 16777216, /* of strings, styles, formats */
};

struct xlsx_sheet {
    char id[XLSX_ID_MAX];     /* of its relationship */
    char part[XLSX_PART_MAX]; /* "": a chart, or nothing that is there */
};

struct xlsx_merge {
    uint32_t first, last; /* rows */
    uint16_t column;      /* from 0 */
};

struct xlsx_parts {
    struct xlsx_sheet *sheets; /* those that can be seen; owned */
    size_t sheet_count;
    bool from_1904;
    struct xlsx_format *formats; /* owned */
    size_t format_count;
    uint16_t *styles; /* the format of each; owned */
    size_t style_count;
    struct buf strings; /* one behind the other, each with its NUL */
    uint32_t *starts;   /* of each string; owned */
    size_t string_count;
    struct xlsx_merge *merges; /* of one sheet, in the order of their rows; owned */
    size_t merge_count;
    size_t merge_sheet; /* whose they are */
};

/* A problem as in base/xlsx_in.h. Must be released in any case. */
const char *xlsx_parts_read(struct zip_in *zip, struct xlsx_parts *out);
void xlsx_parts_release(struct xlsx_parts *parts);
/* The merged cells of a sheet. */
const char *xlsx_merges_read(struct zip_in *zip, struct xlsx_parts *parts, size_t sheet);
/* Nothing but digits, and at most `most`, below a tenth of UINT32_MAX; false, and 0, for all else.
 */
bool xlsx_number(const char *text, uint32_t most, uint32_t *out);
/* "B7": its column from 0 and its row from 1; a column that no sheet has, or row 0, when it is
 * none. */
void xlsx_place(const char *text, uint32_t *column, uint32_t *row);
/* How the cells of a style are shown. */
const struct xlsx_format *xlsx_style_format(const struct xlsx_parts *parts, uint32_t style);
/* NULL: gone through to its end. */
const char *xlsx_problem(enum xml_in_result result);
/* Whether what stands in this element is no part of a cell's text: furigana, extensions. */
bool xlsx_is_passed_over(const char *name);
/* Why a part of the archive did not open. */
const char *xlsx_zip_problem(const struct zip_in *zip);

#endif
