/* SPDX-License-Identifier: Apache-2.0 */
#include "base/file_seal.h"

#include <sodium.h>

#include "base/banned.h"

enum {
    NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    OVERHEAD = NONCE + crypto_aead_xchacha20poly1305_ietf_ABYTES
};

_Static_assert(SECRET_SIZE == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "a key of the cipher");
_Static_assert(FILE_PIECE_SEALED == FILE_PIECE + OVERHEAD, "what a sealed piece takes");

/* The file, the place and whether it is the last, of fixed sizes: nothing can be shifted. */
struct piece_name {
    unsigned char bytes[16 + 8 + 1];
};

static struct piece_name name_piece(const struct file_seal *seal, uint64_t place, bool last)
{
    struct piece_name name;
    memcpy(name.bytes, seal->file, sizeof seal->file);
    for (size_t i = 0; i < 8; i++)
        name.bytes[sizeof seal->file + i] = (unsigned char)(place >> (56 - 8 * i));
    name.bytes[sizeof name.bytes - 1] = last;
    return name;
}

static err name_file(const char *file, struct file_seal *out, struct fault *fault)
{
    struct uuid id;
    if (!uuid_parse(file, &id))
        return fault_log(fault, ERR_INTERNAL, "a file with no id");
    memcpy(out->file, id.bytes, sizeof out->file);
    return OK;
}

err file_seal_new(const char *file, struct file_seal *out, struct fault *fault)
{
    TRY(name_file(file, out, fault));
    crypto_aead_xchacha20poly1305_ietf_keygen(out->key);
    return OK;
}

void file_seal_keep(const struct file_seal *seal, const struct secret *secret, struct buf *out)
{
    secret_seal(secret, seal->key, sizeof seal->key, out);
}

err file_seal_open(const char *file, const struct secret *secret, const void *kept, size_t length,
                   struct file_seal *out, struct fault *fault)
{
    SCOPED(buf_release) struct buf key = BUF_INIT(2 * SECRET_SIZE);
    if (!secret_open(secret, kept, length, &key) || key.length != sizeof out->key)
        return fault_log(fault, ERR_INTERNAL, "the key of file %s does not open", file);
    memcpy(out->key, key.data, sizeof out->key);
    sodium_memzero(key.data, key.length);
    return name_file(file, out, fault);
}

void file_seal_release(struct file_seal *seal)
{
    sodium_memzero(seal, sizeof *seal);
}

size_t file_piece_seal(const struct file_seal *seal, uint64_t place, bool last, const void *bytes,
                       size_t length, unsigned char *out)
{
    struct piece_name name = name_piece(seal, place, last);
    unsigned long long size = 0;
    randombytes_buf(out, NONCE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE, &size, bytes, length, name.bytes,
                                               sizeof name.bytes, NULL, out, seal->key);
    return NONCE + (size_t)size;
}

bool file_piece_open(const struct file_seal *seal, uint64_t place, bool last, const void *sealed,
                     size_t size, unsigned char *out, size_t *length)
{
    struct piece_name name = name_piece(seal, place, last);
    const unsigned char *bytes = sealed;
    unsigned long long plain = 0;
    if (size <= OVERHEAD || size > FILE_PIECE_SEALED ||
        crypto_aead_xchacha20poly1305_ietf_decrypt(out, &plain, NULL, bytes + NONCE, size - NONCE,
                                                   name.bytes, sizeof name.bytes, bytes,
                                                   seal->key) != 0)
        return false;
    *length = (size_t)plain;
    return true;
}
