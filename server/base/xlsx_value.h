/* SPDX-License-Identifier: Apache-2.0 */
/* A number of a workbook's cell as people see it. */
#ifndef BASE_XLSX_VALUE_H
#define BASE_XLSX_VALUE_H

#include <stdbool.h>

#include "base/buf.h"

/* How a number format shows a number. XLSX_DIGITS: a whole number as a code, with zeros in front
 * and marks around and between the digits (00000, "S-"0000, 000\-0000). */
enum xlsx_shown { XLSX_GENERAL, XLSX_DATE, XLSX_DIGITS };
enum { XLSX_CODE_MAX = 100 };

struct xlsx_format {
    enum xlsx_shown shown;
    char code[XLSX_CODE_MAX]; /* of XLSX_DIGITS */
};

struct xlsx_format xlsx_format_of(const char *code);
enum xlsx_shown xlsx_format_builtin(unsigned id);

/* Appends it; what is no number, and a date that the calendar does not have, as it is stored.
 * `from_1904`: days are counted from 1904-01-01. */
void xlsx_number_add(struct buf *out, const char *stored, const struct xlsx_format *format,
                     bool from_1904);

/* Appends text with the characters that are written as _x000D_. */
void xlsx_text_add(struct buf *out, const char *text, size_t length);

#endif
