/* SPDX-License-Identifier: Apache-2.0 */
/* The regular expressions of the contract, matched over code points by PCRE2, which gives up after
 * so many steps: no request can make one slow, whatever the pattern.
 *
 * Part of ECMA-262, which all readers of the contract understand alike: literals, `.`, classes with
 * ranges and ^, \d \w \s \D \W \S (\S outside of brackets), \t \n \r \f \v, \uXXXX, escaped
 * punctuation, groups ( ) and (?: ), |, ? * + {n} {n,} {n,m}, ^ and $. As in JSON Schema a pattern
 * may match anywhere unless it is anchored. Refused: look-around, references, \b, \p, lazy
 * quantifiers. */
#ifndef CONTRACT_PATTERN_H
#define CONTRACT_PATTERN_H

#include <stdbool.h>

#include "base/scope.h"

struct pattern;

/* NULL when the pattern uses something else, or is too large; `problem` then says what. */
struct pattern *pattern_compile(const char *text, const char **problem);
void pattern_free(struct pattern **pattern);
/* `text` is valid UTF-8. A match that is not found within the limits is none. Allocates nothing. */
bool pattern_matches(const struct pattern *pattern, const char *text);

#endif
