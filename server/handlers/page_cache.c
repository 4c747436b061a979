/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/page_cache.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 1024, SHARE_OF_ONE = 16, SEEN = 4096 };

struct entry {
    struct kept_page page; /* first, so that a page's address is its entry's */
    struct page_key key;
    size_t size, users;
    bool kept; /* in the lists below; else the last user frees it */
    struct entry *same_bucket;
    struct entry *newer, *older; /* by use */
    char texts[];
};

struct page_cache {
    pthread_mutex_t lock;
    size_t most, size;
    struct entry *newest, *oldest;
    struct entry *buckets[BUCKETS];
    uint64_t seen[SEEN]; /* parts of keys of pages that were made lately */
};

err page_cache_new(size_t bytes, struct page_cache **out, struct fault *fault)
{
    struct page_cache *cache = calloc(1, sizeof *cache);
    if (!cache)
        return fault_log(fault, ERR_INTERNAL, "out of memory for pages");
    cache->most = bytes;
    pthread_mutex_init(&cache->lock, NULL);
    *out = cache;
    return OK;
}

struct page_key page_key_of(const char *made_of, size_t length)
{
    struct page_key key;
    digest_fast("page", made_of, length, key.digest);
    return key;
}

static uint64_t bits_of(const struct page_key *key)
{
    uint64_t bits;
    memcpy(&bits, key->digest, sizeof bits);
    return bits;
}

static struct entry **bucket_of(struct page_cache *cache, const struct page_key *key)
{
    return &cache->buckets[bits_of(key) % BUCKETS];
}

/* Most pages of a list that is read through are asked for once: those are not worth a copy. */
static bool asked_again(struct page_cache *cache, const struct page_key *key)
{
    uint64_t bits = bits_of(key);
    pthread_mutex_lock(&cache->lock);
    uint64_t *place = &cache->seen[bits % SEEN];
    bool again = *place == bits;
    *place = bits;
    pthread_mutex_unlock(&cache->lock);
    return again;
}

static struct entry *find_entry(struct page_cache *cache, const struct page_key *key)
{
    for (struct entry *at = *bucket_of(cache, key); at; at = at->same_bucket)
        if (memcmp(&at->key, key, sizeof *key) == 0)
            return at;
    return NULL;
}

static void unlink_use(struct page_cache *cache, struct entry *entry)
{
    *(entry->newer ? &entry->newer->older : &cache->newest) = entry->older;
    *(entry->older ? &entry->older->newer : &cache->oldest) = entry->newer;
}

static void link_newest(struct page_cache *cache, struct entry *entry)
{
    entry->newer = NULL;
    entry->older = cache->newest;
    *(cache->newest ? &cache->newest->newer : &cache->oldest) = entry;
    cache->newest = entry;
}

static void drop_entry(struct page_cache *cache, struct entry *entry)
{
    struct entry **at = bucket_of(cache, &entry->key);
    while (*at != entry)
        at = &(*at)->same_bucket;
    *at = entry->same_bucket;
    unlink_use(cache, entry);
    cache->size -= entry->size;
    entry->kept = false;
    if (entry->users == 0)
        free(entry);
}

void page_cache_free(struct page_cache **address)
{
    struct page_cache *cache = steal(address);
    if (!cache)
        return;
    while (cache->oldest)
        drop_entry(cache, cache->oldest);
    pthread_mutex_destroy(&cache->lock);
    free(cache);
}

struct kept_page *page_cache_take(struct page_cache *cache, const struct page_key *key)
{
    pthread_mutex_lock(&cache->lock);
    struct entry *entry = find_entry(cache, key);
    if (entry) {
        entry->users++;
        unlink_use(cache, entry);
        link_newest(cache, entry);
    }
    pthread_mutex_unlock(&cache->lock);
    return entry ? &entry->page : NULL;
}

void kept_page_release(struct page_cache *cache, struct kept_page **page)
{
    struct entry *entry = (struct entry *)steal(page);
    if (!entry)
        return;
    pthread_mutex_lock(&cache->lock);
    bool last = --entry->users == 0 && !entry->kept;
    pthread_mutex_unlock(&cache->lock);
    if (last)
        free(entry);
}

static struct entry *entry_new(const struct page_key *key, const char *tag, const struct buf *body,
                               const struct buf *link)
{
    size_t size = sizeof(struct entry) + body->length + link->length;
    struct entry *entry = malloc(size);
    if (!entry)
        return NULL;
    *entry = (struct entry){.page = {.body = entry->texts,
                                     .body_length = body->length,
                                     .link = entry->texts + body->length,
                                     .link_length = link->length},
                            .key = *key,
                            .size = size,
                            .kept = true};
    snprintf(entry->page.tag, sizeof entry->page.tag, "%s", tag);
    if (body->length > 0)
        memcpy(entry->texts, body->data, body->length);
    if (link->length > 0)
        memcpy(entry->texts + body->length, link->data, link->length);
    return entry;
}

void page_cache_put(struct page_cache *cache, const struct page_key *key, const char *tag,
                    const struct buf *body, const struct buf *link)
{
    if (body->length + link->length > cache->most / SHARE_OF_ONE || strlen(tag) >= PAGE_TAG_SIZE ||
        !asked_again(cache, key))
        return;
    struct entry *entry = entry_new(key, tag, body, link);
    if (!entry)
        return;
    pthread_mutex_lock(&cache->lock);
    struct entry *before = find_entry(cache, key);
    if (before)
        drop_entry(cache, before);
    while (cache->oldest && cache->size + entry->size > cache->most)
        drop_entry(cache, cache->oldest);
    struct entry **bucket = bucket_of(cache, key);
    entry->same_bucket = *bucket;
    *bucket = entry;
    link_newest(cache, entry);
    cache->size += entry->size;
    pthread_mutex_unlock(&cache->lock);
}
