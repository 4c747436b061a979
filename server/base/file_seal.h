/* SPDX-License-Identifier: Apache-2.0 */
/* A file sealed piece by piece, so that it is never whole in memory and any part can be read alone.
 *
 * Each file has a random key of its own, which is stored sealed under the server's secret
 * (secret_seal) and so follows its generations. A piece is a random nonce and the ciphertext of
 * XChaCha20-Poly1305; which file it belongs to, its place and whether it is the last one are its
 * associated data. So a piece that was changed, moved, taken from another file, or behind which
 * others are missing does not open. */
#ifndef BASE_FILE_SEAL_H
#define BASE_FILE_SEAL_H

#include "base/secret.h"
#include "base/uuid.h"

enum {
    FILE_PIECE = 64 * 1024, /* bytes of every piece but the last, which has 1 to so many */
    FILE_PIECE_SEALED = FILE_PIECE + 24 + 16,
    FILE_KEY_SEALED_MAX = 128
};

struct file_seal {
    unsigned char key[SECRET_SIZE];
    unsigned char file[16]; /* its id */
};

/* A new key for the file with this id. ERR_INTERNAL: that is no UUID. */
err file_seal_new(const char *file, struct file_seal *out, struct fault *fault) MUST_CHECK;
/* Appends the key, sealed. */
void file_seal_keep(const struct file_seal *seal, const struct secret *secret, struct buf *out);
/* What was kept; ERR_INTERNAL: it was changed, or sealed with no generation that is known. */
err file_seal_open(const char *file, const struct secret *secret, const void *kept, size_t length,
                   struct file_seal *out, struct fault *fault) MUST_CHECK;
void file_seal_release(struct file_seal *seal); /* wipes */

/* `out` takes FILE_PIECE_SEALED bytes; 0 < length ≤ FILE_PIECE. Returns how many it wrote. */
size_t file_piece_seal(const struct file_seal *seal, uint64_t place, bool last, const void *bytes,
                       size_t length, unsigned char *out);
/* `out` takes FILE_PIECE bytes. False: it is not this piece of this file. */
bool file_piece_open(const struct file_seal *seal, uint64_t place, bool last, const void *sealed,
                     size_t size, unsigned char *out, size_t *length) MUST_CHECK;

#endif
