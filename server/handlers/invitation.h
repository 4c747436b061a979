/* SPDX-License-Identifier: Apache-2.0 */
/* New invitations: a token that is shown once, of which the hash is stored. */
#ifndef HANDLERS_INVITATION_H
#define HANDLERS_INVITATION_H

#include <jansson.h>

#include "handlers/way/app.h"

enum { INVITATION_LINK_MAX = 2048 };

struct invitation {
    int64_t id;
    char token[KEY_TEXT_SIZE];
    char hash[KEY_HASH_TEXT_SIZE];
};

err invitation_make(const struct request *request, struct invitation *out,
                    struct fault *fault) MUST_CHECK;
void invitation_wipe(struct invitation *invitation);
/* The page on which it is answered. The token stands after the #, so that it reaches no server's
 * log. */
void invitation_link(const struct request *request, const struct invitation *invitation,
                     struct buf *out);
/* The letter to a supplier; demand: as the contract shows one, or NULL. */
void invitation_letter(const struct request *request, const char *buyer, const char *supplier,
                       const char *expires_on, const json_t *demand, const char *url,
                       struct buf *out);

#endif
