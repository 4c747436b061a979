/* SPDX-License-Identifier: Apache-2.0 */
/* The command line, taken apart. Nothing is copied: the texts are argv's. */
#ifndef CLI_ARGUMENTS_H
#define CLI_ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "commands.h"

enum { ARGUMENTS_MAX = 100, WORDS_MAX = 8 };

struct arguments {
    int word_count;
    char *words[WORDS_MAX]; /* command and operands, in their order */
    size_t given_count;
    struct {
        enum option_id id;
        const char *value; /* "" for a flag */
    } given[ARGUMENTS_MAX];
    const struct command *command; /* NULL: none of ours */
    int command_words;
};

/* What is wrong with the command line, W_NONE: nothing; *about is the word that it is about. What
 * was read before a fault stays in `out`. */
enum word arguments_read(int argc, char **argv, struct arguments *out, const char **about);

/* The value given last, "" for a flag; NULL when it was not given. */
const char *argument(const struct arguments *arguments, enum option_id id);
/* The first value of the option from place *at on, which moves behind it; NULL at the end. */
const char *argument_each(const struct arguments *arguments, enum option_id id, size_t *at);
/* NULL when it was not given. */
const char *operand(const struct arguments *arguments);

/* Whether a value is one of "a|b|c". */
bool is_choice(const char *choices, const char *value, size_t length);
bool is_day(const char *text); /* 2027-05-10 */
bool is_number(const char *text);

#endif
