/* SPDX-License-Identifier: Apache-2.0 */
/* Rights as they are given and shown: by their names in the contract. */
#ifndef CLI_RIGHTS_H
#define CLI_RIGHTS_H

#include "session.h"
#include "table.h"

/* Those that --right names, into the body's member; none given: it is left out. */
void rights_set(const struct session *session, json_t *body);
/* Texts of a list, in one cell. */
void rights_add(struct table *table, const json_t *rights);
/* The person with this address, as the contract's User; refused and told without one.
 * json_decref() */
err person_find(struct session *session, const char *address, json_t **out);

#endif
