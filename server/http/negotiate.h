/* SPDX-License-Identifier: Apache-2.0 */
/* What request headers ask for: media types, languages, entity tags. Pure. */
#ifndef HTTP_NEGOTIATE_H
#define HTTP_NEGOTIATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/language.h"

enum { MEDIA_TYPE_SIZE = 80 };

struct media_type {
    char type[MEDIA_TYPE_SIZE];    /* lower case, without parameters */
    char charset[MEDIA_TYPE_SIZE]; /* lower case; empty when not said */
};

/* False when the text is not type "/" subtype with parameters. */
bool media_type_read(const char *text, struct media_type *out);
/* application/json and everything that ends in +json. */
bool media_type_json(const char *type);

/* How much an Accept header wants a type, 0 (not at all) to 1000; 1000 without a header. */
int accept_quality(const char *accept, const char *media_type);
/* Whether an Accept-Encoding header lets a coding be used; without one, none. */
bool coding_accepted(const char *accept_encoding, const char *coding);
/* The better liked of the two languages; Japanese when it does not matter. */
enum language language_wanted(const char *accept_language);

/* One tag of a list as in If-Match: what stands between its quotes, without what a proxy that
 * compresses added (x-gzip); a part of the list. */
struct etag {
    const char *text;
    size_t length;
};

/* Whether the header is "*". */
bool etag_any(const char *header);
/* The next tag; *list is then behind it. False at the end, and before what is no tag. Weak tags
 * count as strong: proxies that compress weaken them. */
bool etag_next(const char **list, struct etag *out);
/* Whether a list names this tag (without quotes), or is "*". */
bool etag_listed(const char *list, const char *etag);
/* The one tag that such a list has; false for none, for several and for "*". */
bool etag_single(const char *list, char *out, size_t size);

#endif
