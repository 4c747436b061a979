/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that ran out, noticed once for everybody.
 *
 * jansson and struct buf tell of a failed allocation by what is missing: a member that was not set,
 * a text that ends too early. Rather than have every caller look, the thread remembers, and whoever
 * is about to commit or to answer asks: nothing that was decided while memory was short is
 * committed, and no answer that was made then is sent. */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stdbool.h>

/* Once, before any thread starts: jansson's allocations are watched. */
void memory_watch(void);

/* A piece of work begins in this thread. */
void memory_begin(void);
/* An allocation failed. */
void memory_failed(void);
/* Whether one did since memory_begin. */
bool memory_short(void);

#endif
