/* SPDX-License-Identifier: Apache-2.0 */
/* Facts of relationships in, their lines out: what stands between the two halves of a write.
 * Pure, so that handlers and the operator's commands share it. */
#ifndef DOMAIN_DECIDE_H
#define DOMAIN_DECIDE_H

#include <jansson.h>

#include "base/buf.h"
#include "base/err.h"
#include "domain/line.h"

/* The lines of one chunk. */
enum { DECIDE_LINES_MAX = 64 * 1024 * 1024 };

/* facts: [{"buyer", "relationship", "facts"}], as SQL's facts_of returns it. Appends what board_put
 * takes: [{"buyer", "relationship", "from", …}]. ERR_INTERNAL for facts that are not ours. */
err decide(const json_t *facts, struct buf *out, struct fault *fault) MUST_CHECK;
/* The same of their text; appends nothing for an empty list. */
err decide_text(const char *facts, struct buf *out, struct fault *fault) MUST_CHECK;
/* The same, and the status object of view->relationship, which must be among them, from its line.
 */
err decide_and_show(const json_t *facts, const struct status_view *view, struct buf *out,
                    struct buf *status, struct fault *fault) MUST_CHECK;

#endif
