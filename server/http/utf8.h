/* SPDX-License-Identifier: Apache-2.0 */
/* Code points of text that is already known to be valid UTF-8 (jansson checks it). */
#ifndef HTTP_UTF8_H
#define HTTP_UTF8_H

#include <stddef.h>
#include <stdint.h>

static inline uint32_t utf8_next(const char **at)
{
    const unsigned char *byte = (const unsigned char *)*at;
    uint32_t point = *byte++;
    int more = point < 0x80 ? 0 : point < 0xe0 ? 1 : point < 0xf0 ? 2 : 3;
    if (more)
        point &= 0x3fU >> more;
    while (more-- && (*byte & 0xc0) == 0x80)
        point = point << 6 | (*byte++ & 0x3f);
    *at = (const char *)byte;
    return point;
}

static inline size_t utf8_length(const char *text)
{
    size_t length = 0;
    for (; *text; text++)
        length += ((unsigned char)*text & 0xc0) != 0x80;
    return length;
}

#endif
