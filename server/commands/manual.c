/* SPDX-License-Identifier: Apache-2.0 */
/* manual: the page hoshitori.8 in mdoc, from the table of commands and the options' help. */
#include "commands/command.h"

/* A hyphen that is typed stays one; nothing in the tables begins a line with a dot or holds a
 * backslash. */
static void print_plain(const char *text)
{
    for (; *text; text++)
        fputs(*text == '-' ? "\\-" : (char[]){*text, '\0'}, stdout);
}

static void print_command_entry(const struct command *command)
{
    printf(".It Sy ");
    print_plain(command->name);
    putchar('\n');
    if (command->usage[0]) {
        printf(".Bd -literal -compact\n");
        print_plain(command->usage);
        printf("\n.Ed\n");
    }
    print_plain(command->summary);
    putchar('\n');
}

int command_manual(const struct command *command, const struct config *config, int argc,
                   char **argv, struct fault *fault)
{
    (void)fault;
    SCOPED(buf_release) struct buf options = BUF_INIT(16 * 1024);
    (void)config;
    if (!options_only(command, NULL, 0, argc, argv))
        return EXIT_USAGE;
    printf(
        ".Dd November 30, 2026\n.Dt HOSHITORI 8\n.Os\n.Sh NAME\n.Nm hoshitori\n"
        ".Nd server of security stars that buyers ask of their suppliers\n"
        ".Sh SYNOPSIS\n.Nm\n.Ar command\n.Op Ar options\n.Sh COMMANDS\n.Bl -tag -width indent\n");
    for (size_t i = 0; i < command_count; i++)
        print_command_entry(&commands[i]);
    printf(".El\n.Sh OPTIONS\nOf every command; a variable of the environment stands for "
           "each.\n.Bd -literal\n");
    config_help(&options);
    print_plain(buf_text(&options));
    printf(".Ed\n.Sh EXIT STATUS\n0 done, 1 failed, 2 wrong use, 3 a check found differences.\n"
           ".Sh SEE ALSO\n.Xr hoshi 1 ,\n.Pa /usr/share/doc/hoshitori/operator.md\n");
    return EXIT_DONE;
}
