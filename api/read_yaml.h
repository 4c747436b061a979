/* SPDX-License-Identifier: Apache-2.0 */
/* YAML as JSON, by the core schema of YAML 1.2: a date, a `no` and everything in quotes is text.
 * Stricter where a slip would go unnoticed: duplicate keys, tags, merge keys, .inf, octal and
 * hexadecimal numbers and numbers with leading zeros (a code that wants quotes) are refused. */
#ifndef API_READ_YAML_H
#define API_READ_YAML_H

#include <jansson.h>

#include "base/err.h"

/* ERR_INTERNAL with file, line and reason in fault->log. */
MUST_CHECK err yaml_load(const char *path, json_t **out, struct fault *fault);

#endif
