/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hex.h"

#include "base/banned.h"

int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

int hex_byte(const char *digits)
{
    int high = hex_digit(digits[0]);
    int low = high < 0 ? -1 : hex_digit(digits[1]);
    return low < 0 ? -1 : high << 4 | low;
}

void hex_add(struct buf *out, const void *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        buf_format(out, "%02x", ((const unsigned char *)bytes)[i]);
}

bool hex_decode(const char *text, struct buf *out)
{
    for (; *text; text += 2) {
        int byte = hex_byte(text);
        if (byte < 0)
            return false;
        buf_char(out, (char)byte);
    }
    return buf_ok(out);
}
