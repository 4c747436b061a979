/* SPDX-License-Identifier: Apache-2.0 */
/* What the command line asks for: help, the version, a command, or a correction. */
#ifndef CLI_PROGRAM_H
#define CLI_PROGRAM_H

#include "session.h"

err program_run(struct session *session, enum word fault, const char *about);
/* What scripts may rely on: 0 done; 1 refused by the server, or a file could not be read or
 * written; 2 the command line is not understood (ERR_MALFORMED); 3 `status --require met`:
 * something is not met (ERR_PRECONDITION); 4 no key, or one that does not work or lacks the right;
 * 5 no answer, or the server cannot work now; 6 answered with no, nothing was changed
 * (ERR_PRECONDITION_MISSING). */
int program_exit_code(err done);

#endif
