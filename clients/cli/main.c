/* SPDX-License-Identifier: Apache-2.0 */
/* hoshi: Hoshitori in a terminal. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "help.h"
#include "program.h"
#include "say.h"
#include "session.h"
#include "width.h"

int main(int argc, char **argv)
{
    struct arguments arguments;
    const char *about = "";
    width_choose();
    enum arguments_fault fault = arguments_read(argc, argv, &arguments, &about);
    struct session session;
    session_begin(&session, &arguments);
    enum outcome outcome = program_run(&session, fault, about);
    if (fflush(stdout) != 0 && outcome == OUTCOME_OK)
        outcome = OUTCOME_REFUSED;
    session_end(&session);
    return (int)outcome;
}
