/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/facts_member.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { COUNT_MAX = 10000 };

struct facts_block {
    struct facts_block *next;
    max_align_t list[];
};

const json_t *facts_member(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_null(value) ? NULL : value;
}

day facts_day(struct facts_reader *reader, const json_t *object, const char *key, day missing)
{
    const json_t *value = facts_member(object, key);
    if (!value)
        return missing;
    day on = missing;
    const char *text = json_string_value(value);
    if (!text || !day_parse(text, &on))
        reader->problem = key;
    return on;
}

int facts_int(struct facts_reader *reader, const json_t *object, const char *key, int missing)
{
    const json_t *value = facts_member(object, key);
    if (!value)
        return missing;
    json_int_t number = json_integer_value(value);
    if (!json_is_integer(value) || number < INT32_MIN || number > INT32_MAX) {
        reader->problem = key;
        return missing;
    }
    return (int)number;
}

int facts_count(struct facts_reader *reader, const json_t *object, const char *key, int missing)
{
    int count = facts_int(reader, object, key, missing);
    if (count >= 0 && count <= COUNT_MAX)
        return count;
    reader->problem = key;
    return 0;
}

int facts_star(struct facts_reader *reader, const json_t *object, const char *key)
{
    int star = facts_int(reader, object, key, 0);
    if (star >= 0 && star <= STAR_MAX)
        return star;
    reader->problem = key;
    return 0;
}

bool facts_bool(struct facts_reader *reader, const json_t *object, const char *key, bool missing)
{
    const json_t *value = facts_member(object, key);
    if (value && !json_is_boolean(value))
        reader->problem = key;
    return value ? json_is_true(value) : missing;
}

const char *facts_text(struct facts_reader *reader, const json_t *object, const char *key)
{
    const json_t *value = facts_member(object, key);
    if (value && !json_is_string(value))
        reader->problem = key;
    return json_string_value(value);
}

int facts_name(struct facts_reader *reader, const json_t *object, const char *key,
               const char *const *names, int count)
{
    const char *text = facts_text(reader, object, key);
    if (!text)
        return 0;
    for (int i = 0; i < count; i++)
        if (strcmp(text, names[i]) == 0)
            return i;
    reader->problem = key;
    return 0;
}

void *facts_list(struct facts_reader *reader, const json_t *object, const char *key, size_t size,
                 const json_t **array, size_t *count)
{
    *array = facts_member(object, key);
    *count = json_array_size(*array);
    if (*array && !json_is_array(*array))
        reader->problem = key;
    struct facts_block *block = *count > 0 ? calloc(1, sizeof *block + *count * size) : NULL;
    if (!block) {
        reader->short_of_memory |= *count > 0;
        *array = NULL;
        *count = 0;
        return NULL;
    }
    block->next = reader->blocks;
    reader->blocks = block;
    return block->list;
}

void facts_release(struct facts *facts)
{
    for (struct facts_block *next, *block = facts->memory; block; block = next) {
        next = block->next;
        free(block);
    }
    *facts = (struct facts){0};
}
