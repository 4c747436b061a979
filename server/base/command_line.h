/* SPDX-License-Identifier: Apache-2.0 */
/* The words of a command line in their order, as all our programs read them: `--name value`,
 * `--name=value`, `-n`. What follows `--` are words, and `-` is one. Nothing is copied: the texts
 * are argv's. Pure. */
#ifndef BASE_COMMAND_LINE_H
#define BASE_COMMAND_LINE_H

#include <stdbool.h>
#include <stddef.h>

struct command_line {
    int argc;
    char **argv;
    int next; /* what is read next; begin with 0, or 1 behind the program's name */
    bool words_only;
};

enum command_word_kind { COMMAND_WORD, COMMAND_OPTION, COMMAND_LETTER, COMMAND_SEPARATOR };

struct command_word {
    enum command_word_kind kind;
    char *text;       /* as it stands there */
    const char *name; /* of an option or letter, without its dashes */
    size_t name_length;
    const char *value; /* what stands behind `=`; NULL = nothing does */
};

/* False at the end. */
bool command_line_next(struct command_line *line, struct command_word *out);
enum command_value { COMMAND_VALUE_RIGHT, COMMAND_VALUE_MISSING, COMMAND_VALUE_UNWANTED };

/* Whether an option has the value that it needs, and a flag none. *value stands behind its `=`, or
 * is the next word, which is passed over; "" of a flag. */
enum command_value command_line_value(struct command_line *line, const struct command_word *option,
                                      bool flag, const char **value);
/* Whether this is what the option is called. */
bool command_word_is(const struct command_word *option, const char *name);

#endif
