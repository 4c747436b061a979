/* SPDX-License-Identifier: Apache-2.0 */
#include "options.h"

#include <string.h>

#include "vocabulary/vocabulary.h"

static const struct option options[OPTION_COUNT] = {
#define OR(name, code, ...) "|" code
#define ONE_OF(list) list(OR)
#define X(id, name, letter, kind, choices, member, ja, en)                                         \
    [OPTION_##id] = {name,   letter,  KIND_##kind, sizeof(choices) > 1 ? &(choices)[1] : "",       \
                     member, {ja, en}},
#include "options.inc"
#undef X
};

const struct option *option_of(enum option_id id)
{
    return &options[id];
}

enum option_id option_named(const char *name, size_t length)
{
    for (enum option_id id = OPTION_NONE + 1; id < OPTION_COUNT; id++)
        if (strncmp(options[id].name, name, length) == 0 && options[id].name[length] == '\0')
            return id;
    return OPTION_NONE;
}

enum option_id option_lettered(char letter)
{
    for (enum option_id id = OPTION_NONE + 1; id < OPTION_COUNT; id++)
        if (options[id].letter != 0 && options[id].letter == letter)
            return id;
    return OPTION_NONE;
}

/* "?due_by" is --due-by. */
static bool is_parameter(const char *name, const char *parameter)
{
    for (; *name && *parameter; name++, parameter++)
        if ((*name == '-' ? '_' : *name) != *parameter)
            return false;
    return *name == *parameter;
}

/* One of "required_star|star"; also members below: "/tags/0" is --tag. */
static bool is_member(const char *members, const char *pointer)
{
    while (*members) {
        size_t length = strcspn(members, "|");
        if (strncmp(members, pointer, length) == 0 &&
            (pointer[length] == '\0' || pointer[length] == '/'))
            return true;
        members += length + (members[length] == '|' ? 1 : 0);
    }
    return false;
}

bool option_is_pointed(enum option_id id, const char *pointer)
{
    return (pointer[0] == '?' && is_parameter(options[id].name, pointer + 1)) ||
           (pointer[0] == '/' && is_member(options[id].member, pointer + 1));
}

const char *option_meaning(enum option_id id, enum language language)
{
    const struct option *option = &options[id];
    if (language == LANGUAGE_EN || option->meaning.ja != NULL)
        return wording_in(&option->meaning, language);
    bool of_records = text_find(TEXT_HEADING, option->member) != NULL;
    return text_word(of_records ? TEXT_HEADING : TEXT_ANSWERS_HEADING, option->member, language);
}

bool option_is_global(enum option_id id)
{
    return id >= OPTION_PROFILE && id <= OPTION_VERSION;
}

const char *option_value(enum option_id id)
{
    static const char *const names[] = {
        [KIND_FLAG] = "",         [KIND_TEXT] = "TEXT", [KIND_MANY] = "TEXT", [KIND_DAY] = "DAY",
        [KIND_NUMBER] = "NUMBER", [KIND_CHOICE] = "",   [KIND_FILE] = "FILE",
    };
    return options[id].choices[0] != '\0' ? options[id].choices : names[options[id].kind];
}
