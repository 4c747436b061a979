/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/passwords.h"

#include <string.h>

#include "base/guessable.h"
#include "base/secret.h"

void password_rules(const char *password, const char *const *names, size_t count,
                    const char *pointer, struct fault *fault)
{
    switch (guessable(password, names, count)) {
    case GUESSABLE_HARDLY:
        return;
    case GUESSABLE_COMMON:
        fault_add(fault, pointer, "password_common", NULL);
        return;
    case GUESSABLE_NAMES:
        fault_add(fault, pointer, "password_of_names", NULL);
        return;
    }
}

err password_salt(const char *text, unsigned char out[static PASSWORD_SALT_SIZE],
                  struct fault *fault)
{
    if (!text || strlen(text) < 2 || !hex_read(text + 2, strlen(text) - 2, out, PASSWORD_SALT_SIZE))
        return fault_log(fault, ERR_INTERNAL, "a salt is not what it should be");
    return OK;
}
