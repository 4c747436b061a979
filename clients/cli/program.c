/* SPDX-License-Identifier: Apache-2.0 */
#include "program.h"

#include "help.h"
#include "say.h"

static enum word word_of(enum arguments_fault fault)
{
    switch (fault) {
    case ARGUMENTS_UNKNOWN_OPTION:
        return W_UNKNOWN_OPTION;
    case ARGUMENTS_VALUE_MISSING:
        return W_VALUE_MISSING;
    case ARGUMENTS_VALUE_UNWANTED:
        return W_VALUE_UNWANTED;
    case ARGUMENTS_NO_DAY:
        return W_ARGUMENT_NO_DAY;
    case ARGUMENTS_NO_NUMBER:
        return W_ARGUMENT_NO_NUMBER;
    case ARGUMENTS_NO_CHOICE:
        return W_ARGUMENT_NO_CHOICE;
    case ARGUMENTS_NOT_UTF8:
        return W_NOT_UTF8;
    case ARGUMENTS_TOO_MANY:
        return W_TOO_MANY;
    case ARGUMENTS_NO_COMMAND:
        return W_NO_COMMAND;
    case ARGUMENTS_NOT_ITS_OPTION:
        return W_NOT_ITS_OPTION;
    case ARGUMENTS_OPERAND_MISSING:
        return W_OPERAND_MISSING;
    case ARGUMENTS_OPERAND_UNWANTED:
        return W_OPERAND_UNWANTED;
    case ARGUMENTS_OK:
        break;
    }
    return W_NONE;
}

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

static enum outcome correct(const struct session *session, enum arguments_fault fault,
                            const char *about)
{
    const struct arguments *arguments = session->arguments;
    bool noun = fault == ARGUMENTS_NO_COMMAND && arguments->word_count > 0 &&
                command_is_noun(arguments->words[0]);
    if (noun || (fault == ARGUMENTS_NO_COMMAND && about[0] == '\0')) {
        print_help(session, stderr);
        return OUTCOME_USAGE;
    }
    refuse(session, OUTCOME_USAGE, word_of(fault), about, choices_of(arguments), NULL);
    if (arguments->command != NULL)
        say(session, stderr, W_SEE_COMMAND, arguments->command->name, NULL);
    else
        say(session, stderr, W_SEE_HELP, NULL);
    return OUTCOME_USAGE;
}

enum outcome program_run(struct session *session, enum arguments_fault fault, const char *about)
{
    const struct arguments *arguments = session->arguments;
    if (argument(arguments, OPTION_VERSION) != NULL) {
        printf("hoshi %s\n", HOSHITORI_VERSION);
        return OUTCOME_OK;
    }
    if (fault == ARGUMENTS_OK && argument(arguments, OPTION_HELP) != NULL) {
        print_help(session, stdout);
        return OUTCOME_OK;
    }
    if (fault != ARGUMENTS_OK)
        return correct(session, fault, about);
    return arguments->command->run(session);
}
