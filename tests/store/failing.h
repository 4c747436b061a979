/* SPDX-License-Identifier: Apache-2.0 */
/* Calls that fail on demand: the linker leads every call of these functions between two files here
 * (--wrap; CMakeLists.txt reads their names from failing.c and gives them as FAILING). */
#ifndef STORE_FAILING_H
#define STORE_FAILING_H

#include <stdbool.h>

/* The nth call of the named function from now on fails, once; NULL = none. */
void failing_plan(const char *function, int nth);
/* Whether it came to that. */
bool failing_happened(void);

#endif
