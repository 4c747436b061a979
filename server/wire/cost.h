/* SPDX-License-Identifier: Apache-2.0 */
/* What an operation will probably cost a payer: for how long it held connections of the database
 * and computed when this payer last asked for it. What rises is believed at once and falls slowly,
 * so that cheap requests hide no costly ones among them. An operation need not be declared costly,
 * and what one payer asks for makes nobody else's requests costly.
 *
 * Time is that of the clock, so on a machine that is busy with other work everything costs more:
 * heavy is what costs much and also many times what quick requests cost there at present. */
#ifndef WIRE_COST_H
#define WIRE_COST_H

#include "base/err.h"
#include "base/payer.h"
#include "contract/operation.h"

struct costs;

err costs_new(struct costs **out, struct fault *fault) MUST_CHECK;
void costs_free(struct costs **costs);

/* Microseconds; 0 of what was not asked for yet. */
int64_t costs_expected(struct costs *costs, const struct payer_name *payer,
                       const struct operation *operation);
bool costs_heavy(const struct costs *costs, int64_t expected);
void costs_learn(struct costs *costs, const struct payer_name *payer,
                 const struct operation *operation, int64_t used);

#endif
