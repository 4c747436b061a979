/* SPDX-License-Identifier: Apache-2.0 */
/* How many columns of a terminal a UTF-8 text takes: 星 takes two, a combining mark none. */
#ifndef CLI_WIDTH_H
#define CLI_WIDTH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

int width_of(const char *text);
/* How many bytes of the text fit into so many columns; *used says how many columns they take. */
size_t width_fit(const char *text, int columns, int *used);
/* The same, ended at a blank or between East Asian characters where a line may break; at least one
 * character. An address that is longer stays whole, to be opened and copied. Blanks at the break
 * are to be skipped by the caller. */
size_t width_break(const char *text, int columns);

/* The next character and its length in bytes; what is no UTF-8 is U+FFFD of one byte. */
size_t width_decode(const char *text, unsigned *out);

/* Appends the text without what would steer a terminal: names are written by others. Line ends
 * become blanks unless they are kept. */
void width_clean(struct buf *out, const char *text, bool keep_lines);

#endif
