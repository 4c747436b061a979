/* SPDX-License-Identifier: Apache-2.0 */
/* On which side somebody stands, and how a supplier names one of its buyers. */
#ifndef CLI_BUYERS_H
#define CLI_BUYERS_H

#include <jansson.h>

#include "session.h"

/* The side that --side names, else the one that the key may read; *out is "" when neither is
 * known. */
err side_of(struct session *session, const char **out);
/* By id, or by a part of the name that fits one only; the relationship's id, free(). */
err buyer_of(struct session *session, const char *named, char **out);

/* The buyer that the command's operand names, else all whose relationship is active, appended to
 * `buyers` as the contract's SupplierView has each. */
err buyers_named(struct session *session, json_t *buyers);
/* Appends the items, each with its buyer's name and the relationship, to `all`. */
void items_of_buyer(json_t *all, const json_t *buyer, const json_t *items);

#endif
