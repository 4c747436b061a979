/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a sheet as texts, whatever file they come from or go to. */
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

/* Whether a column is called so. */
typedef bool cells_heading_fn(const char *text);

/* What the cells of a column hold, for files that know more than text. */
enum cells_kind {
    CELLS_TEXT,   /* also codes and phone numbers: what looks like a number and is a name */
    CELLS_LONG,   /* text of several lines */
    CELLS_NUMBER, /* whole numbers; other texts among them stay texts */
    CELLS_DAY,    /* 2027-06-30; other texts among them stay texts */
};

enum { CELLS_CHOICES_MAX = 12 };

struct cells_column {
    const char *heading;
    enum cells_kind kind;
    const char *meaning;                    /* for whoever fills it in */
    const char *choices[CELLS_CHOICES_MAX]; /* what may be put in; NULL first: anything */
    double width;                           /* on paper, in characters; 0: that of its kind */
};

/* Where rows go: `head` once, then the cells of each row in the order of its columns, with "" for
 * an empty one. What goes wrong is told by whoever made the sink. */
struct cells_sink {
    void (*head)(void *context, const struct cells_column *columns, size_t count);
    void (*cell)(void *context, const char *text);
    void (*row_end)(void *context);
    void *context;
};

static inline void cells_head(const struct cells_sink *sink, const struct cells_column *columns,
                              size_t count)
{
    sink->head(sink->context, columns, count);
}

static inline void cells_put(const struct cells_sink *sink, const char *text)
{
    sink->cell(sink->context, text);
}

static inline void cells_row_end(const struct cells_sink *sink)
{
    sink->row_end(sink->context);
}

/* The cell, "" where the row is shorter. */
static inline const char *cells_at(const struct cells *row, size_t index)
{
    return index < row->count ? row->fields[index] : "";
}

#endif
