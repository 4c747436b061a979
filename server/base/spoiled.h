/* SPDX-License-Identifier: Apache-2.0 */
/* What programs on the way leave of what people enter: conversions between encodings of characters
 * that they do not know, spreadsheets of formulas, long numbers and codes that look like a day. The
 * same wherever it comes in. Pure. */
#ifndef BASE_SPOILED_H
#define BASE_SPOILED_H

#include <stdbool.h>

/* #N/A, ＃REF!, #####: what stands there instead of a value. */
bool spoiled_is_error(const char *text);
/* U+FFFD, 〓, a private character (外字) or &#40407; in it, or nothing but question marks, blanks,
 * marks and the form of an organisation: what is left of characters that an encoding does not know.
 */
bool spoiled_is_lost(const char *text);
/* 1.18E+12; a code may well be 1E5. In narrow form (base/text.h), as below. */
bool spoiled_is_scientific(const char *narrow);

/* NULL, or the code of a problem: spreadsheet_error, characters_lost,
 * number_in_scientific_notation. */
const char *spoiled_name(const char *text);
/* 4月1日, 2026-04-01, 2026/4/1: what a spreadsheet makes of a code like 4-1, a day of the calendar.
 * Where none was on the way it may well be a code. In narrow form. */
bool spoiled_became_day(const char *narrow);

#endif
