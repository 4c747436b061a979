/* SPDX-License-Identifier: Apache-2.0 */
/* The commands: the one table behind dispatch, help, completion and the manual. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include <stddef.h>

#include "options.h"
#include "outcome.h"

struct session;

typedef enum outcome command_fn(struct session *session);

enum { COMMAND_OPTIONS_MAX = 22 };

struct command {
    const char *name;     /* "supplier add" */
    const char *operands; /* "SUPPLIER", "[FILE]" (may be left out), or "" */
    enum word group;
    enum word summary;
    command_fn *run;
    const char *example;                        /* what comes behind "hoshi " */
    unsigned char options[COMMAND_OPTIONS_MAX]; /* enum option_id, ended by OPTION_NONE */
};

const struct command *command_table(size_t *count);
/* The command that the first words name, and how many of them do; NULL for none. */
const struct command *command_find(int count, char **words, int *used);
/* Whether commands of two words begin with this one: "supplier". */
bool command_is_noun(const char *word);
bool command_takes(const struct command *command, enum option_id id);
/* How many operands the command needs, and how many it may have. */
size_t command_operands_needed(const struct command *command);
size_t command_operands_most(const struct command *command);

#define COMMAND_FUNCTIONS(X)                                                                       \
    X(login)                                                                                       \
    X(logout)                                                                                      \
    X(whoami)                                                                                      \
    X(erasure_add)                                                                                 \
    X(erasure_list)                                                                                \
    X(status)                                                                                      \
    X(plan)                                                                                        \
    X(events_follow)                                                                               \
    X(supplier_add)                                                                                \
    X(supplier_change)                                                                             \
    X(supplier_list)                                                                               \
    X(supplier_show)                                                                               \
    X(supplier_invite)                                                                             \
    X(supplier_end)                                                                                \
    X(supplier_duplicates)                                                                         \
    X(supplier_join)                                                                               \
    X(supplier_apart)                                                                              \
    X(hand_over)                                                                                   \
    X(require)                                                                                     \
    X(check)                                                                                       \
    X(import)                                                                                      \
    X(export)                                                                                      \
    X(simulate)                                                                                    \
    X(rule_set)                                                                                    \
    X(rule_list)                                                                                   \
    X(rule_remove)                                                                                 \
    X(respond)                                                                                     \
    X(buyers)                                                                                      \
    X(invitation_show)                                                                             \
    X(invitation_accept)                                                                           \
    X(invitation_decline)                                                                          \
    X(declare)                                                                                     \
    X(assess)                                                                                      \
    X(policy)                                                                                      \
    X(completion)                                                                                  \
    X(manual)

#define X(name) enum outcome run_##name(struct session *session);
COMMAND_FUNCTIONS(X)
#undef X

#endif
