/* SPDX-License-Identifier: Apache-2.0 */
/* hoshi: Hoshitori in a terminal. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "help.h"
#include "program.h"
#include "say.h"
#include "session.h"

int main(int argc, char **argv)
{
    struct arguments arguments;
    const char *about = "";
    enum word fault = arguments_read(argc, argv, &arguments, &about);
    struct session session;
    session_begin(&session, &arguments);
    err done = program_run(&session, fault, about);
    if (fflush(stdout) != 0 && done.code == ERR_NONE)
        done = (err){ERR_INVALID};
    session_end(&session);
    return program_exit_code(done);
}
