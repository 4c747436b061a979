/* SPDX-License-Identifier: Apache-2.0 */
/* A statement on one A4 page, in Japanese and English. */
#ifndef HANDLERS_STATEMENT_PAPER_H
#define HANDLERS_STATEMENT_PAPER_H

#include <jansson.h>

#include "http/request.h"
#include "http/response.h"

/* `statement` as the contract's Statement. The same statement makes the same bytes, until it is
 * withdrawn: then the page says so. */
err statement_paper(struct request *request, struct response *response, const json_t *statement,
                    struct fault *fault) MUST_CHECK;

#endif
