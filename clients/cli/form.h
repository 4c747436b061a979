/* SPDX-License-Identifier: Apache-2.0 */
/* What a command needs: from its options, or asked for on a terminal. */
#ifndef CLI_FORM_H
#define CLI_FORM_H

#include <jansson.h>

#include "session.h"

/* The option's value in memory of its own (free()). Not given: on a terminal the question is asked
 * until the answer has the option's form; elsewhere ERR_MALFORMED when it is needed, or NULL. */
err form_text(const struct session *session, enum option_id id, enum word question, bool needed,
              char **out);
/* The same, a number: -1 for none. */
err form_number(const struct session *session, enum option_id id, enum word question, bool needed,
                int64_t *out);
/* ERR_MALFORMED when both were given: one would pass over the other. */
err form_either(const struct session *session, enum option_id one, enum option_id other);
/* METI's three questions and the other members of a demand that were given, into the body. */
void form_demand(const struct session *session, json_t *body);
/* Tags, each once, into a list. */
void form_tags(const struct session *session, json_t *body);

#endif
