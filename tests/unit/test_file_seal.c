/* SPDX-License-Identifier: Apache-2.0 */
/* Does a piece open as itself, in its place, of its file, and in no other way? And are digests in
 * headers read as RFC 9530 writes them? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/content_digest.h"
#include "base/file_seal.h"

#define ONE "0193a5b0-7c00-7a10-8b20-000000000001"
#define OTHER "0193a5b0-7c00-7a10-8b20-000000000002"

static struct secret secret;

static int start(void **state)
{
    SCOPED(fault_release) struct fault fault = {0};
    unsigned char bytes[SECRET_SIZE] = {7};
    (void)state;
    if (secret_start(&fault).code != ERR_NONE)
        return -1;
    secret_from_bytes(bytes, &secret);
    return 0;
}

static struct file_seal sealed_as(const char *file)
{
    SCOPED(fault_release) struct fault fault = {0};
    struct file_seal seal;
    assert_int_equal(file_seal_new(file, &seal, &fault).code, ERR_NONE);
    return seal;
}

static bool opens(const struct file_seal *seal, uint64_t place, bool last,
                  const unsigned char *sealed, size_t size)
{
    static unsigned char out[FILE_PIECE];
    size_t length = 0;
    return file_piece_open(seal, place, last, sealed, size, out, &length) && length == 5 &&
           memcmp(out, "bytes", 5) == 0;
}

static void a_piece_in_its_place(void **state)
{
    (void)state;
    static unsigned char sealed[FILE_PIECE_SEALED];
    struct file_seal seal = sealed_as(ONE), same_key = seal;
    memcpy(same_key.file, sealed_as(OTHER).file, sizeof same_key.file);
    struct file_seal other_key = sealed_as(ONE);
    size_t size = file_piece_seal(&seal, 3, false, "bytes", 5, sealed);
    assert_true(opens(&seal, 3, false, sealed, size));
    assert_false(opens(&seal, 2, false, sealed, size));
    assert_false(opens(&seal, 3, true, sealed, size));
    assert_false(opens(&same_key, 3, false, sealed, size));
    assert_false(opens(&other_key, 3, false, sealed, size));
    assert_false(opens(&seal, 3, false, sealed, size - 1));
    for (size_t i = 0; i <= FILE_PIECE_SEALED - FILE_PIECE; i++)
        assert_false(opens(&seal, 3, false, sealed, i));
    for (size_t i = 0; i < size; i++) {
        sealed[i] ^= 1;
        assert_false(opens(&seal, 3, false, sealed, size));
        sealed[i] ^= 1;
    }
}

static void the_key_is_kept_sealed(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(buf_release) struct buf kept = BUF_INIT(FILE_KEY_SEALED_MAX);
    struct file_seal seal = sealed_as(ONE), again;
    file_seal_keep(&seal, &secret, &kept);
    assert_true(buf_ok(&kept));
    assert_null(memmem(kept.data, kept.length, seal.key, sizeof seal.key));
    assert_int_equal(file_seal_open(ONE, &secret, kept.data, kept.length, &again, &fault).code,
                     ERR_NONE);
    assert_memory_equal(&seal, &again, sizeof seal);
    kept.data[kept.length - 1] ^= 1;
    assert_int_equal(file_seal_open(ONE, &secret, kept.data, kept.length, &again, &fault).code,
                     ERR_INTERNAL);
}

static void digests_in_headers(void **state)
{
    (void)state;
    unsigned char digest[DIGEST_SIZE], read[DIGEST_SIZE];
    char text[CONTENT_DIGEST_SIZE], list[200];
    digest_sha256("bytes", 5, digest);
    content_digest_write(digest, text);
    assert_true(content_digest_read(text, read));
    assert_memory_equal(digest, read, sizeof read);
    snprintf(list, sizeof list, "md5=:AAAA:, %s, unixsum=:AA==:", text);
    assert_true(content_digest_read(list, read));
    const char *const wrong[] = {
        NULL, "", "sha-256", "sha-256=:", "sha-256=::", "sha-512=:AAAA:", "sha-256=:AAAA:"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(content_digest_read(wrong[i], read));
    for (size_t i = 0; text[i]; i++) {
        char cut[CONTENT_DIGEST_SIZE];
        snprintf(cut, sizeof cut, "%.*s", (int)i, text);
        assert_false(content_digest_read(cut, read));
    }
    snprintf(list, sizeof list, "%sx", text);
    assert_false(content_digest_read(list, read));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_piece_in_its_place),
                                       cmocka_unit_test(the_key_is_kept_sealed),
                                       cmocka_unit_test(digests_in_headers)};
    return cmocka_run_group_tests(tests, start, NULL);
}
