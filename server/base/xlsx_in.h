/* SPDX-License-Identifier: Apache-2.0 */
/* The sheet with headings, or the first, of those that can be seen in an Excel workbook (.xlsx,
 * ECMA-376) as rows of texts: what people see in the cells, with dates as 2027-06-30.
 *
 * Formulas by their stored value, #CALC! without one. Whole numbers without exponent or grouping,
 * with the zeros that a format like 00000 shows. Furigana, macros, links and what is no cell are
 * passed over. The value of merged cells stands in each of their rows, in the first of their
 * columns.
 *
 * Limits beside those of base/zip_in.h and base/xml_in.h: CELLS_MAX columns, 48 MiB of shared
 * strings and 2 million of them, 1 MiB in a row, 100,000 merged areas. Never more than 112 MiB of
 * memory with the 16 MiB of bytes that may come in. */
#ifndef BASE_XLSX_IN_H
#define BASE_XLSX_IN_H

#include <stdbool.h>

#include "base/cells.h"

enum { XLSX_IN_MAX = 16 * 1024 * 1024 };

#define XLSX_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

struct xlsx_in;

/* Problems are codes of domain/text; NULL is none. */

/* What a file is that came as text and is none: "workbook_as_text" (a zip archive),
 * "workbook_protected" or "xls_not_read" (an OLE container, a page or XML with the name of a
 * workbook); 100 bytes tell which. NULL: none of them. */
const char *xlsx_in_mistaken(const char *bytes, size_t length);
/* The same of what came as a workbook: a zip archive is one. */
const char *xlsx_in_foreign(const char *bytes, size_t length);

/* `bytes` must outlive it; `known` tells headings; xlsx_in_close_at takes it in any case.
 * "workbook_not_read", "workbook_too_large", "workbook_protected", "xls_not_read",
 * "several_sheets": more than one has headings, and what is in the others would be lost. */
const char *xlsx_in_open(const char *bytes, size_t length, cells_heading_fn *known,
                         struct xlsx_in **out);
/* For a cells_source: the next row that has a cell with something in it; *more false behind the
 * last. Its texts last until the next call and may be changed. "too_many_columns": more than
 * CELLS_MAX columns. */
const char *xlsx_in_row(void *xlsx, struct cells *out, bool *more);
/* Of the rows read so far, what their values do not show. */
struct xlsx_in_seen {
    size_t formulas; /* cells */
    size_t merges;   /* areas of the whole sheet */
};
struct xlsx_in_seen xlsx_in_seen(const struct xlsx_in *xlsx);
void xlsx_in_close_at(struct xlsx_in **xlsx);

#endif
