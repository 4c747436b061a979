/* SPDX-License-Identifier: Apache-2.0 */
#include "http/range.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/banned.h"

enum { DIGITS_MAX = 18 };

/* A number without sign or spaces, -1 for none; `at` goes behind it. */
static int64_t take_position(const char **at)
{
    size_t digits = strspn(*at, "0123456789");
    if (digits == 0 || digits > DIGITS_MAX)
        return -1;
    int64_t number = strtoll(*at, NULL, 10);
    *at += digits;
    return number;
}

/* Strong: the tag itself, in quotes. A date names nothing here, for no answer tells one. */
static bool same_still(const char *if_range, const char *etag)
{
    size_t length = strlen(etag);
    return !if_range || (if_range[0] == '"' && strncmp(if_range + 1, etag, length) == 0 &&
                         strcmp(if_range + 1 + length, "\"") == 0);
}

enum range_asked range_read(const char *header, const char *if_range, const char *etag,
                            int64_t size, struct range *out)
{
    *out = (struct range){0, size};
    if (!header || strncasecmp(header, "bytes=", 6) != 0 || !same_still(if_range, etag))
        return RANGE_WHOLE;
    const char *at = header + 6;
    int64_t first = take_position(&at);
    if (*at++ != '-')
        return RANGE_WHOLE;
    int64_t last = take_position(&at);
    if (*at || (first < 0 && last < 0) || (first >= 0 && last >= 0 && last < first))
        return RANGE_WHOLE;
    if (first >= size || (first < 0 && last == 0))
        return RANGE_BEYOND;
    if (first >= 0)
        *out = (struct range){first, last >= 0 && last < size ? last + 1 : size};
    else
        out->from = last < size ? size - last : 0;
    return RANGE_PART;
}
