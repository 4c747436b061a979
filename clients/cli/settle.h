/* SPDX-License-Identifier: Apache-2.0 */
/* Where a sheet differs from what was changed by hand: which of both values is to stand. */
#ifndef CLI_SETTLE_H
#define CLI_SETTLE_H

#include "base/buf.h"
#include "session.h"

/* What was chosen, as the parameters `over` and `keep` of an import. */
struct settled {
    struct buf over, keep;
};

void settled_begin(struct settled *settled);
void settled_release(struct settled *settled);
bool settled_any(const struct settled *settled);

/* Whether an option says something of conflicts, or a person can be asked. */
bool settle_wanted(const struct session *session);
/* Of the rows of a trial that are conflicts, as many as one request takes: by --over, --keep and
 * --conflicts, else by a person at a terminal. Who is named without being a conflict is told. */
err settle(struct session *session, const json_t *trial, struct settled *out);

#endif
