/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/passwords.h"

#include "base/guessable.h"

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
