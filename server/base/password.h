/* SPDX-License-Identifier: Apache-2.0 */
/* People's passwords: Argon2id, stored in its own text form. Slow on purpose, so only two are
 * worked on at a time, whatever arrives. */
#ifndef BASE_PASSWORD_H
#define BASE_PASSWORD_H

#include "base/err.h"

enum { PASSWORD_HASH_SIZE = 128 };

/* ERR_UNAVAILABLE `busy` when the others take too long. */
err password_hash(const char *password, char out[static PASSWORD_HASH_SIZE],
                  struct fault *fault) MUST_CHECK;
/* `stored` NULL takes as long and never matches: for an address that nobody has. */
err password_check(const char *stored, const char *password, bool *matches,
                   struct fault *fault) MUST_CHECK;

#endif
