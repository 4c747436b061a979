/* SPDX-License-Identifier: Apache-2.0 */
/* Walking over SQL. Texts are parts of a file, ended by a pointer or by NUL. */
#ifndef SCHEMA_GENERATOR_SQL_TEXT_H
#define SCHEMA_GENERATOR_SQL_TEXT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* Behind the quoted text, name or comment that begins at `at`; `at` itself when none does. */
const char *sql_behind_quoted(const char *at);
/* Bytes of the name (a-z, 0-9, _) at `at`. */
size_t sql_name(const char *at);
/* Behind the parenthesis that closes the one at `at`; the end of the text when none does. */
const char *sql_behind_parentheses(const char *at);
/* `name type, name type default …` up to `end`: [{"name", "type", "nullable"}]. A type that ends
 * with ? may be null. NULL when it reads otherwise. */
json_t *sql_values(const char *at, const char *end);
int sql_line(const char *text, const char *at);

#endif
