/* SPDX-License-Identifier: Apache-2.0 */
/* Allocations that fail. For programs linked with --wrap of malloc, calloc, realloc, strdup and
 * strndup: those of the server's own code, and jansson's through base/memory.h. */
#ifndef SUPPORT_ALLOCATIONS_H
#define SUPPORT_ALLOCATIONS_H

#include <stdbool.h>
#include <stddef.h>

/* The nth allocation from now on fails, and with `onwards` all after it; 0 = none. */
void allocations_fail(size_t nth, bool onwards);
/* Ends it; whether one failed. */
bool allocations_failed(void);

#endif
