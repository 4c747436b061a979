/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/way/precondition.h"

#include <string.h>

#include "http/negotiate.h"

#include "base/banned.h"

enum { OWNER_DIGITS = 12, DIGEST_DIGITS = 16 };

static bool is_digest(const char *text, size_t length)
{
    return length == 1 + DIGEST_DIGITS && *text == '.' &&
           strspn(text + 1, "0123456789abcdef") >= DIGEST_DIGITS;
}

/* 7.0a1b2c3d4e5f, and behind it nothing or what does not count: the digest of an answer, which day
 * and language change. 0 for none. */
static size_t beginning(const struct etag *tag)
{
    size_t revision = strspn(tag->text, "0123456789");
    if (revision == 0 || tag->text[revision] != '.')
        return 0;
    size_t owner = strspn(tag->text + revision + 1, "0123456789abcdef");
    size_t length = revision + 1 + owner;
    if (owner != OWNER_DIGITS || length > tag->length)
        return 0;
    bool ends = length == tag->length || is_digest(tag->text + length, tag->length - length);
    return ends ? length : 0;
}

const char *precondition_expected(const struct request *request, struct buf *out)
{
    struct etag tag;
    const char *list = request->if_match;
    if (!list)
        return NULL;
    if (etag_any(list))
        return "{*}";
    buf_text_add(out, "{");
    while (etag_next(&list, &tag)) {
        size_t length = beginning(&tag);
        if (length > 0)
            buf_format(out, "%s%.*s", out->length > 1 ? "," : "", (int)length, tag.text);
    }
    buf_text_add(out, "}");
    return buf_text(out);
}

bool precondition_names(const struct request *request, const char *tag)
{
    struct etag listed;
    const char *list = request->if_match;
    if (!list || etag_any(list))
        return list != NULL;
    while (etag_next(&list, &listed)) {
        size_t length = beginning(&listed);
        if (length == strlen(tag) && memcmp(listed.text, tag, length) == 0)
            return true;
    }
    return false;
}

bool precondition_none_yet(const struct request *request)
{
    return request->if_none_match && etag_any(request->if_none_match);
}
