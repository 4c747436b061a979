/* SPDX-License-Identifier: Apache-2.0 */
/* Does the secret stay with its owner, and does what was sealed open only unchanged? */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/secret.h"

static struct secret fixed(unsigned char filling)
{
    unsigned char bytes[SECRET_SIZE];
    memset(bytes, filling, sizeof bytes);
    struct secret secret;
    secret_from_bytes(bytes, &secret);
    return secret;
}

struct place {
    char directory[64];
    char path[80];
};

static int make_place(void **state)
{
    struct place *place = calloc(1, sizeof *place);
    snprintf(place->directory, sizeof place->directory, "/tmp/hoshitori-secret-XXXXXX");
    if (!mkdtemp(place->directory))
        return -1;
    snprintf(place->path, sizeof place->path, "%s/secret", place->directory);
    *state = place;
    return 0;
}

static int remove_place(void **state)
{
    struct place *place = *state;
    unlink(place->path);
    int result = rmdir(place->directory);
    free(place);
    return result;
}

static void write_file(const char *path, const char *text, mode_t mode)
{
    unlink(path);
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    assert_true(file >= 0);
    assert_int_equal(write(file, text, strlen(text)), strlen(text));
    assert_int_equal(fchmod(file, mode), 0);
    close(file);
}

static void created_once_and_kept(void **state)
{
    const struct place *place = *state;
    SCOPED(fault_release) struct fault fault = {0};
    struct secret first;
    struct secret second;
    assert_int_equal(secret_load(place->path, false, &first, &fault).code, ERR_INTERNAL);
    fault_clear(&fault);
    assert_int_equal(secret_load(place->path, true, &first, &fault).code, ERR_NONE);
    assert_int_equal(secret_load(place->path, true, &second, &fault).code, ERR_NONE);
    assert_memory_equal(first.keys[0][SECRET_PEPPER], second.keys[0][SECRET_PEPPER], SECRET_SIZE);
    struct stat status;
    assert_int_equal(stat(place->path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_int_equal(status.st_nlink, 1);
}

static void its_folder_is_made(void **state)
{
    const struct place *place = *state;
    char folder[sizeof place->path + 8];
    char path[sizeof folder + 8];
    snprintf(folder, sizeof folder, "%s/new", place->directory);
    snprintf(path, sizeof path, "%s/secret", folder);
    SCOPED(fault_release) struct fault fault = {0};
    struct secret secret;
    struct stat status;
    assert_int_equal(secret_load(path, true, &secret, &fault).code, ERR_NONE);
    assert_int_equal(stat(folder, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0700);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
}

static void readable_by_others_is_refused(void **state)
{
    const struct place *place = *state;
    const char *digits = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n";
    const mode_t modes[] = {0640, 0604, 0666, 0610};
    struct secret secret;
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        SCOPED(fault_release) struct fault fault = {0};
        write_file(place->path, digits, modes[i]);
        assert_int_equal(secret_load(place->path, true, &secret, &fault).code, ERR_INTERNAL);
        assert_non_null(strstr(fault.log, "chmod 600"));
        assert_null(strstr(fault.log, "0011"));
    }
    SCOPED(fault_release) struct fault fault = {0};
    write_file(place->path, digits, 0400);
    assert_int_equal(secret_load(place->path, true, &secret, &fault).code, ERR_NONE);
}

static void malformed_files_are_refused(void **state)
{
    const struct place *place = *state;
    const char *const texts[] = {
        "",
        "abc\n",
        "00112233445566778899aabbccddeeff00112233445566778899aabbccddee",
        "00112233445566778899aabbccddeeff00112233445566778899aabbccddeexx\n",
        "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff00\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        SCOPED(fault_release) struct fault fault = {0};
        struct secret secret;
        write_file(place->path, texts[i], 0600);
        assert_int_equal(secret_load(place->path, true, &secret, &fault).code, ERR_INTERNAL);
    }
    SCOPED(fault_release) struct fault fault = {0};
    struct secret secret;
    assert_int_equal(secret_load(place->directory, true, &secret, &fault).code, ERR_INTERNAL);
}

static void uses_have_keys_of_their_own(void **state)
{
    (void)state;
    struct secret secret = fixed(7);
    struct secret other = fixed(8);
    unsigned char a[DIGEST_SIZE];
    unsigned char b[DIGEST_SIZE];
    secret_hash(&secret, SECRET_PEPPER, "text", 4, a);
    secret_hash(&secret, SECRET_PEPPER, "text", 4, b);
    assert_true(secret_equal(a, b, sizeof a));
    secret_hash(&secret, SECRET_CURSOR, "text", 4, b);
    assert_false(secret_equal(a, b, sizeof a));
    secret_hash(&other, SECRET_PEPPER, "text", 4, b);
    assert_false(secret_equal(a, b, sizeof a));
}

static void sealed_opens_only_unchanged(void **state)
{
    (void)state;
    struct secret secret = fixed(7);
    struct secret other = fixed(8);
    SCOPED(buf_release) struct buf sealed = BUF_INIT(1000);
    SCOPED(buf_release) struct buf plain = BUF_INIT(1000);
    secret_seal(&secret, "hst_text", 8, &sealed);
    assert_true(buf_ok(&sealed));
    assert_true(secret_open(&secret, sealed.data, sealed.length, &plain));
    assert_string_equal(buf_text(&plain), "hst_text");
    assert_false(secret_open(&other, sealed.data, sealed.length, &plain));
    assert_false(secret_open(&secret, sealed.data, sealed.length - 1, &plain));
    assert_false(secret_open(&secret, sealed.data, 3, &plain));
    for (size_t i = 0; i < sealed.length; i++) {
        sealed.data[i] ^= 1;
        assert_false(secret_open(&secret, sealed.data, sealed.length, &plain));
        sealed.data[i] ^= 1;
    }
}

static void empty_seal(void **state)
{
    (void)state;
    struct secret secret = fixed(7);
    SCOPED(buf_release) struct buf sealed = BUF_INIT(1000);
    SCOPED(buf_release) struct buf plain = BUF_INIT(1000);
    secret_seal(&secret, "", 0, &sealed);
    assert_true(secret_open(&secret, sealed.data, sealed.length, &plain));
    assert_int_equal(plain.length, 0);
}

static void sha256_of_abc(void **state)
{
    (void)state;
    unsigned char digest[DIGEST_SIZE];
    char hex[DIGEST_HEX_SIZE];
    digest_sha256("abc", 3, digest);
    digest_hex(digest, hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    struct digest steps;
    unsigned char stepped[DIGEST_SIZE];
    digest_start(&steps);
    digest_add(&steps, "a", 1);
    digest_add(&steps, "bc", 2);
    digest_end(&steps, stepped);
    assert_memory_equal(digest, stepped, sizeof digest);
}

static void fields_cannot_be_shifted(void **state)
{
    (void)state;
    unsigned char a[DIGEST_SIZE];
    unsigned char b[DIGEST_SIZE];
    struct digest digest;
    digest_start(&digest);
    digest_field(&digest, "ab", 2);
    digest_field(&digest, "c", 1);
    digest_end(&digest, a);
    digest_start(&digest);
    digest_field(&digest, "a", 1);
    digest_field(&digest, "bc", 2);
    digest_end(&digest, b);
    assert_memory_not_equal(a, b, sizeof a);
}

static void random_ids_are_positive(void **state)
{
    (void)state;
    for (int i = 0; i < 1000; i++)
        assert_true(secret_random_id() > 0);
}

static int start_secrets(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    return (int)secret_start(&fault).code;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(created_once_and_kept, make_place, remove_place),
        cmocka_unit_test_setup_teardown(its_folder_is_made, make_place, remove_place),
        cmocka_unit_test_setup_teardown(readable_by_others_is_refused, make_place, remove_place),
        cmocka_unit_test_setup_teardown(malformed_files_are_refused, make_place, remove_place),
        cmocka_unit_test(uses_have_keys_of_their_own),
        cmocka_unit_test(sealed_opens_only_unchanged),
        cmocka_unit_test(empty_seal),
        cmocka_unit_test(sha256_of_abc),
        cmocka_unit_test(fields_cannot_be_shifted),
        cmocka_unit_test(random_ids_are_positive),
    };
    return cmocka_run_group_tests(tests, start_secrets, NULL);
}
