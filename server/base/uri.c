/* SPDX-License-Identifier: Apache-2.0 */
#include "base/uri.h"

#include "base/hex.h"
#include "base/text.h"

#include "base/banned.h"

bool uri_clean(const char *text)
{
    for (; *text; text++) {
        if (*text <= ' ' || *text > '~')
            return false;
        if (*text != '%')
            continue;
        int byte = hex_byte(text + 1);
        if (byte < 0x20 || byte == 0x7f)
            return false;
        text += 2;
    }
    return true;
}

bool uri_decode(const char *text, size_t length, bool plus_is_space, char *out)
{
    char *place = out;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '%' && i + 2 < length) {
            *place++ = (char)hex_byte(text + i + 1);
            i += 2;
        } else if (text[i] == '+' && plus_is_space) {
            *place++ = ' ';
        } else {
            *place++ = text[i];
        }
    }
    *place = '\0';
    return text_is_utf8(out);
}

void uri_encode(struct buf *out, const char *text)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    for (; *text; text++) {
        if (strchr(plain, *text))
            buf_char(out, *text);
        else
            buf_format(out, "%%%02X", (unsigned char)*text);
    }
}
