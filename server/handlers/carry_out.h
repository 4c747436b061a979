/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a sheet, or of a change of many suppliers, carried out within the request: chunk by chunk
 * in one transaction, each with the demands of the next. What became of them in words. */
#ifndef HANDLERS_CARRY_OUT_H
#define HANDLERS_CARRY_OUT_H

#include <jansson.h>

#include "domain/day.h"
#include "handlers/way/change.h"

/* `result.demands` are those of the first chunk; where it has none, a job goes on. The body becomes
 * the answer of the last chunk. */
err carry_out_rows(const struct changed *changed, const char *job, day today, const char *cause,
                   struct fault *fault) MUST_CHECK;
/* Every fault and note of one row gets its text. */
err row_texts_add(struct request *request, json_t *row, struct fault *fault) MUST_CHECK;
/* The same for the rows that an answer shows: its `problems` and `notes`. */
err rows_texts_add(struct request *request, json_t *body, struct fault *fault) MUST_CHECK;

#endif
