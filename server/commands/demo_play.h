/* SPDX-License-Identifier: Apache-2.0 */
/* Plays the demonstration's data (schema/demo/): every act is a request as clients send it (method,
 * path, headers, body), read and held against the contract as theirs, at an instant of its own.
 * Only sockets are left out.
 *
 * companies.json lists the suppliers, each with its [buyer, story] pairs: a relationship each.
 * stories.json has, by name, stories and acts. A story is a list of [day, act, names]: a day of the
 * year before today (negative), what is done on it, and values for the act's template. An act is
 * such a list, its days counted from its own, where the caller's names win; or one request:
 *   by        "buyer" or "supplier", with whose key it is sent, if there is one yet
 *   send      method and path
 *   body, if_match
 *   keep      {name: member of the answer}: known from then on, for the relationship when the buyer
 *             sent it, for the supplier otherwise
 *   keep_each the same of each of the answer's items, for the relationship that it is about
 *   needs     a name without which nothing is sent
 * All texts are templates (demo_template.h). They know the act's names, the relationship's and the
 * supplier's; `today`, the act's day; `serial`, six digits of its own; `prefix`, the buyer's. */
#ifndef COMMANDS_DEMO_PLAY_H
#define COMMANDS_DEMO_PLAY_H

#include <jansson.h>

#include "commands/command.h"
#include "domain/day.h"

struct play {
    day today;         /* everything happens before it */
    json_t *data;      /* stories.json */
    json_t *buyers;    /* its buyers: each needs its `key` before the play begins */
    json_t *suppliers; /* companies.json; afterwards each knows what was kept */
    size_t relationships;
};

err play_open(day today, struct play *out, struct fault *fault) MUST_CHECK;
void play_close(struct play *play);
/* `pool` is the server's role's. */
err play_run(struct play *play, struct pool *pool, const struct session *session,
             const struct config *config, struct fault *fault) MUST_CHECK;

/* Some minutes after nine on a day in Tokyo. */
int64_t play_instant(day on, unsigned minutes);

#endif
