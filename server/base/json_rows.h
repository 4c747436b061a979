/* SPDX-License-Identifier: Apache-2.0 */
/* {"rows": [{…}, {…}]} that arrives in pieces, an object at a time. It finds where each object
 * begins and ends and leaves reading it to a parser; what stands around them must be exactly so. */
#ifndef BASE_JSON_ROWS_H
#define BASE_JSON_ROWS_H

#include <stdbool.h>
#include <stddef.h>

enum json_rows_result {
    JSON_ROWS_ROW,    /* an object: `start`, `length` */
    JSON_ROWS_MORE,   /* more bytes are needed */
    JSON_ROWS_BROKEN, /* not of this form */
};

/* Zeroed at the beginning. */
struct json_rows {
    size_t token; /* of what opens and closes the list, the next one expected */
    bool another; /* a row was read: a comma or the end comes next */
    bool comma;   /* it came: another row must follow */
    size_t at;    /* the next byte to look at */
    size_t start; /* of the row */
    size_t length;
    int depth;
    bool quoted;
    bool escaped;
};

/* `text` holds all bytes that were not dropped since the last row. */
enum json_rows_result json_rows_next(struct json_rows *rows, const char *text, size_t length);
/* Forgets what is done with: so many bytes the caller takes away from the text's beginning. */
size_t json_rows_drop(struct json_rows *rows);
/* All bytes were looked at: whether the text ended where it may. */
bool json_rows_whole(const struct json_rows *rows);

#endif
