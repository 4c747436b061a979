/* SPDX-License-Identifier: Apache-2.0 */
#include "help.h"

#include <string.h>

#include "say.h"
#include "width.h"

enum { NAME_WIDTH = 32 };

static const enum word GROUPS[] = {W_G_ACCOUNT, W_G_BOTH, W_G_BUYER, W_G_SUPPLIER};

static void print_entry(const char *name, const char *rest, const char *meaning, FILE *stream)
{
    int used = width_of(name) + (rest[0] != '\0' ? 1 + width_of(rest) : 0);
    fprintf(stream, "  %s%s%s", name, rest[0] != '\0' ? " " : "", rest);
    if (used >= NAME_WIDTH)
        fprintf(stream, "\n%*s", NAME_WIDTH + 2, "");
    else
        fprintf(stream, "%*s", NAME_WIDTH - used, "");
    fprintf(stream, "%s\n", meaning);
}

static void print_option_line(const struct session *session, enum option_id id, FILE *stream)
{
    char name[64];
    const struct option *option = option_of(id);
    if (option->letter != 0)
        snprintf(name, sizeof name, "-%c, --%s", option->letter, option->name);
    else
        snprintf(name, sizeof name, "--%s", option->name);
    print_entry(name, option_value(id), option_meaning(id, session->language), stream);
}

static void print_global_options(const struct session *session, FILE *stream)
{
    for (enum option_id id = OPTION_NONE + 1; id < OPTION_COUNT; id++)
        if (option_is_global(id))
            print_option_line(session, id, stream);
}

static void print_group(const struct session *session, enum word group, const char *noun,
                        FILE *stream)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (commands[i].group == group &&
            (noun == NULL || command_is_of(&commands[i], noun, strlen(noun))))
            print_entry(commands[i].name, commands[i].operands,
                        wording_in(&commands[i].summary, session->language), stream);
}

void help_program(const struct session *session, FILE *stream)
{
    say(session, stream, W_H_USAGE, NULL);
    for (size_t i = 0; i < sizeof GROUPS / sizeof *GROUPS; i++) {
        fprintf(stream, "\n%s\n", word(session, GROUPS[i]));
        print_group(session, GROUPS[i], NULL, stream);
    }
    fprintf(stream, "\n%s\n", word(session, W_H_GLOBAL));
    print_global_options(session, stream);
    fprintf(stream, "\n%s\n", word(session, W_H_ENVIRONMENT));
    fprintf(stream, "\n%s\n", word(session, W_H_EXIT));
}

void help_noun(const struct session *session, const char *noun, FILE *stream)
{
    say(session, stream, W_H_NOUN, noun, NULL);
    for (size_t i = 0; i < sizeof GROUPS / sizeof *GROUPS; i++)
        print_group(session, GROUPS[i], noun, stream);
}

void help_command(const struct session *session, const struct command *command, FILE *stream)
{
    fprintf(stream, "hoshi %s%s%s%s\n\n  %s\n", command->name,
            command->operands[0] != '\0' ? " " : "", command->operands,
            command->options[0] != OPTION_NONE ? " [OPTIONS]" : "",
            wording_in(&command->summary, session->language));
    if (command->options[0] != OPTION_NONE)
        fprintf(stream, "\n%s\n", word(session, W_H_OPTIONS));
    for (size_t i = 0; i < COMMAND_OPTIONS_MAX && command->options[i] != OPTION_NONE; i++)
        print_option_line(session, command->options[i], stream);
    fprintf(stream, "\n%s\n", word(session, W_H_GLOBAL));
    print_global_options(session, stream);
    fprintf(stream, "\n%s\n  hoshi %s\n", word(session, W_H_EXAMPLE), command->example);
}
