/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/threads.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

enum { STACK_MIN = 1024 * 1024 }; /* address space; memory is taken page by page as it is used */

typedef int set_size_fn(pthread_attr_t *, size_t);

static set_size_fn *set_size;

void threads_prepare(void)
{
    void *found = dlsym(RTLD_NEXT, "pthread_attr_setstacksize");
    memcpy(&set_size, &found, sizeof set_size);
}

/* Stands before the C library's for every thread of this process, the library's among them. */
int pthread_attr_setstacksize(pthread_attr_t *attributes, size_t size)
{
    if (!set_size)
        threads_prepare();
    return set_size(attributes, size < STACK_MIN ? STACK_MIN : size);
}
