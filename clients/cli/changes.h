/* SPDX-License-Identifier: Apache-2.0 */
/* What a change to a demand or a rule would change, shown before it is made. */
#ifndef CLI_CHANGES_H
#define CLI_CHANGES_H

#include "session.h"

/* Copies what is demanded now into the body of the next demand: members that the options do not
 * name stay. */
void changes_keep(const json_t *now, json_t *body, const char *const *members);
/* Prints each member that differs, now and then; false when none does. `now` may be NULL. */
bool changes_print(const struct session *session, const json_t *now, const json_t *body);

#endif
