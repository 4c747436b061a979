/* SPDX-License-Identifier: Apache-2.0 */
#include "base/packed.h"

#include <string.h>
#include <zlib.h>

enum { PIECE = 4096, MEMORY = 8 };

bool packed_write(const char *dictionary, const char *text, size_t length, struct buf *out)
{
    z_stream stream = {.next_in = (unsigned char *)(uintptr_t)text, .avail_in = (uInt)length};
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, MEMORY,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    size_t most = deflateBound(&stream, length);
    bool done = false;
    if (deflateSetDictionary(&stream, (const unsigned char *)dictionary,
                             (uInt)strlen(dictionary)) == Z_OK &&
        buf_reserve(out, most)) {
        stream.next_out = (unsigned char *)out->data + out->length;
        stream.avail_out = (uInt)most;
        done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
        out->length += stream.total_out;
    }
    deflateEnd(&stream);
    return done;
}

bool packed_read(const char *dictionary, const unsigned char *bytes, size_t length, struct buf *out)
{
    unsigned char piece[PIECE];
    z_stream stream = {.next_in = (unsigned char *)(uintptr_t)bytes, .avail_in = (uInt)length};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
        return false;
    int state =
        inflateSetDictionary(&stream, (const unsigned char *)dictionary, (uInt)strlen(dictionary));
    while (state == Z_OK && buf_ok(out)) {
        stream.next_out = piece;
        stream.avail_out = sizeof piece;
        state = inflate(&stream, Z_NO_FLUSH);
        buf_add(out, piece, sizeof piece - stream.avail_out);
    }
    inflateEnd(&stream);
    return state == Z_STREAM_END && buf_ok(out);
}
