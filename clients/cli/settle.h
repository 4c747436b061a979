/* SPDX-License-Identifier: Apache-2.0 */
/* Where a sheet differs from what was changed by hand: which of both values is to stand. */
#ifndef CLI_SETTLE_H
#define CLI_SETTLE_H

#include <jansson.h>

#include "session.h"

/* What was chosen, as items of the parameters `over` and `keep` of an import. One request takes
 * only so many: with more, each row by itself (--mode per_row), the sheet is sent in rounds, of
 * which each carries out some of `over`. Those kept change nothing, whether they are sent or not.
 */
struct settled {
    json_t *over, *keep;
};

void settled_begin(struct settled *settled);
void settled_release(struct settled *settled);
bool settled_any(const struct settled *settled);
/* Whether one request takes all of them. */
bool settled_at_once(const struct settled *settled);
size_t settled_rounds(const struct settled *settled);
/* How many a round, from 0, still calls conflicts though they were settled. */
int64_t settled_held(const struct settled *settled, size_t round);
void settled_query(const struct settled *settled, size_t round, struct hoshitori_target *target);

/* Whether an option says something of conflicts, or a person can be asked. */
bool settle_wanted(const struct session *session);
/* Of all rows of a trial that are conflicts: by --over, --keep and --conflicts, else by a person at
 * a terminal. Who is named without being a conflict is told. */
err settle(struct session *session, const json_t *trial, struct settled *out);

#endif
