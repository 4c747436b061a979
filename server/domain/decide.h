/* SPDX-License-Identifier: Apache-2.0 */
/* Facts of relationships in, their lines out: what stands between the two halves of a write.
 * JSON to JSON and pure, so that handlers, the worker and the operator's commands share it. */
#ifndef DOMAIN_DECIDE_H
#define DOMAIN_DECIDE_H

#include <jansson.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/language.h"

/* facts: [{"buyer", "relationship", "facts"}], as SQL's facts_of returns it. The new array is what
 * board_put takes: [{"buyer", "relationship", "line"}]. ERR_INTERNAL for facts that are not ours.
 */
err decide(const json_t *facts, json_t **out, struct fault *fault) MUST_CHECK;

/* Appends the shared status object of one relationship on a day ("2027-05-10") from decide's
 * result. False when the relationship is not in it. */
bool decide_status(const json_t *lines, const char *relationship, const char *as_of,
                   enum language language, struct buf *out);

#endif
