/* SPDX-License-Identifier: Apache-2.0 */
#include "http/uri.h"

#include <stdint.h>

#include "base/hex.h"

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

/* Bytes after the first one of a sequence, and the least and greatest second byte; RFC 3629. */
static int continuation(unsigned char first, unsigned char *least, unsigned char *greatest)
{
    *least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    *greatest = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (first < 0x80)
        return 0;
    if (first >= 0xc2 && first < 0xe0)
        return 1;
    if (first >= 0xe0 && first < 0xf0)
        return 2;
    return first >= 0xf0 && first < 0xf5 ? 3 : -1;
}

static bool utf8_valid(const char *text)
{
    const unsigned char *byte = (const unsigned char *)text;
    while (*byte) {
        unsigned char least;
        unsigned char greatest;
        int more = continuation(*byte++, &least, &greatest);
        if (more < 0)
            return false;
        for (; more > 0; more--, byte++) {
            if (*byte < least || *byte > greatest)
                return false;
            least = 0x80;
            greatest = 0xbf;
        }
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
    return utf8_valid(out);
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
