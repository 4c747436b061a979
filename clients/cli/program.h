/* SPDX-License-Identifier: Apache-2.0 */
/* What the command line asks for: help, the version, a command, or a correction. */
#ifndef CLI_PROGRAM_H
#define CLI_PROGRAM_H

#include "session.h"

enum outcome program_run(struct session *session, enum arguments_fault fault, const char *about);

#endif
