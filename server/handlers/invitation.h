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
/* What an invitation says, and to whom. */
struct invitation_words {
    const char *buyer;
    const char *contact; /* whom the supplier may ask; NULL: nobody in particular */
    const char *relationship, *supplier;
    const char *email; /* the supplier's; NULL: none is known */
    const char *expires_on;
    const json_t *demand; /* as the contract shows one; NULL: none */
    const char *url;
    int64_t id;
};

/* The letter to the supplier. */
void invitation_letter(const struct request *request, const struct invitation_words *words,
                       struct buf *out);
/* The same as a mail: adds it to `mails`, and its id to what the answer shows. Without an address
 * there is none. */
err invitation_mail(const struct request *request, const struct invitation_words *words,
                    json_t *mails, json_t *shown, struct fault *fault) MUST_CHECK;

#endif
