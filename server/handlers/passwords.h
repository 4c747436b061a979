/* SPDX-License-Identifier: Apache-2.0 */
/* What is asked of a new password. */
#ifndef HANDLERS_PASSWORDS_H
#define HANDLERS_PASSWORDS_H

#include <stddef.h>

#include "base/password.h"
#include "http/request.h"

/* The schema asks for 12 characters at least; here: that nobody guesses it soon. Adds
 * password_common, password_of_names or password_breached at the pointer; ERR_UNAVAILABLE where the
 * list of those known from breaches cannot be read. `names`: of the person and the organisation,
 * NULL = none. */
err password_rules(const struct request *request, const char *password, const char *const *names,
                   size_t count, const char *pointer, struct fault *fault) MUST_CHECK;

/* A salt as the database tells it (bytea). */
err password_salt(const char *text, unsigned char out[static PASSWORD_SALT_SIZE],
                  struct fault *fault) MUST_CHECK;

#endif
