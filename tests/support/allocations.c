/* SPDX-License-Identifier: Apache-2.0 */
#include "allocations.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Names that the linker gives. */
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
char *__real_strdup(const char *text);
char *__real_strndup(const char *text, size_t length);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
char *__wrap_strdup(const char *text);
char *__wrap_strndup(const char *text, size_t length);

static struct {
    size_t left; /* until the one that fails; 0 = none does */
    bool onwards;
    bool failed;
} plan;

void allocations_fail(size_t nth, bool onwards)
{
    plan.left = nth;
    plan.onwards = onwards;
    plan.failed = false;
}

bool allocations_failed(void)
{
    plan.left = 0;
    return plan.failed;
}

static bool fails(void)
{
    if (plan.left == 0 || --plan.left > 0)
        return false;
    plan.left = plan.onwards;
    plan.failed = true;
    errno = ENOMEM;
    return true;
}

void *__wrap_malloc(size_t size)
{
    return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *memory, size_t size)
{
    return fails() ? NULL : __real_realloc(memory, size);
}

char *__wrap_strdup(const char *text)
{
    return fails() ? NULL : __real_strdup(text);
}

char *__wrap_strndup(const char *text, size_t length)
{
    return fails() ? NULL : __real_strndup(text, length);
}
