/* SPDX-License-Identifier: Apache-2.0 */
#include "base/memory.h"

#include <jansson.h>
#include <stdlib.h>

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
