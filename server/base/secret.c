/* SPDX-License-Identifier: Apache-2.0 */
#include "base/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/private_file.h"

#include "base/banned.h"

enum {
    FILE_DIGITS = 2 * SECRET_SIZE,
    PATH_MAXIMUM = 4096,
    FILE_MAX = GENERATION_LAST * (FILE_DIGITS + 8)
};

#define NEXT "next "

/* Eight bytes that separate our subkeys from those of any other program with the same secret. */
static const char kdf_context[crypto_kdf_CONTEXTBYTES + 1] = "hoshitor";

_Static_assert(SECRET_SIZE == crypto_kdf_KEYBYTES, "the file holds a crypto_kdf key");
_Static_assert(SECRET_SIZE == crypto_secretbox_KEYBYTES, "subkeys fit secretbox");
_Static_assert(DIGEST_SIZE == crypto_hash_sha256_BYTES, "SHA-256");
_Static_assert(sizeof(struct digest) >= sizeof(crypto_hash_sha256_state), "the state fits");

err secret_start(struct fault *fault)
{
    if (sodium_init() < 0)
        return fault_log(fault, ERR_INTERNAL, "libsodium found no source of random numbers");
    return OK;
}

static void add_generation(struct secret *out, unsigned char generation,
                           const unsigned char bytes[static SECRET_SIZE])
{
    size_t index = out->count++;
    out->generations[index] = generation;
    for (uint64_t use = 1; use < SECRET_USE_COUNT; use++)
        crypto_kdf_derive_from_key(out->keys[index][use], SECRET_SIZE, use, kdf_context, bytes);
}

void secret_from_bytes(const unsigned char bytes[static SECRET_SIZE], struct secret *out)
{
    *out = (struct secret){.count = 0};
    add_generation(out, 1, bytes);
}

void secret_release(struct secret *secret)
{
    sodium_memzero(secret, sizeof *secret);
}

static bool write_durably(int file, const char *text, size_t length)
{
    return write(file, text, length) == (ssize_t)length && fsync(file) == 0;
}

/* Beside a database of its own nobody else has made the data directory yet. */
static void make_directory_of(const char *path)
{
    SCOPED(free_at) char *directory = strdup(path);
    char *slash = directory ? strrchr(directory, '/') : NULL;
    if (slash && slash != directory) {
        *slash = '\0';
        mkdir(directory, 0700);
    }
}

/* The file appears whole or not at all, and whoever comes second keeps the first one's. */
static err create_file(const char *path, struct fault *fault)
{
    unsigned char bytes[SECRET_SIZE];
    char text[FILE_DIGITS + 2];
    secret_random(bytes, sizeof bytes);
    sodium_bin2hex(text, FILE_DIGITS + 1, bytes, sizeof bytes);
    text[FILE_DIGITS] = '\n';

    SCOPED(buf_release) struct buf temporary = BUF_INIT(PATH_MAXIMUM);
    buf_format(&temporary, "%s.%08x", path, randombytes_random());
    if (!buf_ok(&temporary))
        return fault_log(fault, ERR_INTERNAL, "secret %s: the path is too long", path);
    SCOPED(close_descriptor)
    int file = open(buf_text(&temporary), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool made = file >= 0 && write_durably(file, text, FILE_DIGITS + 1) &&
                (link(buf_text(&temporary), path) == 0 || errno == EEXIST);
    int reason = errno;
    if (file >= 0)
        unlink(buf_text(&temporary));
    sodium_memzero(bytes, sizeof bytes);
    sodium_memzero(text, sizeof text);
    errno = reason;
    return made ? OK
                : fault_log(fault, ERR_INTERNAL, "cannot write the secret %s: %s", path,
                            strerror(errno));
}

err secret_read(const char *path, bool create, unsigned char out[static SECRET_SIZE],
                struct fault *fault)
{
    if (create && access(path, F_OK) != 0 && errno == ENOENT) {
        make_directory_of(path);
        TRY(create_file(path, fault));
    }
    SCOPED(close_descriptor) int file = -1;
    TRY(private_file_open(path, &file, fault));

    char text[FILE_DIGITS + 2] = "";
    size_t length = 0;
    ssize_t count = read(file, text, sizeof text - 1);
    bool read_whole =
        count >= FILE_DIGITS &&
        sodium_hex2bin(out, SECRET_SIZE, text, FILE_DIGITS, NULL, &length, NULL) == 0 &&
        length == SECRET_SIZE && (text[FILE_DIGITS] == '\n' || text[FILE_DIGITS] == '\0');
    sodium_memzero(text, sizeof text);
    if (!read_whole)
        return fault_log(fault, ERR_INTERNAL, "secret %s: 64 hexadecimal digits are expected",
                         path);
    return OK;
}

/* One line of the file; false when it is none. *made: new things are made under it. */
static bool take_line(const char *line, unsigned char generation, struct secret *out, bool *made)
{
    unsigned char bytes[SECRET_SIZE];
    *made = strncmp(line, NEXT, strlen(NEXT)) != 0;
    const char *digits = *made ? line : line + strlen(NEXT);
    bool right =
        out->count < GENERATIONS_MAX && hex_read(digits, strlen(digits), bytes, sizeof bytes);
    if (right)
        add_generation(out, generation, bytes);
    sodium_memzero(bytes, sizeof bytes);
    return right;
}

/* The current one goes to the front. */
static void swap_to_front(struct secret *secret, size_t index)
{
    struct secret before = *secret;
    secret->generations[0] = before.generations[index];
    secret->generations[index] = before.generations[0];
    memcpy(secret->keys[0], before.keys[index], sizeof before.keys[0]);
    memcpy(secret->keys[index], before.keys[0], sizeof before.keys[0]);
    sodium_memzero(&before, sizeof before);
}

static bool take_lines(char *text, struct secret *out)
{
    unsigned char generation = 0;
    size_t current = GENERATIONS_MAX;
    char *rest = NULL;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        bool made = false;
        if (++generation > GENERATION_LAST)
            return false;
        if (strcmp(line, "-") == 0)
            continue;
        if (!take_line(line, generation, out, &made))
            return false;
        if (made)
            current = out->count - 1;
    }
    if (current == GENERATIONS_MAX)
        return false;
    swap_to_front(out, current);
    return true;
}

err secret_load(const char *path, bool create, struct secret *out, struct fault *fault)
{
    if (create && access(path, F_OK) != 0 && errno == ENOENT) {
        make_directory_of(path);
        TRY(create_file(path, fault));
    }
    SCOPED(buf_release) struct buf text = BUF_INIT(FILE_MAX);
    struct secret read = {.count = 0};
    TRY(private_file_read(path, &text, fault));
    bool whole = take_lines(text.data, &read);
    sodium_memzero(text.data, text.length);
    if (whole)
        *out = read;
    secret_release(&read);
    return whole ? OK
                 : fault_log(fault, ERR_INTERNAL,
                             "secret %s: lines of 64 hexadecimal digits are expected, at most %d",
                             path, GENERATIONS_MAX);
}

void secret_hash_under(const struct secret *secret, size_t index, enum secret_use use,
                       const void *bytes, size_t length, unsigned char out[static DIGEST_SIZE])
{
    crypto_generichash(out, DIGEST_SIZE, bytes, length, secret->keys[index][use], SECRET_SIZE);
}

void secret_hash(const struct secret *secret, enum secret_use use, const void *bytes, size_t length,
                 unsigned char out[static DIGEST_SIZE])
{
    secret_hash_under(secret, 0, use, bytes, length, out);
}

void secret_seal(const struct secret *secret, const void *bytes, size_t length, struct buf *out)
{
    unsigned char nonce[crypto_secretbox_NONCEBYTES];
    randombytes_buf(nonce, sizeof nonce);
    size_t sealed_length = length + crypto_secretbox_MACBYTES;
    SCOPED(free_at) unsigned char *sealed = malloc(sealed_length);
    if (!sealed) {
        out->failed = true;
        return;
    }
    crypto_secretbox_easy(sealed, bytes, length, nonce, secret->keys[0][SECRET_SEAL]);
    buf_add(out, secret->generations, 1);
    buf_add(out, nonce, sizeof nonce);
    buf_add(out, sealed, sealed_length);
}

bool secret_open(const struct secret *secret, const void *bytes, size_t length, struct buf *out)
{
    const size_t overhead = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
    if (length < overhead + 1)
        return false;
    const unsigned char *nonce = bytes;
    const unsigned char *known = memchr(secret->generations, *nonce++, secret->count);
    length--;
    if (!known)
        return false;
    size_t plain_length = length - overhead;
    SCOPED(free_at) unsigned char *plain = malloc(plain_length + 1);
    if (!plain ||
        crypto_secretbox_open_easy(plain, nonce + crypto_secretbox_NONCEBYTES,
                                   length - crypto_secretbox_NONCEBYTES, nonce,
                                   secret->keys[known - secret->generations][SECRET_SEAL]) != 0)
        return false;
    buf_add(out, plain, plain_length);
    sodium_memzero(plain, plain_length);
    return buf_ok(out);
}

void secret_random(void *out, size_t length)
{
    randombytes_buf(out, length);
}

uint32_t secret_random_below(uint32_t limit)
{
    return randombytes_uniform(limit);
}

int64_t secret_random_id(void)
{
    int64_t id = 0;
    while (id == 0) {
        uint64_t bits;
        randombytes_buf(&bits, sizeof bits);
        id = (int64_t)(bits >> 1);
    }
    return id;
}

bool secret_equal(const void *a, const void *b, size_t length)
{
    return sodium_memcmp(a, b, length) == 0;
}

void secret_wipe(void *bytes, size_t length)
{
    sodium_memzero(bytes, length);
}

static crypto_hash_sha256_state *digest_state(struct digest *digest)
{
    return (crypto_hash_sha256_state *)(void *)digest->state;
}

void digest_start(struct digest *digest)
{
    crypto_hash_sha256_init(digest_state(digest));
}

void digest_add(struct digest *digest, const void *bytes, size_t length)
{
    crypto_hash_sha256_update(digest_state(digest), bytes, length);
}

void digest_field(struct digest *digest, const void *bytes, size_t length)
{
    unsigned char prefix[8];
    for (size_t i = 0; i < sizeof prefix; i++)
        prefix[i] = (unsigned char)((uint64_t)length >> (56 - 8 * i));
    digest_add(digest, prefix, sizeof prefix);
    digest_add(digest, bytes, length);
}

void digest_end(struct digest *digest, unsigned char out[static DIGEST_SIZE])
{
    crypto_hash_sha256_final(digest_state(digest), out);
}

void digest_fast(const char *what, const void *bytes, size_t length,
                 unsigned char out[static DIGEST_SIZE])
{
    /* Not as the library's key, which may not be longer than 64 bytes. The NUL parts the two. */
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, DIGEST_SIZE);
    crypto_generichash_update(&state, (const unsigned char *)what, strlen(what) + 1);
    crypto_generichash_update(&state, bytes, length);
    crypto_generichash_final(&state, out, DIGEST_SIZE);
}

void digest_sha256(const void *bytes, size_t length, unsigned char out[static DIGEST_SIZE])
{
    crypto_hash_sha256(out, bytes, length);
}

void digest_hex(const unsigned char digest[static DIGEST_SIZE], char out[static DIGEST_HEX_SIZE])
{
    hex_write(digest, DIGEST_SIZE, out);
}

void hex_write(const void *bytes, size_t size, char *out)
{
    sodium_bin2hex(out, 2 * size + 1, bytes, size);
}

bool hex_read(const char *text, size_t length, void *out, size_t size)
{
    size_t read = 0;
    return length == 2 * size && sodium_hex2bin(out, size, text, length, NULL, &read, NULL) == 0 &&
           read == size;
}
