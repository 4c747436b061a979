/* SPDX-License-Identifier: Apache-2.0 */
/* A number of a workbook's cell as people see it. */
#ifndef BASE_XLSX_VALUE_H
#define BASE_XLSX_VALUE_H

#include <stdbool.h>

#include "base/buf.h"

enum { XLSX_DATE = -1, XLSX_GENERAL = 0, XLSX_DIGITS_MAX = 20 };

/* How a number format shows a number: XLSX_DATE, XLSX_GENERAL, or above 0 with at least so many
 * digits. */
int xlsx_format_of(const char *code);
int xlsx_format_builtin(unsigned id);

/* Appends it; what is no number, and a date that the calendar does not have, as it is stored.
 * `from_1904`: days are counted from 1904-01-01. */
void xlsx_number_add(struct buf *out, const char *stored, int format, bool from_1904);

/* Appends text with the characters that are written as _x000D_. */
void xlsx_text_add(struct buf *out, const char *text, size_t length);

#endif
