/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_HTML_H
#define BASE_HTML_H

#include "base/buf.h"

/* Appends text as HTML shows it, inside of an element or of a quoted attribute; lines stay lines.
 */
void html_text(struct buf *out, const char *text, size_t length);

#endif
