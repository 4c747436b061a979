/* SPDX-License-Identifier: Apache-2.0 */
#include "base/rights.h"

#include <string.h>

#include "base/banned.h"

static const struct {
    unsigned bit;
    const char *name;
} rights_table[] = {
#define X(name, bit, text) {bit, text},
    RIGHTS_LIST(X)
#undef X
};

enum { RIGHTS_COUNT = sizeof rights_table / sizeof *rights_table };

static unsigned right_of_part(const char *name, size_t length)
{
    for (size_t i = 0; i < RIGHTS_COUNT; i++)
        if (strlen(rights_table[i].name) == length &&
            memcmp(rights_table[i].name, name, length) == 0)
            return rights_table[i].bit;
    return 0;
}

unsigned right_of(const char *name)
{
    return right_of_part(name, strlen(name));
}

const char *right_name(unsigned right)
{
    for (size_t i = 0; i < RIGHTS_COUNT; i++)
        if (rights_table[i].bit == right)
            return rights_table[i].name;
    return NULL;
}

bool rights_parse(const char *names, unsigned *out)
{
    unsigned rights = 0;
    for (const char *name = names;;) {
        size_t length = strcspn(name, ",");
        unsigned right = right_of_part(name, length);
        if (right == 0)
            return false;
        rights |= right;
        if (name[length] == '\0')
            break;
        name += length + 1;
    }
    *out = rights;
    return true;
}

void rights_write(unsigned rights, struct buf *out)
{
    const char *separator = "";
    for (size_t i = 0; i < RIGHTS_COUNT; i++) {
        if (!(rights & rights_table[i].bit))
            continue;
        buf_text_add(out, separator);
        buf_text_add(out, rights_table[i].name);
        separator = ",";
    }
}
