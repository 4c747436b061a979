/* SPDX-License-Identifier: Apache-2.0 */
/* What kind of file bytes are, by what they begin with (libmagic): never by what a sender says.
 *
 * Only kinds that people file as evidence and that no browser runs are known: PDF, pictures,
 * Excel, Word, PowerPoint (not older than 2007), and plain text. */
#ifndef BASE_FILE_TYPE_H
#define BASE_FILE_TYPE_H

#include "base/err.h"

struct file_type {
    const char *media_type;
    const char *extension; /* without a dot */
};

/* Reads the database of magic numbers, once, before any thread asks. */
err file_types_start(struct fault *fault) MUST_CHECK;
void file_types_stop(void);

/* The kind of a file that begins with these bytes, the more the surer; NULL: none that is known.
 * Threads wait for each other. */
const struct file_type *file_type_of(const void *bytes, size_t length);
/* The known one of that media type; NULL: none. */
const struct file_type *file_type_named(const char *media_type);
/* All of them, a NULL media type behind the last. */
extern const struct file_type file_types[];

#endif
