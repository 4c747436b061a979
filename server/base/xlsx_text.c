/* SPDX-License-Identifier: Apache-2.0 */
#include "base/xlsx_text.h"

#include <ctype.h>
#include <string.h>

#include "base/banned.h"

enum { DIGITS_MAX = 15 }; /* of a number, as Excel keeps them */

bool xlsx_text_is_escape(const char *text)
{
    if (text[0] != '_' || text[1] != 'x')
        return false;
    for (size_t i = 2; i < 6; i++)
        if (!isxdigit((unsigned char)text[i]))
            return false;
    return text[6] == '_';
}

bool xlsx_text_is_number(const char *text)
{
    size_t length = strlen(text);
    return length > 0 && length <= DIGITS_MAX && strspn(text, "0123456789") == length &&
           (text[0] != '0' || length == 1);
}
