/* SPDX-License-Identifier: Apache-2.0 */
/* What is asked of a new password. */
#ifndef HANDLERS_PASSWORDS_H
#define HANDLERS_PASSWORDS_H

#include "base/err.h"

/* The schema asks for 12 characters at least; here: not a few characters over and over. Adds
 * password_weak at the pointer. */
void password_rules(const char *password, const char *pointer, struct fault *fault);

#endif
