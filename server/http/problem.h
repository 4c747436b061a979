/* SPDX-License-Identifier: Apache-2.0 */
/* A fault → problem+json (RFC 9457) in the request's language. */
#ifndef HTTP_PROBLEM_H
#define HTTP_PROBLEM_H

#include "base/language.h"
#include "http/response.h"

/* Appends the text of a code in a language; params is a JSON object text or empty. Appends
 * nothing for an unknown code. */
typedef void http_text_fn(const char *code, const char *params, enum language language,
                          struct buf *out);

struct problem_style {
    http_text_fn *text;
    const char *base; /* prefix of `type` */
};

/* Replaces what the response holds but its Allow. */
void problem_fill(const struct problem_style *style, const struct fault *fault,
                  const struct request *request, struct response *response);

#endif
