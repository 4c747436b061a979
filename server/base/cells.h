/* SPDX-License-Identifier: Apache-2.0 */
/* A row of a sheet as texts, whatever file it came in. */
#ifndef BASE_CELLS_H
#define BASE_CELLS_H

#include <stdbool.h>
#include <stddef.h>

enum { CELLS_MAX = 100 };

struct cells {
    size_t line;  /* from 1: where the row starts */
    size_t count; /* also how many cells were read when the row is bad */
    char *fields[CELLS_MAX];
};

/* Where rows come from: *more false behind the last. A problem, a code of domain/text, or NULL; a
 * row's texts may be changed and last until the next call. */
struct cells_source {
    const char *(*next)(void *context, struct cells *out, bool *more);
    void *context;
};

/* The cell, "" where the row is shorter. */
static inline const char *cells_at(const struct cells *row, size_t index)
{
    return index < row->count ? row->fields[index] : "";
}

#endif
