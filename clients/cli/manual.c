/* SPDX-License-Identifier: Apache-2.0 */
/* manual: the page hoshi.1 in mdoc, from the command table. */
#include <string.h>

#include "commands.h"
#include "say.h"

/* What roff would read as its own: a dot or a quote that begins a line, and backslashes. */
static void print_text(const char *text)
{
    bool begins = true;
    for (; *text; text++) {
        if (begins && (*text == '.' || *text == '\''))
            fputs("\\&", stdout);
        begins = *text == '\n';
        if (*text == '\\')
            fputs("\\e", stdout);
        else if (*text == '-')
            fputs("\\-", stdout);
        else
            putchar(*text);
    }
    putchar('\n');
}

/* An argument of a macro: quoted, its quotes doubled; a line may end behind each choice. */
static void print_quoted(const char *text)
{
    putchar('"');
    for (; *text; text++) {
        if (*text == '\\')
            fputs("\\e", stdout);
        else if (*text == '"')
            fputs("\"\"", stdout);
        else
            putchar(*text);
        if (*text == '|')
            fputs("\\:", stdout);
    }
    putchar('"');
}

static void print_section(const struct session *session, enum word title)
{
    printf(".Sh ");
    print_quoted(word(session, title));
    putchar('\n');
}

static void print_option_entry(const struct session *session, enum option_id id)
{
    const struct option *option = option_of(id);
    printf(".It Fl \\-%s", option->name);
    if (option_value(id)[0] != '\0') {
        printf(" Ar ");
        print_quoted(option_value(id));
    }
    if (option->letter != 0)
        printf(" , Fl %c", option->letter);
    putchar('\n');
    print_text(option_meaning(id, session->language));
}

static void print_command(const struct session *session, const struct command *command)
{
    printf(".Ss \"hoshi %s%s%s\"\n", command->name, command->operands[0] != '\0' ? " " : "",
           command->operands);
    print_text(wording_in(&command->summary, session->language));
    if (command->options[0] != OPTION_NONE)
        printf(".Bl -tag -width indent -compact\n");
    for (size_t i = 0; i < COMMAND_OPTIONS_MAX && command->options[i] != OPTION_NONE; i++)
        print_option_entry(session, command->options[i]);
    if (command->options[0] != OPTION_NONE)
        printf(".El\n");
    printf(".Bd -literal -offset indent\nhoshi ");
    print_text(command->example);
    printf(".Ed\n");
}

err run_manual(struct session *session)
{
    printf(".Dd November 23, 2026\n.Dt HOSHI 1\n.Os\n");
    print_section(session, W_M_NAME);
    printf(".Nm hoshi\n.Nd ");
    print_text(word(session, W_M_WHAT));
    print_section(session, W_M_SYNOPSIS);
    printf(".Nm\n.Ar command\n.Op Ar operand\n.Op Ar options\n");
    print_section(session, W_M_DESCRIPTION);
    print_text(word(session, W_M_INTRODUCTION));
    print_section(session, W_M_COMMANDS);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        print_command(session, &commands[i]);
    print_section(session, W_H_GLOBAL);
    printf(".Bl -tag -width indent -compact\n");
    for (enum option_id id = OPTION_NONE + 1; id < OPTION_COUNT; id++)
        if (option_is_global(id))
            print_option_entry(session, id);
    printf(".El\n");
    print_section(session, W_M_ENVIRONMENT);
    printf(".Bd -literal\n");
    print_text(word(session, W_H_ENVIRONMENT));
    printf(".Ed\n");
    print_section(session, W_M_EXIT);
    printf(".Bd -literal\n");
    print_text(word(session, W_H_EXIT));
    printf(".Ed\n");
    return OK;
}
