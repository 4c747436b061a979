/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mail_address.h"

#include <ctype.h>
#include <string.h>

#include "base/banned.h"

enum { ADDRESS_MAX = 254 };

bool mail_address(const char *text)
{
    static const char marks[] = "!#$%&'*+/=?^_`{|}~-.";
    const char *at = strchr(text, '@');
    if (!at || at == text || strlen(text) > ADDRESS_MAX || text[0] == '-' || text[0] == '.' ||
        at[-1] == '.' || strstr(text, ".."))
        return false;
    for (const char *c = text; c < at; c++)
        if (!isalnum((unsigned char)*c) && !strchr(marks, *c))
            return false;
    const char *domain = at + 1;
    size_t length = strlen(domain);
    if (strspn(domain, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-") !=
            length ||
        length == 0 || domain[0] == '.' || domain[0] == '-' || domain[length - 1] == '.')
        return false;
    return strchr(domain, '.') || strcmp(domain, "localhost") == 0;
}
