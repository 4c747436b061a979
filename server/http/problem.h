/* SPDX-License-Identifier: Apache-2.0 */
/* A fault → problem+json (RFC 9457) in the request's language. */
#ifndef HTTP_PROBLEM_H
#define HTTP_PROBLEM_H

#include "http/response.h"
#include "http/server.h"

struct problem_style {
    http_text_fn *text;
    const char *base; /* prefix of `type` */
};

/* Replaces what the response holds but its Allow. */
void problem_fill(const struct problem_style *style, const struct fault *fault,
                  const struct request *request, struct response *response);

#endif
