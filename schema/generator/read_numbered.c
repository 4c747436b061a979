/* SPDX-License-Identifier: Apache-2.0 */
/* One statement a file, its parameters numbered. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "queries.h"

static void add_parameters(json_t *parameters, const char *text)
{
    for (; *text; text++) {
        if (text[0] != '$' || !isdigit((unsigned char)text[1]))
            continue;
        char name[8];
        while ((long)json_array_size(parameters) < strtol(text + 1, NULL, 10)) {
            snprintf(name, sizeof name, "_%zu", json_array_size(parameters) + 1);
            json_array_append_new(parameters, json_pack("{s:s, s:s, s:b}", "name", name, "type",
                                                        "text", "nullable", 0));
        }
    }
}

void read_numbered(struct catalog *catalog, const char *file, const char *text)
{
    char name[100];
    snprintf(name, sizeof name, "%.*s", (int)(strrchr(file, '.') - file - 8), file + 8);
    for (char *at = name; *at; at++)
        if (!isalnum((unsigned char)*at))
            *at = '_';
    bool operators = strncmp(name, "cluster", 7) == 0 || strncmp(name, "migration", 9) == 0 ||
                     strncmp(name, "operator", 8) == 0;
    json_t *query = json_pack("{s:s, s:s, s:s, s:[], s:[], s:b, s:b, s:b}", "name", name, "file",
                              file, "sql", text, "parameters", "columns", "server", !operators,
                              "operator", operators, "numbered", 1);
    add_parameters(json_object_get(query, "parameters"), text);
    catalog_add(catalog, 1, query);
}
