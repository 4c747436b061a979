/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/way/precondition.h"

#include <string.h>

#include "http/negotiate.h"

#include "base/banned.h"

enum { OWNER_DIGITS = 12 };

/* 7.0a1b2c3d4e5f, and behind it nothing or what does not count: day, language, a proxy's coding. 0
 * for none. */
static size_t beginning(const struct etag *tag)
{
    static const char figures[] = "0123456789";
    size_t revision = strspn(tag->text, figures);
    if (revision == 0 || tag->text[revision] != '.')
        return 0;
    size_t owner = strspn(tag->text + revision + 1, "0123456789abcdef");
    size_t length = revision + 1 + owner;
    bool ends = length == tag->length || strchr("-.;", tag->text[length]);
    return owner == OWNER_DIGITS && ends ? length : 0;
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

bool precondition_none_yet(const struct request *request)
{
    return request->if_none_match && etag_any(request->if_none_match);
}
