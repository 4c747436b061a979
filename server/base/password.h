/* SPDX-License-Identifier: Apache-2.0 */
/* People's passwords: Argon2id, stored in its own text form.
 *
 * A hash takes 64 MiB and a tenth of a second of a core, on purpose, and strangers may ask for one.
 * So threads of their own compute them, one for each four cores (at least one, at most four), less
 * urgent than all others, and few requests may wait for them: whoever finds no place is told to
 * come back at once. The last places are for those who hold none yet, so that a few busy addresses
 * do not keep others out. */
#ifndef BASE_PASSWORD_H
#define BASE_PASSWORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum { PASSWORD_HASH_SIZE = 128, PASSWORD_SALT_SIZE = 16, PASSWORD_PLACES = 8, PASSWORD_LAST = 4 };

/* One of the PASSWORD_PLACES, kept for all that a request has hashed. It is taken after what costs
 * less than a hash was found good, and before what a refusal should not cost, such as an attempt
 * that is counted. Zeroed at first, or SCOPED(password_leave). */
struct password_place {
    bool taken;
    const char *holder;
};

/* `holder`: the address that asks, which outlives the place. ERR_UNAVAILABLE `sign_in_busy` with
 * retry_after when there is none; never waits. */
err password_enter(struct password_place *place, const char *holder,
                   struct fault *fault) MUST_CHECK;
void password_leave(struct password_place *place);

/* These wait for those who came before. The same password and salt give the same text. */
err password_hash(const struct password_place *place, const char *password,
                  const unsigned char salt[static PASSWORD_SALT_SIZE],
                  char out[static PASSWORD_HASH_SIZE], struct fault *fault) MUST_CHECK;
err password_check(const struct password_place *place, const char *stored, const char *password,
                   bool *matches, struct fault *fault) MUST_CHECK;
/* How many were computed, of either kind. */
int64_t password_hashes(void);

#endif
