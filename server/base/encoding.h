/* SPDX-License-Identifier: Apache-2.0 */
/* Text that arrives in another encoding than UTF-8. */
#ifndef BASE_ENCODING_H
#define BASE_ENCODING_H

#include "base/buf.h"
#include "base/err.h"

/* UTF-8 in memory of its own (free()), NUL-terminated, from `charset`: utf-8, utf-16 (both also
 * when the bytes show them under another name, UTF-16 without its byte order mark too; UTF-32 and
 * ISO-2022-JP likewise), EUC-JP, or Shift_JIS under any of its names, read as Windows code page 932
 * (as Excel writes it). Bytes that
 * are not of the charset: ERR_INVALID encoding_invalid; an unknown charset: ERR_MEDIA_TYPE. */
err encoding_decode(const char *charset, const char *bytes, size_t length, char **out,
                    size_t *out_length, struct fault *fault) MUST_CHECK;

/* How many bytes at a text's start are the byte order mark of UTF-8, which programs on Windows put
 * there: 3, or 0. */
size_t encoding_mark(const char *text, size_t length);

/* As encoding_decode, for bytes that arrive in pieces; `out` grows by what is whole. */
struct decoder {
    void *converter;
    const char *name;
    bool begun;
    char rest[8]; /* the beginning of a character whose end is still to come */
    size_t rest_length;
};

err decoder_open(const char *charset, struct decoder *out, struct fault *fault) MUST_CHECK;
err decoder_feed(struct decoder *decoder, const char *bytes, size_t length, struct buf *out,
                 struct fault *fault) MUST_CHECK;
/* No more bytes: ERR_INVALID when a character is cut off. */
err decoder_end(const struct decoder *decoder, struct fault *fault) MUST_CHECK;
void decoder_close(struct decoder *decoder);

#endif
