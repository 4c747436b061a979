/* SPDX-License-Identifier: Apache-2.0 */
/* api/vocabulary.yaml as C and TypeScript. */
#ifndef API_VOCABULARY_H
#define API_VOCABULARY_H

#include <stdbool.h>

/* Writes vocabulary_codes.h, vocabulary_tables.c and vocabulary.ts into the directory. False when
 * the vocabulary breaks a rule or a file cannot be written; every breach is printed. */
bool vocabulary_generate(const char *path, const char *directory);

#endif
