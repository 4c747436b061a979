/* SPDX-License-Identifier: Apache-2.0 */
/* Where a streamed answer is written: append to `buf`, and flush it now and then. Memory stays that
 * of one flush, however long the answer is. */
#ifndef HTTP_WRITER_H
#define HTTP_WRITER_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

enum { WRITER_MAX = 4 * 1024 * 1024 };

struct writer {
    struct buf buf; /* not yet sent */
    int64_t sent;   /* bytes */
    err (*send)(void *target, const struct buf *bytes, struct fault *fault);
    void *target;
};

/* Sends what was appended and empties it. An error says that the client is gone, or that the
 * buffer overflowed: stop writing. */
err writer_flush(struct writer *writer, struct fault *fault) MUST_CHECK;

#endif
