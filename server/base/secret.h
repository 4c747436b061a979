/* SPDX-License-Identifier: Apache-2.0 */
/* libsodium behind a few functions: randomness, hashes, sealing, and the server's one secret.
 *
 * The secret is 32 bytes in a file that only its owner can read. Each use gets a subkey of its
 * own, so that what leaks from one use says nothing about another.
 *
 * It can be changed without ending what was made under it: the file holds a line for each
 * generation, numbered from 1. Made is under the current one, the last line without a mark; known
 * are all. "next" before a line: known, not used yet, until all servers have it. "-": retired.
 * Whatever is stored begins with the number of its generation, one byte. */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

enum {
    SECRET_SIZE = 32,
    DIGEST_SIZE = 32,
    DIGEST_HEX_SIZE = 65,
    GENERATIONS_MAX = 4, /* known at a time */
    GENERATION_LAST = 99 /* two digits where it stands in a text */
};

/* The numbers are part of what is stored: never reuse one. */
enum secret_use {
    SECRET_PEPPER = 1,  /* hashes of keys, links and addresses */
    SECRET_SEAL = 2,    /* secrets inside stored answers */
    SECRET_CURSOR = 3,  /* signatures of list cursors */
    SECRET_CSRF = 4,    /* what a page proves besides its session's cookie */
    SECRET_REQUEST = 5, /* hashes of requests: a body may hold a password */
    SECRET_MAIL = 6,    /* what ends a person's mails, in a link */
    SECRET_USE_COUNT
};

struct secret {
    size_t count; /* generations; the first is the current one */
    unsigned char generations[GENERATIONS_MAX];
    unsigned char keys[GENERATIONS_MAX][SECRET_USE_COUNT][SECRET_SIZE];
};

/* Once, before any thread starts and before any other function of this header. */
err secret_start(struct fault *fault) MUST_CHECK;

/* Reads the file: lines of 64 hexadecimal digits. With `create`, a missing file is made with a new
 * secret and mode 0600, and the folder for it with mode 0700. A file that group or others can read
 * is refused. */
err secret_load(const char *path, bool create, struct secret *out, struct fault *fault) MUST_CHECK;
/* The 32 bytes of a file with one line, as they are: for a key of another kind. */
err secret_read(const char *path, bool create, unsigned char out[static SECRET_SIZE],
                struct fault *fault) MUST_CHECK;
void secret_from_bytes(const unsigned char bytes[static SECRET_SIZE], struct secret *out);
void secret_release(struct secret *secret); /* wipes */

/* BLAKE2b-256 keyed for one use, under the current generation. */
void secret_hash(const struct secret *secret, enum secret_use use, const void *bytes, size_t length,
                 unsigned char out[static DIGEST_SIZE]);
/* The same under any that is known: 0 ≤ index < secret->count. */
void secret_hash_under(const struct secret *secret, size_t index, enum secret_use use,
                       const void *bytes, size_t length, unsigned char out[static DIGEST_SIZE]);
/* Appends generation, nonce and ciphertext of secretbox (XSalsa20-Poly1305). */
void secret_seal(const struct secret *secret, const void *bytes, size_t length, struct buf *out);
/* Appends the plaintext; false when it was sealed with no generation that is known, or
 * was changed. */
bool secret_open(const struct secret *secret, const void *bytes, size_t length,
                 struct buf *out) MUST_CHECK;

void secret_random(void *out, size_t length);
uint32_t secret_random_below(uint32_t limit);
/* A positive random number for a 64-bit identifier. */
int64_t secret_random_id(void);
bool secret_equal(const void *a, const void *b, size_t length) MUST_CHECK; /* constant time */
void secret_wipe(void *bytes, size_t length);

/* SHA-256 in steps: digest_start, digest_add…, digest_end. */
struct digest {
    _Alignas(8) unsigned char state[104];
};

void digest_start(struct digest *digest);
void digest_add(struct digest *digest, const void *bytes, size_t length);
/* The length goes in before the bytes, so that neighbouring fields cannot be shifted. */
void digest_field(struct digest *digest, const void *bytes, size_t length);
void digest_end(struct digest *digest, unsigned char out[static DIGEST_SIZE]);
/* BLAKE2b-256 of what the bytes are for and the bytes: faster, for what nobody else has to
 * recompute. */
void digest_fast(const char *what, const void *bytes, size_t length,
                 unsigned char out[static DIGEST_SIZE]);
void digest_sha256(const void *bytes, size_t length, unsigned char out[static DIGEST_SIZE]);
void digest_hex(const unsigned char digest[static DIGEST_SIZE], char out[static DIGEST_HEX_SIZE]);
/* `out` takes 2 * size + 1 characters. */
void hex_write(const void *bytes, size_t size, char *out);
/* False unless the text is 2 * size hexadecimal digits. */
bool hex_read(const char *text, size_t length, void *out, size_t size) MUST_CHECK;

#endif
