/* SPDX-License-Identifier: Apache-2.0 */
/* Percent-coding of one path segment or one query word. */
#ifndef BASE_URI_H
#define BASE_URI_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* Whether every % is followed by two hexadecimal digits and nothing decodes to a control
 * character; `text` itself is printable ASCII without spaces. */
bool uri_clean(const char *text);
/* Writes at most length + 1 bytes; false when the result is no UTF-8. The text is clean. */
bool uri_decode(const char *text, size_t length, bool plus_is_space, char *out);
/* All but letters, digits and "-._~". */
void uri_encode(struct buf *out, const char *text);

#endif
