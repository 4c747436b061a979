/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers of the contract as C constants, and names of members: for code that counts days or sizes
 * an array by them. What is only checked needs none: the compiled schema does. */
#include <ctype.h>
#include <limits.h>
#include <string.h>

#include "contract.h"

enum { NAME_SIZE = 200, DEPTH_MAX = 8 };

static const char *const keywords[] = {"default",   "minimum",    "maximum",
                                       "minLength", "maxLength",  "minItems",
                                       "maxItems",  "x-days-max", "x-days-default"};

/* maxItems: MAX_ITEMS; ApiKeyInput: API_KEY_INPUT; x-days-max: DAYS_MAX; Idempotency-Key:
 * IDEMPOTENCY_KEY. */
static void add_word(char name[static NAME_SIZE], const char *word)
{
    size_t length = strlen(name);
    if (strncmp(word, "x-", 2) == 0)
        word += 2;
    if (length + 1 < NAME_SIZE)
        name[length++] = '_';
    for (size_t i = 0; word[i] && length + 2 < NAME_SIZE; i++) {
        if (i > 0 && isupper((unsigned char)word[i]) && islower((unsigned char)word[i - 1]))
            name[length++] = '_';
        name[length++] = word[i] == '-' ? '_' : (char)toupper((unsigned char)word[i]);
    }
    name[length] = '\0';
}

static void emit_keywords(FILE *out, const char *name, const json_t *schema)
{
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++) {
        const json_t *value = json_object_get(schema, keywords[i]);
        char full[NAME_SIZE];
        if (!json_is_integer(value) || json_integer_value(value) > INT_MAX)
            continue;
        snprintf(full, sizeof full, "%s", name);
        add_word(full, keywords[i]);
        fprintf(out, "    %s = %lld,\n", full, json_integer_value(value));
    }
}

/* References are left alone: what they name has constants of its own. */
static void emit_schema_limits(FILE *out, const char *name, const json_t *schema, int depth)
{
    const char *member;
    json_t *inner;
    emit_keywords(out, name, schema);
    if (depth == DEPTH_MAX)
        return;
    if (json_object_get(schema, "items"))
        emit_schema_limits(out, name, json_object_get(schema, "items"), depth + 1);
    json_object_foreach(json_object_get(schema, "properties"), member, inner)
    {
        char full[NAME_SIZE];
        snprintf(full, sizeof full, "%s", name);
        add_word(full, member);
        emit_schema_limits(out, full, inner, depth + 1);
    }
}

/* The names of its members, where the contract says that code asks for them:
 * MEMBERS_OF_SUPPLIER(X). */
static void emit_members(FILE *out, const char *name, const json_t *schema)
{
    const char *member;
    json_t *inner;
    if (!json_is_true(json_object_get(schema, "x-members")))
        return;
    fprintf(out, "\n#define %s(X)", name);
    json_object_foreach(json_object_get(schema, "properties"), member, inner)
        fprintf(out, " \\\n    X(\"%s\")", member);
    fputc('\n', out);
}

void emit_limits(FILE *out, const struct source *source)
{
    const json_t *components = json_object_get(source->document, "components");
    const char *name;
    json_t *entry;
    fprintf(out, "/* Generated from api/openapi.yaml; do not edit. */\n"
                 "#ifndef LIMITS_OF_CONTRACT_H\n#define LIMITS_OF_CONTRACT_H\n\nenum {\n");
    json_object_foreach(json_object_get(components, "schemas"), name, entry)
    {
        char full[NAME_SIZE] = "LIMIT";
        add_word(full, name);
        emit_schema_limits(out, full, entry, 0);
    }
    json_object_foreach(json_object_get(components, "parameters"), name, entry)
    {
        char full[NAME_SIZE] = "LIMIT_PARAMETER";
        add_word(full, name);
        emit_schema_limits(out, full, json_object_get(entry, "schema"), 0);
    }
    fprintf(out, "    LIMIT_END\n};\n");
    json_object_foreach(json_object_get(components, "schemas"), name, entry)
    {
        char full[NAME_SIZE] = "MEMBERS_OF";
        add_word(full, name);
        emit_members(out, full, entry);
    }
    fprintf(out, "\n#endif\n");
}
