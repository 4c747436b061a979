/* SPDX-License-Identifier: Apache-2.0 */
/* What a supplier shows a buyer beyond its standing, and what it is asked to show, as both sides
 * name and read it. */
#ifndef CLI_DISCLOSURES_H
#define CLI_DISCLOSURES_H

#include <jansson.h>

#include "session.h"
#include "table.h"

/* What --kinds names, each kind once; empty when it was not given. json_decref() */
json_t *kinds_given(const struct session *session);
/* The labels of kinds, in one text; free(). */
char *kinds_text(const struct session *session, const json_t *kinds);

/* The cells of a DisclosedKind: kind, state, first and last day. */
void add_kind(struct table *table, const json_t *kind);

#endif
