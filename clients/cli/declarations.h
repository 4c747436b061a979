/* SPDX-License-Identifier: Apache-2.0 */
/* Which declaration of a supplier a buyer means. */
#ifndef CLI_DECLARATIONS_H
#define CLI_DECLARATIONS_H

#include <jansson.h>

#include "session.h"

/* Those of a supplier, as its buyer sees them, appended to `items`; `who` as in addresses. */
err declarations_read(struct session *session, const char *who, json_t *items);
/* The one that --declaration names, or the only one in effect; *out is borrowed from the list. */
err declaration_chosen(const struct session *session, const json_t *items, const json_t **out);

#endif
