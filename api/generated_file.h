/* SPDX-License-Identifier: Apache-2.0 */
/* Files that the generator writes. */
#ifndef API_GENERATED_FILE_H
#define API_GENERATED_FILE_H

#include <stdbool.h>
#include <stdio.h>

/* NULL after telling why on stderr. */
FILE *generated_file_create(const char *directory, const char *name);
/* Closes it; false when something could not be written, or for NULL. */
bool generated_file_finish(FILE *file);
/* A NUL-terminated text as the array `name` of its bytes: a string literal of more than 4,095
 * characters is not portable. */
void generated_file_bytes(FILE *out, const char *name, const char *text);

#endif
