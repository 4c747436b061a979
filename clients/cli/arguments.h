/* SPDX-License-Identifier: Apache-2.0 */
/* The command line, taken apart. The texts are argv's, but those that were typed in another form
 * than they are sent in. */
#ifndef CLI_ARGUMENTS_H
#define CLI_ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "commands.h"

enum { ARGUMENTS_MAX = 100, WORDS_MAX = 8, ARGUMENT_FORM_SIZE = 64 };

struct arguments {
    int word_count;
    char *words[WORDS_MAX]; /* command and operands, in their order */
    size_t given_count;
    struct {
        enum option_id id;
        const char *value; /* "" for a flag */
        char form[ARGUMENT_FORM_SIZE];
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
/* Digits alone, of a number that int64_t holds. */
bool is_number(const char *text);
/* A value as the option takes it: choices and numbers narrow, a day as 2027-05-10 however it is
 * spelled (base/entered.h). *out is `text`, or `form` where it was typed in another one. W_NONE, or
 * which kind of value it is not. */
enum word argument_read(const struct option *option, const char *text,
                        char form[static ARGUMENT_FORM_SIZE], const char **out);

#endif
