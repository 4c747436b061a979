/* SPDX-License-Identifier: Apache-2.0 */
/* The report for management as a file: A4 pages to print, or an Excel workbook. */
#ifndef HANDLERS_REPORT_PAPER_H
#define HANDLERS_REPORT_PAPER_H

#include <jansson.h>

#include "http/response.h"

enum { REPORT_FILE_MAX = 16 * 1024 * 1024 };

/* `report` as the contract's Report, in the language of the request. */
err report_print(const struct request *request, const json_t *report, struct buf *out,
                 struct fault *fault) MUST_CHECK;
err report_workbook(const struct request *request, const json_t *report, struct buf *out,
                    struct fault *fault) MUST_CHECK;

#endif
