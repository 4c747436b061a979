/* SPDX-License-Identifier: Apache-2.0 */
/* The asking user, proven once more: a page may have been left open. */
#ifndef HANDLERS_OWN_H
#define HANDLERS_OWN_H

#include "base/password.h"
#include "base/recovery.h"
#include "handlers/way/app.h"

struct own {
    struct password_place place;
    char email[300];
    char name[500];
    char organisation[1000];
    char password[PASSWORD_HASH_SIZE]; /* the stored hash that was checked */
    unsigned char salt[PASSWORD_SALT_SIZE];
    struct nullable_bigint step;        /* of the code that was checked */
    char recovery[RECOVERY_PLAIN_SIZE]; /* or this was sent, and is the database's to check */
};

void own_release(struct own *own);

/* The member `password` of the request is right, and `code` where the user has a second factor.
 * Each attempt is counted: ERR_TOO_MANY `password_limited` with retry_after. ERR_FORBIDDEN
 * `password_wrong`, ERR_INVALID `code_needed` or `code_wrong`, ERR_CONFLICT `not_a_session`. */
err own_check(struct request *request, struct own *out, struct fault *fault) MUST_CHECK;
/* As a parameter of statements. */
const char *own_recovery(const struct own *own);

#endif
