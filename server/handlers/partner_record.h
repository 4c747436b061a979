/* SPDX-License-Identifier: Apache-2.0 */
/* The record of looks at partners as a file: an Excel workbook, or A4 pages to print. */
#ifndef HANDLERS_PARTNER_RECORD_H
#define HANDLERS_PARTNER_RECORD_H

#include <jansson.h>

#include "base/clock.h"
#include "domain/day.h"
#include "handlers/way/read.h"
#include "print/pdf.h"

enum { PARTNER_MONTHS = 12, PARTNER_FILE_MAX = 64 * 1024 * 1024 };

struct partner_period {
    char from[DAY_TEXT_SIZE], through[DAY_TEXT_SIZE];
    char instant[CLOCK_TEXT_SIZE];
    const char *known_at; /* NULL: now */
};

/* `items` as the contract's PartnerRecord each, `summary` as its PartnerSummary. In the language of
 * the request; `type` is XLSX_TYPE or PDF_TYPE. */
err partner_record_write(const struct request *request, const char *type,
                         const struct partner_period *period, const json_t *summary,
                         const json_t *items, struct buf *out, struct fault *fault) MUST_CHECK;
/* Content-Type and name. */
void partner_record_head(const struct request *request, struct response *response, const char *type,
                         const struct partner_period *period);

#endif
