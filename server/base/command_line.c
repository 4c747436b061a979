/* SPDX-License-Identifier: Apache-2.0 */
#include "base/command_line.h"

#include <string.h>

#include "base/banned.h"

bool command_line_next(struct command_line *line, struct command_word *out)
{
    if (line->next >= line->argc)
        return false;
    char *text = line->argv[line->next++];
    *out = (struct command_word){.kind = COMMAND_WORD, .text = text};
    if (line->words_only || text[0] != '-' || text[1] == '\0')
        return true;
    if (strcmp(text, "--") == 0) {
        line->words_only = true;
        out->kind = COMMAND_SEPARATOR;
        return true;
    }
    out->kind = text[1] == '-' ? COMMAND_OPTION : COMMAND_LETTER;
    out->name = text + (out->kind == COMMAND_OPTION ? 2 : 1);
    out->name_length = out->kind == COMMAND_OPTION ? strcspn(out->name, "=") : strlen(out->name);
    if (out->name[out->name_length] == '=')
        out->value = out->name + out->name_length + 1;
    return true;
}

enum command_value command_line_value(struct command_line *line, const struct command_word *option,
                                      bool flag, const char **value)
{
    if (flag && option->value)
        return COMMAND_VALUE_UNWANTED;
    if (!flag && !option->value && line->next == line->argc)
        return COMMAND_VALUE_MISSING;
    if (flag)
        *value = "";
    else
        *value = option->value ? option->value : line->argv[line->next++];
    return COMMAND_VALUE_RIGHT;
}

bool command_word_is(const struct command_word *option, const char *name)
{
    return strlen(name) == option->name_length &&
           strncmp(name, option->name, option->name_length) == 0;
}
