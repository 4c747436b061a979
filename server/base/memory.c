/* SPDX-License-Identifier: Apache-2.0 */
#include "base/memory.h"

#include <jansson.h>
#include <malloc.h>
#include <stdlib.h>

/* What an answer took is not given back to the system at once: each request would have it anew,
 * page by page. There are a few arenas for each core, whatever the number of threads. */
enum { KEPT = 1 << 20 };

static _Thread_local bool failed;

static void *allocate(size_t size)
{
    void *memory = malloc(size);
    if (!memory)
        failed = true;
    return memory;
}

void memory_watch(void)
{
    mallopt(M_TRIM_THRESHOLD, KEPT);
    mallopt(M_MMAP_THRESHOLD, KEPT);
    json_set_alloc_funcs(allocate, free);
}

void memory_begin(void)
{
    failed = false;
}

void memory_failed(void)
{
    failed = true;
}

bool memory_short(void)
{
    return failed;
}
