/* SPDX-License-Identifier: Apache-2.0 */
/* The link that lets a person in, as a request names it. */
#ifndef HANDLERS_USER_LINK_H
#define HANDLERS_USER_LINK_H

#include "handlers/way/app.h"

struct user_link {
    char organisation[UUID_TEXT_SIZE];
    int64_t id;
    char hash[KEY_HASHES_TEXT_SIZE];
};

/* The body's `token`; one that nobody made is answered like one that nobody has. */
err user_link_read(const struct request *request, struct user_link *out,
                   struct fault *fault) MUST_CHECK;

#endif
