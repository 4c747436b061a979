/* SPDX-License-Identifier: Apache-2.0 */
/* Before a category, a tag or a rule gets a new spelling, and after a supplier was added. */
#ifndef CLI_ALIKE_H
#define CLI_ALIKE_H

#include <jansson.h>

#include "session.h"

/* Tells on standard error which labels in use look like this one, unless it is in use itself or
 * --quiet was given; nothing where that cannot be read. `selector`: "category" or "tag". */
void tell_alike(const struct session *session, const char *selector, const char *name);
/* The same of a record's category and tags. */
void tell_alike_of(const struct session *session, const json_t *record);
/* Which records on file are probably the same supplier, from the answer to a new one. */
void tell_likely_duplicates(const struct session *session, const json_t *found);

#endif
