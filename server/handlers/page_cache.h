/* SPDX-License-Identifier: Apache-2.0 */
/* Pages that were made lately. A page is shown again only when PostgreSQL has just named its tag,
 * in the exchange that also checked the key: so it is never stale. It is found by all that it was
 * made of besides its rows (organisation, day, language, operation, parameters): so it never goes
 * to whom or where it does not belong. */
#ifndef HANDLERS_PAGE_CACHE_H
#define HANDLERS_PAGE_CACHE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/secret.h"

struct page_cache;

enum { PAGE_TAG_SIZE = 80 };

struct page_key {
    unsigned char digest[DIGEST_SIZE];
};

/* Unchangeable; lives until it is released, also when others took its place meanwhile. */
struct kept_page {
    char tag[PAGE_TAG_SIZE];
    const char *body, *link;
    size_t body_length, link_length;
};

/* `bytes`: of all pages together, the one used longest ago is dropped first. */
err page_cache_new(size_t bytes, struct page_cache **out, struct fault *fault) MUST_CHECK;
/* All pages were released. Takes the address, for SCOPED. */
void page_cache_free(struct page_cache **cache);

struct page_key page_key_of(const char *made_of, size_t length);
/* The newest page under this key; NULL = none. */
struct kept_page *page_cache_take(struct page_cache *cache, const struct page_key *key);
void kept_page_release(struct page_cache *cache, struct kept_page **page);
/* Keeps a copy of a page that is made for the second time. What is too large, or finds no memory,
 * is not kept. */
void page_cache_put(struct page_cache *cache, const struct page_key *key, const char *tag,
                    const struct buf *body, const struct buf *link);

#endif
