/* SPDX-License-Identifier: Apache-2.0 */
/* The dashboard's files, carried by the program: no document root, nothing to traverse. */
#ifndef HTTP_PAGES_H
#define HTTP_PAGES_H

#include "http/guard.h"
#include "http/response.h"

struct page_file {
    const char *path; /* "/assets/index-1a2b.js" */
    const char *type; /* Content-Type */
    const unsigned char *bytes;
    size_t size;
    const unsigned char *gzip; /* NULL: not worth it */
    size_t gzip_size;
    const char *etag;
    bool lasting; /* its name changes with its content */
};

struct pages {
    const struct page_file *files;
    size_t count;
    const struct page_file *index; /* answers every address that is a page's */
    const char *const *addresses;  /* their first segments, "/overview"; ends with NULL */
};

/* A file asked for by its own path. False: not one of ours, nothing was answered. */
bool pages_file(const struct pages *pages, const struct head *head, struct response *response);
/* The index for somebody who opens an address in a browser, which then reads the address itself,
 * and for a program that takes anything at an address that is a page's. Never below /v1/. */
bool pages_index(const struct pages *pages, const struct head *head, struct response *response);

#endif
