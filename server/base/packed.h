/* SPDX-License-Identifier: Apache-2.0 */
/* Short texts that are much alike, packed with a dictionary that writer and reader have: deflate,
 * as zlib has it. What was packed is read with the same dictionary only, so one is never changed.
 */
#ifndef BASE_PACKED_H
#define BASE_PACKED_H

#include "base/buf.h"
#include "base/err.h"

/* Appends the packed bytes of `text`. False: out of memory. */
bool packed_write(const char *dictionary, const char *text, size_t length,
                  struct buf *out) MUST_CHECK;
/* Appends the text. False: not packed with this dictionary, or it does not fit into `out`. */
bool packed_read(const char *dictionary, const unsigned char *bytes, size_t length,
                 struct buf *out) MUST_CHECK;

#endif
