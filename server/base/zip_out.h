/* SPDX-License-Identifier: Apache-2.0 */
/* A zip archive that is written from its first byte to its last: nothing is gone back to, so it can
 * be sent while it is made. The memory is that of one piece and of the names.
 *
 * One that was not finished has no directory, and no program takes it for a whole one. */
#ifndef BASE_ZIP_OUT_H
#define BASE_ZIP_OUT_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct zip_out;

/* What is packed is appended to `to`, which the caller may empty between two calls and which must
 * outlive the archive. `made`: seconds of Unix time, of all its files. */
err zip_out_open(struct buf *to, int64_t made, struct zip_out **out,
                 struct fault *fault) MUST_CHECK;
/* Begins a file, of any length; ends the one before it. The name: ASCII, slashes between folders.
 */
err zip_out_file(struct zip_out *zip, const char *name, struct fault *fault) MUST_CHECK;
err zip_out_write(struct zip_out *zip, const void *bytes, size_t length,
                  struct fault *fault) MUST_CHECK;
err zip_out_finish(struct zip_out *zip, struct fault *fault) MUST_CHECK;
/* NULL is fine. What was not finished is left as it is. */
void zip_out_close(struct zip_out *zip);

#endif
