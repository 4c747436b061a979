/* SPDX-License-Identifier: Apache-2.0 */
/* How a new invitation reaches the supplier. */
#ifndef HANDLERS_INVITATION_H
#define HANDLERS_INVITATION_H

#include <jansson.h>

#include "handlers/way/app.h"

enum { INVITATION_LINK_MAX = 2048 };

/* The page on which it is answered. The token stands after the #, so that it reaches no server's
 * log. */
void invitation_link(const struct request *request, const struct new_key *invitation,
                     struct buf *out);
/* The letter to the supplier of this name. `contact`: whom it may ask, or NULL; demand: as the
 * contract shows one, or NULL. */
void invitation_letter(const struct request *request, const char *buyer, const char *contact,
                       const char *supplier, const char *expires_on, const json_t *demand,
                       const char *url, struct buf *out);

#endif
