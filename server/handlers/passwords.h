/* SPDX-License-Identifier: Apache-2.0 */
/* What is asked of a new password. */
#ifndef HANDLERS_PASSWORDS_H
#define HANDLERS_PASSWORDS_H

#include <stddef.h>

#include "base/password.h"

/* The schema asks for 12 characters at least; here: that nobody guesses it soon. Adds
 * password_common or password_of_names at the pointer. `names`: of the person and the organisation,
 * NULL = none. */
void password_rules(const char *password, const char *const *names, size_t count,
                    const char *pointer, struct fault *fault);

/* A salt as the database tells it (bytea). */
err password_salt(const char *text, unsigned char out[static PASSWORD_SALT_SIZE],
                  struct fault *fault) MUST_CHECK;

#endif
