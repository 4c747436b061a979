/* SPDX-License-Identifier: Apache-2.0 */
/* The contract's Plan, from a plan that was made. */
#ifndef DOMAIN_PLAN_JSON_H
#define DOMAIN_PLAN_JSON_H

#include "base/json_out.h"
#include "base/language.h"
#include "domain/plan.h"

/* Who is meant by a number of plan_add(). */
struct plan_buyer {
    const char *relationship;
    const char *name;
};

/* So many steps and so many demands, from those of this place on. */
struct plan_part {
    size_t from, count;
};

/* The members of the Plan, but for next_cursor. `facts`: of any of the buyers, for the names of
 * editions; NULL where there is none. True: more steps or demands follow. */
bool plan_write(struct json_out *out, const struct plan *plan, const struct plan_buyer *buyers,
                const struct facts *facts, const struct plan_part *part, enum language language);

#endif
