/* SPDX-License-Identifier: Apache-2.0 */
/* Cells as spreadsheets leave them: dates in many forms, numbers that were shortened, full-width
 * digits. Each reader returns NULL, or the code of a problem. Pure. */
#ifndef DOMAIN_SHEET_CELL_H
#define DOMAIN_SHEET_CELL_H

#include <stdbool.h>
#include <stddef.h>

#include "domain/day.h"

enum { CELL_PLAIN_MAX = 256 };

/* Full-width letters, digits and marks become ASCII, spaces around it go. False when it does not
 * fit: then it is no number, date or word of ours. */
bool cell_plain(const char *text, char out[static CELL_PLAIN_MAX]);
/* #N/A, #REF!, #####: what stands there instead of a value. */
bool cell_is_error(const char *plain);

/* 2027-06-30, 2027/6/30, 2027.6.30, 20270630, 2027年6月30日, 令和9年6月30日, R9.6.30, 46568 (days
 * since 1899-12-30); a time of midnight may follow. */
const char *cell_day(const char *plain, day *out);
/* 3, ★3; 0 for 対象外, exempt. */
const char *cell_star(const char *plain, int *out);
/* "declared", "substantiated", "confirmed", also by their labels. */
const char *cell_assurance(const char *plain, const char **out);
/* true, yes, 1, はい, ○ and their opposites. */
const char *cell_flag(const char *plain, bool *out);
const char *cell_version(const char *plain, int *out);
/* 13 digits, without what people and spreadsheets put between and around them. */
const char *cell_corporate_number(const char *plain, char out[static CELL_PLAIN_MAX]);
const char *cell_code(const char *plain);
const char *cell_phone(const char *plain);
const char *cell_email(const char *plain);
/* Of a declaration: as far as it does not depend on the star. */
const char *cell_number(const char *plain);

#endif
