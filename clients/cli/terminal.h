/* SPDX-License-Identifier: Apache-2.0 */
/* What the three streams are, and what is asked of the person in front of them. */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include <stdbool.h>
#include <stdio.h>

struct terminal {
    bool in, out, err; /* a terminal? */
    bool colour;       /* for standard output */
    int columns;       /* of standard output; 0: no terminal, nothing is cut */
};

enum style {
    STYLE_PLAIN,
    STYLE_BOLD,
    STYLE_DIM,
    STYLE_RED,
    STYLE_GREEN,
    STYLE_YELLOW,
    STYLE_CYAN,
};

/* Looks at the streams, TERM, NO_COLOR and COLUMNS. */
struct terminal terminal_look(void);
/* "" without colours. */
const char *terminal_style(const struct terminal *terminal, enum style style);
const char *terminal_end(const struct terminal *terminal, enum style style);

/* One line of standard input without its end; free(). NULL at the end of input. */
char *terminal_line(void);
/* The same, not shown as it is typed; Ctrl-C gives NULL. */
char *terminal_secret(void);

#endif
