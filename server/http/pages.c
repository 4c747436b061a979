/* SPDX-License-Identifier: Apache-2.0 */
#include "http/pages.h"

#include <string.h>
#include <strings.h>

#include "http/negotiate.h"

#include "base/banned.h"

/* Only our own files: nothing inline, nothing from elsewhere, no frame around us. */
#define POLICY                                                                                     \
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "              \
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "                   \
    "frame-ancestors 'none'; require-trusted-types-for 'script'"

static bool reads(const struct head *head)
{
    return strcmp(head->method, "GET") == 0 || strcmp(head->method, "HEAD") == 0;
}

static void answer_file(const struct page_file *file, const struct head *head,
                        struct response *response)
{
    response->content_type = file->type;
    response->policy = POLICY;
    response->cache_control = file->lasting ? "public, max-age=31536000, immutable" : "no-cache";
    const char *accepted = head_find(head, "Accept-Encoding");
    const char *known = head_find(head, "If-None-Match");
    response_etag(response, file->etag);
    if (known && etag_listed(known, file->etag)) {
        response->status = 304;
        return;
    }
    bool packed = file->gzip && coding_accepted(accepted, "gzip");
    response->content_encoding = packed ? "gzip" : NULL;
    response->status = 200;
    buf_add(&response->body, (const char *)(packed ? file->gzip : file->bytes),
            packed ? file->gzip_size : file->size);
}

bool pages_file(const struct pages *pages, const struct head *head, struct response *response)
{
    if (!pages || !reads(head))
        return false;
    for (size_t i = 0; i < pages->count; i++)
        if (strcmp(pages->files[i].path, head->path) == 0) {
            answer_file(&pages->files[i], head, response);
            return true;
        }
    return false;
}

static bool is_address(const struct pages *pages, const char *path)
{
    size_t length = strcspn(path + 1, "/") + 1;
    if (length == 1 && path[1])
        return false;
    for (const char *const *one = pages->addresses; one && *one; one++)
        if (strlen(*one) == length && memcmp(*one, path, length) == 0)
            return true;
    return false;
}

bool pages_index(const struct pages *pages, const struct head *head, struct response *response)
{
    const char *accept = head_find(head, "Accept");
    if (!pages || !reads(head) || strncmp(head->path, "/v1/", 4) == 0 ||
        strncmp(head->path, "/assets/", 8) == 0 || accept_quality(accept, "text/html") == 0)
        return false;
    bool browser = accept && strstr(accept, "text/html");
    if (!browser && !is_address(pages, head->path))
        return false;
    answer_file(pages->index, head, response);
    return true;
}
