/* SPDX-License-Identifier: Apache-2.0 */
/* The program's own words, with what is filled in. All arguments are texts and end with NULL. */
#ifndef CLI_SAY_H
#define CLI_SAY_H

#include <stdarg.h>
#include <stdio.h>

#include "session.h"

const char *word(const struct session *session, enum word id);
/* A line. {1}, {2} … are filled in; line ends in them are kept, what steers a terminal is not. */
void say(const struct session *session, FILE *stream, enum word id, ...) __attribute__((sentinel));
void say_values(const struct session *session, FILE *stream, enum word id, va_list values);
/* The same without the end of the line. */
void say_part(const struct session *session, FILE *stream, enum word id, ...)
    __attribute__((sentinel));
/* In memory of its own; free(). */
char *phrase(const struct session *session, enum word id, ...) __attribute__((sentinel));
/* Says it on standard error and returns the error. */
err refuse(const struct session *session, enum err_code kind, enum word id, ...)
    __attribute__((sentinel));
/* Any text, cleaned; wrapped at the terminal's width, each line after so many blanks. */
void say_text(const struct session *session, FILE *stream, int indent, const char *text);

/* An answer to a question of yes or no; whatever else is typed is asked for again. */
enum reply {
    REPLY_YES,
    REPLY_NO,
    REPLY_NOTHING /* an empty line */,
    REPLY_GONE /* end of input */
};
enum reply ask_reply(const struct session *session, const char *question);

/* OK when the answer is yes or --yes was given; the question goes to standard error. */
err confirm(struct session *session, enum word question, ...) __attribute__((sentinel));
/* One line of an answer, without blanks around it; NULL at the end of input; free(). */
char *ask(const struct session *session, enum word question, ...) __attribute__((sentinel));

/* An answer that is one of some choices or a number, in its own memory: １ is 1. */
char *as_choice(char *line);

/* A number in decimals, in one of the caller's small buffers. */
enum { NUMBER_SIZE = 24 };
const char *number_text(int64_t number, char out[static NUMBER_SIZE]);

#endif
