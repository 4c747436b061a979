/* SPDX-License-Identifier: Apache-2.0 */
/* --help and the usage line, from the command table. */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include "session.h"

void help_program(const struct session *session, FILE *stream);
/* Of the commands that begin with this word. */
void help_noun(const struct session *session, const char *noun, FILE *stream);
void help_command(const struct session *session, const struct command *command, FILE *stream);

#endif
