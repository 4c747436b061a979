/* SPDX-License-Identifier: Apache-2.0 */
/* The commands, from commands.inc: the one table behind dispatch, help, completion and the manual.
 */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include <stddef.h>

#include "base/err.h"
#include "options.h"

struct session;

/* Whatever goes wrong is told on standard error where it is found; program_exit_code() says what
 * the error means to scripts. */
typedef err command_fn(struct session *session);

enum { COMMAND_OPTIONS_MAX = 36 };

struct command {
    command_fn *run;
    const char *name;     /* "supplier add" */
    const char *operands; /* "SUPPLIER", "[FILE]" (may be left out), or "" */
    enum word group;
    struct wording summary;
    const char *example;                        /* what comes behind "hoshi " */
    unsigned char options[COMMAND_OPTIONS_MAX]; /* enum option_id, ended by OPTION_NONE */
};

enum {
#define X(run, ...) COMMAND_##run,
#include "commands.inc"
#undef X
    COMMAND_COUNT
};

extern const struct command commands[COMMAND_COUNT];

/* The command that the first words name, and how many of them do; NULL for none. */
const struct command *command_find(int count, char **words, int *used);
/* Whether the command has two words and begins with this one: "supplier". */
bool command_is_of(const struct command *command, const char *noun, size_t length);
bool command_is_noun(const char *word);
bool command_takes(const struct command *command, enum option_id id);
/* Which of its options a fault's pointer leads to; OPTION_NONE: none. */
enum option_id command_pointed(const struct command *command, const char *pointer);
/* How many operands the command needs, and how many it may have. */
size_t command_operands_needed(const struct command *command);
size_t command_operands_most(const struct command *command);

#define X(run, ...) command_fn run_##run;
#include "commands.inc"
#undef X

#endif
