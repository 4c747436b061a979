/* SPDX-License-Identifier: Apache-2.0 */
/* Hexadecimal digits of what is no secret: base/secret.h writes those in constant time. Pure. */
#ifndef BASE_HEX_H
#define BASE_HEX_H

#include "base/buf.h"

/* 0 to 15, of either case; -1 = no such digit. */
int hex_digit(char c);
/* The byte of two digits; -1 = they are none. */
int hex_byte(const char *digits);
void hex_add(struct buf *out, const void *bytes, size_t size);
/* Appends the bytes of a text; false when it is no hexadecimal one or does not fit. */
bool hex_decode(const char *text, struct buf *out);

#endif
