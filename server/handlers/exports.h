/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of statuses as CSV, NDJSON or a workbook: all pages, one after the other, in constant
 * memory. Each page is an exchange of its own, so that a slow client holds no connection to the
 * database. */
#ifndef HANDLERS_EXPORTS_H
#define HANDLERS_EXPORTS_H

#include "handlers/status_page.h"
#include "http/response.h"

/* Whether Accept prefers one of them to a page of JSON. */
bool export_wanted(const struct request *request);
/* Reads the first page, so that what is refused is refused; the others follow behind the head. A
 * workbook is written before it: half of one would be none. */
err export_begin(struct request *request, struct response *response, enum status_view_kind kind,
                 struct fault *fault) MUST_CHECK;
/* The same of these suppliers alone, as suppliers_exported tells them; takes the text. */
err export_begin_of(struct request *request, struct response *response, char **chosen,
                    struct fault *fault) MUST_CHECK;

#endif
