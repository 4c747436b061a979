/* SPDX-License-Identifier: Apache-2.0 */
#include "base/recovery.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include "base/secret.h"

#include "base/banned.h"

enum { LENGTH = 24, GROUP = 4 };

static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

void recovery_code_make(char out[static RECOVERY_CODE_SIZE])
{
    size_t at = 0;
    for (size_t i = 0; i < LENGTH; i++) {
        if (i > 0 && i % GROUP == 0)
            out[at++] = '-';
        out[at++] = digits[secret_random_below(sizeof digits - 1)];
    }
    out[at] = '\0';
}

static char meant(char c)
{
    c = (char)toupper((unsigned char)c);
    return c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
}

bool recovery_code_plain(const char *text, char out[static RECOVERY_PLAIN_SIZE])
{
    size_t length = 0;
    for (; *text; text++) {
        char c = meant(*text);
        if (c == '-')
            continue;
        if (length == LENGTH || !strchr(digits, c))
            return false;
        out[length++] = c;
    }
    out[length] = '\0';
    return length == LENGTH;
}
