/* SPDX-License-Identifier: Apache-2.0 */
#include "program.h"

#include "help.h"
#include "say.h"

/* The choices of the option that was given last, which is the one at fault. */
static const char *choices_of(const struct arguments *arguments)
{
    return arguments->given_count > 0
               ? option_value(arguments->given[arguments->given_count - 1].id)
               : "";
}

static void print_help(const struct session *session, FILE *stream)
{
    const struct arguments *arguments = session->arguments;
    if (arguments->command != NULL)
        help_command(session, arguments->command, stream);
    else if (arguments->word_count > 0 && command_is_noun(arguments->words[0]))
        help_noun(session, arguments->words[0], stream);
    else
        help_program(session, stream);
}

static err correct(const struct session *session, enum word fault, const char *about)
{
    const struct arguments *arguments = session->arguments;
    bool noun =
        fault == W_NO_COMMAND && arguments->word_count > 0 && command_is_noun(arguments->words[0]);
    if (noun || (fault == W_NO_COMMAND && about[0] == '\0')) {
        print_help(session, stderr);
        return (err){ERR_MALFORMED};
    }
    refuse(session, ERR_MALFORMED, fault, about, choices_of(arguments), NULL);
    if (arguments->command != NULL)
        say(session, stderr, W_SEE_COMMAND, arguments->command->name, NULL);
    else
        say(session, stderr, W_SEE_HELP, NULL);
    return (err){ERR_MALFORMED};
}

err program_run(struct session *session, enum word fault, const char *about)
{
    const struct arguments *arguments = session->arguments;
    if (argument(arguments, OPTION_VERSION) != NULL) {
        printf("hoshi %s\n", HOSHITORI_VERSION);
        return OK;
    }
    if (fault == W_NONE && argument(arguments, OPTION_HELP) != NULL) {
        print_help(session, stdout);
        return OK;
    }
    if (fault != W_NONE)
        return correct(session, fault, about);
    return arguments->command->run(session);
}

int program_exit_code(err done)
{
    switch (done.code) {
    case ERR_NONE:
        return 0;
    case ERR_MALFORMED:
        return 2;
    case ERR_PRECONDITION:
        return 3;
    case ERR_UNAUTHENTICATED:
        return 4;
    case ERR_UNAVAILABLE:
        return 5;
    case ERR_PRECONDITION_MISSING:
        return 6;
    default:
        return 1;
    }
}
