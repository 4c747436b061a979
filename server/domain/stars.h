/* SPDX-License-Identifier: Apache-2.0 */
/* A supplier's own stars over time: the best star of each day and its level, from the rules that
 * decide a status, before any buyer's checks and scope decisions. */
#ifndef DOMAIN_STARS_H
#define DOMAIN_STARS_H

#include <jansson.h>

#include "base/err.h"
#include "base/json_out.h"

/* `facts`: as SQL's standing_facts returns them. Writes the members as_of, held_star,
 * held_assurance, declaration and steps of the contract's Standing into an open object. */
err stars_write(const json_t *facts, const char *as_of, struct json_out *out,
                struct fault *fault) MUST_CHECK;

#endif
