/* SPDX-License-Identifier: Apache-2.0 */
/* Cells as spreadsheets leave them, in narrow form (base/text.h): days in many forms, words of
 * ours, numbers that were shortened. Each reader returns NULL, or the code of a problem. Pure. */
#ifndef DOMAIN_SHEET_CELL_H
#define DOMAIN_SHEET_CELL_H

#include <stdbool.h>
#include <stddef.h>

#include "domain/day.h"

/* なし, 該当なし, N/A, NULL. */
bool cell_says_nothing(const char *narrow);
/* A number of Japan begins with 0, unless a spreadsheet took it for a quantity. */
bool cell_lost_zero(const char *phone);

/* As entered_day of base/entered.h. */
const char *cell_day(const char *narrow, day *out);
/* 3, ★3, 3★, ★★★; 0 for 対象外, exempt. */
const char *cell_star(const char *narrow, int *out);
/* "declared", "substantiated", "confirmed", also by their labels. */
const char *cell_assurance(const char *narrow, const char **out);
/* true, yes, 1, はい, ○ and their opposites. */
const char *cell_flag(const char *narrow, bool *out);
const char *cell_version(const char *narrow, int *out);

#endif
