/* SPDX-License-Identifier: Apache-2.0 */
/* Steps by which the readers of what people type go through a text in narrow form. Pure. */
#ifndef BASE_SCAN_H
#define BASE_SCAN_H

#include <stdbool.h>
#include <stddef.h>

/* Digits that stand here, at most so many; *at moves behind them. */
bool scan_number(const char **at, size_t digits, int *out);
/* The word, if it stands here; *at moves behind it. */
bool scan_word(const char **at, const char *word);
/* Behind ".0", ".00": what a spreadsheet shows behind a whole number. */
const char *scan_past_fraction(const char *at);
/* Takes this end off a text that has more than it. */
bool scan_cut_end(char *text, const char *end);
/* What `read` makes of a text, or of each of its parts, ○(可), ★★:2, where all say the same;
 * else `none`, which is what it makes of a text that it cannot read. */
int scan_agreed(const char *narrow, int (*read)(const char *part), int none);
/* 令和九年四月一日 and 二〇二七年四月一日: the numbers of a date in digits; the rest as it is. It
 * never becomes longer. */
void scan_kanji_digits(const char *narrow, char *out, size_t size);

#endif
