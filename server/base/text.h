/* SPDX-License-Identifier: Apache-2.0 */
/* Text as people write it: code points, blanks, width, and what may stand in a line. Pure.
 *
 * Every text is valid UTF-8 (jansson and base/encoding.h check it) and ends with NUL. Texts that
 * are compared as people read them are folded in SQL, beside what they are compared with:
 * schema/functions/fold.sql. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of a text from elsewhere: the bytes of its first character; 0 = it begins with none of UTF-8. */
size_t text_character(const char *text);
bool text_is_utf8(const char *text);
/* The code point at *at, which moves behind it. */
uint32_t text_next(const char **at);
/* In code points, as the contract counts. */
size_t text_length(const char *text);
/* Of a text that was cut to fit: takes away the part of a character that it may end in. */
void text_cut_whole(char *text);

/* How many columns of a terminal it takes: 星 two, a combining mark none. */
int text_columns(uint32_t point);
/* How many lines where it wraps in so many columns: rather one more than one too few. */
int text_lines(const char *text, int columns);
/* Spaces of every width, tabs and line ends. */
bool text_is_blank(uint32_t point);
/* What has no width and is no part of a character: marks of byte order, of direction, joiners. */
bool text_is_invisible(uint32_t point);

struct text_span {
    const char *text;
    size_t length; /* bytes */
};

/* Without the blanks and invisible characters at both ends. */
struct text_span text_trimmed(const char *text, size_t length);
/* Nothing else in it. */
bool text_is_empty(const char *text);
/* text_trimmed in place; returns where the text begins now. */
char *text_trim(char *text);

/* Something can be seen, no control character, nothing that turns the direction of the text after
 * it; prose may have several lines. */
bool text_is_line(const char *text);
bool text_is_prose(const char *text);

/* The ASCII form: full-width letters, digits and marks narrow, every dash a hyphen, spaces of every
 * width one, no blanks at the ends, nothing invisible. ー is a dash only where all else is
 * ASCII. Returns false when the result does not fit into `size` bytes. */
bool text_narrow(const char *text, char *out, size_t size);

/* Compatibility forms (NFKC): ㋿ is 令和, ㈭ (木), ⽉ 月. False when it does not fit. */
bool text_compatible(const char *text, char *out, size_t size);

/* What two words have in common that people take for the same heading: compatibility forms (NFKC)
 * without case, hiragana for katakana, neither blanks nor marks. False when it does not fit. */
bool text_key(const char *text, char *out, size_t size);

/* Whether the text has this key; one that is longer has none. */
enum { TEXT_KEY_SIZE = 400 };
bool text_has_key(const char *text, const char *key);

/* A number as people read it, its thousands apart: -1,234,567. Returns `out`. */
enum { TEXT_NUMBER_SIZE = 28 };
const char *text_number(long long number, char out[TEXT_NUMBER_SIZE]);

static inline bool text_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

#endif
