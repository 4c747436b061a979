/* SPDX-License-Identifier: Apache-2.0 */
/* What people type for numbers, codes and addresses, in the form that is stored: the same wherever
 * it comes in. The contract names the form of a field (x-entered), a sheet's cell takes that of the
 * field that it becomes. Pure.
 *
 * A form only takes away what says nothing: width, blanks at the ends, what is invisible, and in
 * numbers what people and spreadsheets put between and behind the digits. What then is no number
 * stays as it is, for the check to name. */
#ifndef BASE_ENTERED_H
#define BASE_ENTERED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/calendar.h"

enum { ENTERED_MAX = 1024 };

typedef bool entered_form(const char *text, char out[static ENTERED_MAX]);

/* 13 digits, a T before them (a qualified invoice issuer's number), hyphens, commas, blanks, .0 */
entered_form entered_corporate_number;
/* The same of an 11-digit 自己宣言ID; a registration number is free text and only loses its ends.
 */
entered_form entered_declaration_id;
/* Texts of one line: without blanks, line ends and what is invisible at their ends. One of nothing
 * else stays, for the check to name. */
entered_form entered_trimmed;
/* Codes, telephone numbers, days: narrow. */
entered_form entered_narrow;
/* Narrow, without mailto: or what else programs put around an address. */
entered_form entered_email;
/* {supplier} of a path: an id, a 法人番号, or code: and a code. */
entered_form entered_supplier;

/* By the name of x-entered; NULL for none. The forms return false for a text that is too long to be
 * anything of the kind; `out` is then not set. */
entered_form *entered_find(const char *name);

/* Of a text in narrow form: 2027-06-30, 2027/6/30, 2027.6.30, 20270630, 2027年6月30日,
 * 令和9年6月30日, R9.6.30, 46568 (days since 1899-12-30); blanks between the parts, a weekday or a
 * time of midnight behind. NULL, or the code of a problem. */
const char *entered_day(const char *narrow, struct civil *out);

/* A dash alone where something could stand says that there is nothing. */
bool entered_is_nothing(const char *narrow);

#endif
