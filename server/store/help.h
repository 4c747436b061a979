/* SPDX-License-Identifier: Apache-2.0 */
/* What helps a supplier, in our own words: schema/help/ and schema/policy/. */
#ifndef STORE_HELP_H
#define STORE_HELP_H

#include <jansson.h>

#include "base/language.h"

/* What the criteria of an edition mean and what to do where one is not met: [{"criterion",
 * "meaning", "steps": [], "evidence" if somebody assesses}]; of an edition that an operator added,
 * none. NULL without memory. */
json_t *help_criteria(const char *edition, enum language language);

/* The template of a basic policy, schema/policy/basic.json. NULL without memory. */
json_t *help_policy(void);

#endif
