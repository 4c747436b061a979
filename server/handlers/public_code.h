/* SPDX-License-Identifier: Apache-2.0 */
/* Names of what anybody may see who was given them: found without a key, and guessed by nobody. */
#ifndef HANDLERS_PUBLIC_CODE_H
#define HANDLERS_PUBLIC_CODE_H

#include "http/request.h"

enum { PUBLIC_CODE_SIZE = 65 }; /* with its NUL */

/* The asking organisation, so that it is found by its code alone, and 128 random bits, as
 * hexadecimal digits. */
void public_code_make(const struct request *request, char out[static PUBLIC_CODE_SIZE]);

#endif
