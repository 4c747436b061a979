/* SPDX-License-Identifier: Apache-2.0 */
#include "terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/scope.h"

enum { CTRL_C = 3, COLUMNS_LEAST = 40 };

static int columns_of_output(void)
{
    const char *told = getenv("COLUMNS");
    long columns = told != NULL ? strtol(told, NULL, 10) : 0;
    struct winsize size = {0};
    if (columns <= 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        columns = size.ws_col;
    if (columns <= 0)
        return 80;
    return columns < COLUMNS_LEAST ? COLUMNS_LEAST : (int)columns;
}

struct terminal terminal_look(void)
{
    const char *no_color = getenv("NO_COLOR");
    const char *kind = getenv("TERM");
    struct terminal terminal = {
        .in = isatty(STDIN_FILENO),
        .out = isatty(STDOUT_FILENO),
        .err = isatty(STDERR_FILENO),
    };
    terminal.colour = terminal.out && (no_color == NULL || no_color[0] == '\0') &&
                      (kind == NULL || strcmp(kind, "dumb") != 0);
    terminal.columns = terminal.out ? columns_of_output() : 0;
    return terminal;
}

const char *terminal_style(const struct terminal *terminal, enum style style)
{
    static const char *const codes[] = {
        [STYLE_PLAIN] = "",        [STYLE_BOLD] = "\033[1m",   [STYLE_DIM] = "\033[2m",
        [STYLE_RED] = "\033[31m",  [STYLE_GREEN] = "\033[32m", [STYLE_YELLOW] = "\033[33m",
        [STYLE_CYAN] = "\033[36m",
    };
    return terminal->colour ? codes[style] : "";
}

const char *terminal_end(const struct terminal *terminal, enum style style)
{
    return terminal->colour && style != STYLE_PLAIN ? "\033[0m" : "";
}

char *terminal_line(void)
{
    SCOPED(free_at) char *line = NULL;
    size_t size = 0;
    ssize_t length = getline(&line, &size, stdin);
    if (length < 0)
        return NULL;
    while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r'))
        line[--length] = '\0';
    return steal(&line);
}

char *terminal_secret(void)
{
    struct termios before;
    if (tcgetattr(STDIN_FILENO, &before) != 0)
        return terminal_line();
    /* Without signals, for one would leave the terminal mute; Ctrl-C ends the line instead. */
    struct termios quiet = before;
    quiet.c_lflag &= ~(tcflag_t)(ECHO | ISIG);
    quiet.c_cc[VEOL] = CTRL_C;
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    char *line = terminal_line();
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    fputc('\n', stderr);
    if (line != NULL && strchr(line, CTRL_C) != NULL) {
        free(line);
        return NULL;
    }
    return line;
}
