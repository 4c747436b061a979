/* SPDX-License-Identifier: Apache-2.0 */
/* Passwords that are known from breaches, in a list that the operator may give: a text file with a
 * line for each, 40 hexadecimal digits of the SHA-1 and whatever may follow, in the order of the
 * digits ("Pwned Passwords ordered by hash" is one). Any size: a look-up reads some 30 lines of the
 * 40 GB that the whole takes, and nothing is kept, so that the file may be replaced at any time. */
#ifndef BASE_BREACHED_H
#define BASE_BREACHED_H

#include <stdbool.h>

#include "base/err.h"

/* Whether such a list is there. ERR_INTERNAL with what to do. */
err breached_check(const char *path, struct fault *fault) MUST_CHECK;
/* ERR_UNAVAILABLE when the list cannot be read. */
err breached_has(const char *path, const char *password, bool *known,
                 struct fault *fault) MUST_CHECK;

#endif
