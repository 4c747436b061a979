/* SPDX-License-Identifier: Apache-2.0 */
/* Resources that end with their scope: `SCOPED(buf_release) struct buf out = BUF_INIT(4096);`
 * A release function takes the address of the variable and accepts a zeroed or half-built object.
 */
#ifndef BASE_SCOPE_H
#define BASE_SCOPE_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define SCOPED(release) __attribute__((cleanup(release)))
#define MUST_CHECK __attribute__((warn_unused_result))

/* Hands a pointer on: the scope that declared it no longer frees it. */
static inline void *steal_pointer(void *address)
{
    void **place = address;
    void *taken = *place;
    *place = NULL;
    return taken;
}
#define steal(address) steal_pointer(address)

static inline void free_at(void *address)
{
    free(steal_pointer(address));
}

static inline void fclose_at(FILE **file)
{
    if (*file)
        fclose(*file);
}

/* A negative one is none. */
static inline void close_descriptor(int *descriptor)
{
    if (*descriptor >= 0)
        close(*descriptor);
}

#endif
