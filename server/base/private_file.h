/* SPDX-License-Identifier: Apache-2.0 */
/* Files that hold secrets. They are read only when nobody but their owner can, or when systemd put
 * them into $CREDENTIALS_DIRECTORY for this service. */
#ifndef BASE_PRIVATE_FILE_H
#define BASE_PRIVATE_FILE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

/* Opens for reading; the caller closes. ERR_INTERNAL with what to do when it cannot be read, is no
 * regular file, or can be read by others. */
err private_file_open(const char *path, int *descriptor, struct fault *fault) MUST_CHECK;
/* The text of the file without the line's end behind it; an empty one is refused. */
err private_file_read(const char *path, struct buf *out, struct fault *fault) MUST_CHECK;
/* Appends the path of a credential of this name, if systemd gave us one; else false. */
bool private_file_credential(const char *name, struct buf *out);

#endif
