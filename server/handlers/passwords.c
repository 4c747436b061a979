/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/passwords.h"

enum { DIFFERENT_CHARACTERS = 5 };

void password_rules(const char *password, const char *pointer, struct fault *fault)
{
    bool seen[256] = {false};
    size_t different = 0;
    for (const unsigned char *c = (const unsigned char *)password; *c; c++) {
        different += !seen[*c];
        seen[*c] = true;
    }
    if (different < DIFFERENT_CHARACTERS)
        fault_add(fault, pointer, "password_weak", NULL);
}
