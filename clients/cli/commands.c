/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include <string.h>

const struct command commands[COMMAND_COUNT] = {
#define X(run, name, operands, group, ja, en, example, ...)                                        \
    {run_##run, name, operands, group, {ja, en}, example, {__VA_ARGS__}},
#include "commands.inc"
#undef X
};

/* How many of the words are this command's name; 0 = it is another one. */
static int words_named(const struct command *command, int count, char **words)
{
    const char *name = command->name;
    for (int used = 0; used < count;) {
        size_t length = strcspn(name, " ");
        if (strlen(words[used]) != length || strncmp(words[used], name, length) != 0)
            return 0;
        used++;
        if (name[length] == '\0')
            return used;
        name += length + 1;
    }
    return 0;
}

const struct command *command_find(int count, char **words, int *used)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        *used = words_named(&commands[i], count, words);
        if (*used > 0)
            return &commands[i];
    }
    return NULL;
}

bool command_is_of(const struct command *command, const char *noun, size_t length)
{
    return strncmp(command->name, noun, length) == 0 && command->name[length] == ' ';
}

bool command_is_noun(const char *word)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (command_is_of(&commands[i], word, strlen(word)))
            return true;
    return false;
}

bool command_takes(const struct command *command, enum option_id id)
{
    if (option_is_global(id))
        return true;
    for (size_t i = 0; i < COMMAND_OPTIONS_MAX && command->options[i] != OPTION_NONE; i++)
        if (command->options[i] == id)
            return true;
    return false;
}

enum option_id command_pointed(const struct command *command, const char *pointer)
{
    for (enum option_id id = OPTION_NONE + 1; id < OPTION_COUNT; id++)
        if (option_is_pointed(id, pointer) && command_takes(command, id))
            return id;
    return OPTION_NONE;
}

size_t command_operands_needed(const struct command *command)
{
    return command->operands[0] != '\0' && command->operands[0] != '[' ? 1 : 0;
}

size_t command_operands_most(const struct command *command)
{
    return command->operands[0] != '\0' ? 1 : 0;
}
