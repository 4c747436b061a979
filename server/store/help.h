/* SPDX-License-Identifier: Apache-2.0 */
/* What the criteria of an edition mean and what to do where one is not met: schema/help/. */
#ifndef STORE_HELP_H
#define STORE_HELP_H

#include <jansson.h>

/* [{"id", "meaning": {"ja", "en"}, "action": {"ja", "en"}}]; of an edition that an operator added,
 * none. NULL without memory. */
json_t *help_topics(const char *edition);

#endif
