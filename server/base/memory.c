/* SPDX-License-Identifier: Apache-2.0 */
#include "base/memory.h"

#include <jansson.h>
#include <malloc.h>
#include <stdlib.h>
#include <unistd.h>

/* What an answer took is not given back to the system at once: each request would have it anew,
 * page by page. Each arena keeps what the largest answer in it took, whichever thread asks: two of
 * them for each core are enough, where the library would make eight. */
enum { KEPT = 1 << 20, ARENAS_PER_CORE = 2 };

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
    mallopt(M_ARENA_MAX, ARENAS_PER_CORE * (int)sysconf(_SC_NPROCESSORS_ONLN));
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
