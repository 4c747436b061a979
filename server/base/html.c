/* SPDX-License-Identifier: Apache-2.0 */
#include "base/html.h"

#include "base/banned.h"

void html_text(struct buf *out, const char *text, size_t length)
{
    for (const char *c = text; c < text + length; c++)
        switch (*c) {
        case '&':
            buf_text_add(out, "&amp;");
            break;
        case '<':
            buf_text_add(out, "&lt;");
            break;
        case '>':
            buf_text_add(out, "&gt;");
            break;
        case '"':
            buf_text_add(out, "&quot;");
            break;
        case '\n':
            buf_text_add(out, "<br>\n");
            break;
        default:
            buf_char(out, *c);
        }
}
