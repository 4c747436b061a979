/* SPDX-License-Identifier: Apache-2.0 */
/* How a command ended: the program's exit code, which scripts may rely on. */
#ifndef CLI_OUTCOME_H
#define CLI_OUTCOME_H

#define OUTCOME_LIST(X)                                                                            \
    X(OK, 0)        /* done */                                                                     \
    X(REFUSED, 1)   /* the server refused it, or a file could not be read or written */            \
    X(USAGE, 2)     /* the command line is not understood */                                       \
    X(UNMET, 3)     /* `status --require met`: something is not met */                             \
    X(KEY, 4)       /* no key, or one that does not work or lacks the right */                     \
    X(SERVER, 5)    /* no answer, or the server cannot work now */                                 \
    X(CANCELLED, 6) /* answered with no; nothing was changed */

enum outcome {
#define X(name, code) OUTCOME_##name = (code),
    OUTCOME_LIST(X)
#undef X
};

#define STEP(expression)                                                                           \
    do {                                                                                           \
        enum outcome step_outcome = (expression);                                                  \
        if (step_outcome != OUTCOME_OK)                                                            \
            return step_outcome;                                                                   \
    } while (0)

#endif
