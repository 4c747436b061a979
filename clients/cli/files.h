/* SPDX-License-Identifier: Apache-2.0 */
/* Files that commands read whole and write whole. */
#ifndef CLI_FILES_H
#define CLI_FILES_H

#include <stddef.h>

#include "session.h"

/* All bytes of a file, or of standard input for "-", with a NUL behind them; free(). */
err file_read(const struct session *session, const char *path, char **out, size_t *length);
/* Whether the name ends like this: ".ndjson". */
bool file_ends(const char *path, const char *ending);
/* The media type of a sheet: a workbook by its ending or its first bytes; else CSV in `encoding`,
 * or where that is NULL in what the bytes are: UTF-16 with its mark, UTF-8, else Shift_JIS, as
 * spreadsheets save it. */
const char *sheet_type(const char *path, const char *encoding, const char *bytes, size_t length);
/* The media type of rows that are to be written: "csv", "ndjson" or "xlsx", or NULL for what the
 * file's ending says, CSV without one. */
const char *rows_type(const char *format, const char *path);

/* A file that appears under its name when it is whole. */
struct new_file {
    const struct session *session;
    const char *path; /* NULL or "-": standard output */
    char beside[1100];
    FILE *stream;
    size_t written;
};

/* Asks before a file that is there is replaced. */
err new_file_open(struct session *session, const char *path, struct new_file *out);
bool new_file_write(struct new_file *file, const char *bytes, size_t length);
/* `whole` false throws it away. */
err new_file_close(struct new_file *file, bool whole);
/* The three in one: a text and the end of its line. */
err file_write_text(struct session *session, const char *path, const char *text);

#endif
