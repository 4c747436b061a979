/* SPDX-License-Identifier: Apache-2.0 */
/* Is a key's text read back as it was made, and is any other text refused? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/key.h"

static struct key sample(int64_t id)
{
    struct key key = {.id = id};
    assert_true(uuid_parse("018f2c3e-7a10-7b2c-9d41-0123456789ab", &key.organisation));
    return key;
}

static void there_and_back(void **state)
{
    (void)state;
    const int64_t ids[] = {0, 1, 61, 62, INT64_MAX, INT64_MIN, -1};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        for (enum key_kind kind = KEY_API; kind <= KEY_INVITATION; kind++) {
            struct key key = sample(ids[i]);
            struct key read;
            char text[KEY_TEXT_SIZE];
            key_make(kind, &key, text);
            assert_int_equal(strlen(text), KEY_LENGTH);
            assert_true(key_parse(kind, text, &read));
            assert_int_equal(read.id, key.id);
            assert_memory_equal(read.organisation.bytes, key.organisation.bytes, UUID_SIZE);
            assert_false(key_parse(kind == KEY_API ? KEY_INVITATION : KEY_API, text, &read));
        }
    }
}

static void extreme_organisations(void **state)
{
    (void)state;
    for (int filling = 0; filling <= 255; filling += 255) {
        struct key key = {.id = 5};
        struct key read;
        char text[KEY_TEXT_SIZE];
        memset(key.organisation.bytes, filling, UUID_SIZE);
        key_make(KEY_API, &key, text);
        assert_true(key_parse(KEY_API, text, &read));
        assert_memory_equal(read.organisation.bytes, key.organisation.bytes, UUID_SIZE);
    }
}

static void every_changed_character_is_refused(void **state)
{
    (void)state;
    struct key key = sample(42);
    struct key read;
    char text[KEY_TEXT_SIZE];
    key_make(KEY_API, &key, text);
    for (size_t i = 0; i < KEY_LENGTH; i++) {
        char kept = text[i];
        const char changes[] = {'0', 'z', 'A', '-', ' ', '~', (char)0xe3, '\0'};
        for (size_t c = 0; c < sizeof changes; c++) {
            text[i] = changes[c];
            assert_true(changes[c] == kept || !key_parse(KEY_API, text, &read));
        }
        text[i] = kept;
    }
    for (size_t i = 0; i + 1 < KEY_LENGTH; i++) {
        char first = text[i];
        text[i] = text[i + 1];
        text[i + 1] = first;
        assert_true(text[i] == text[i + 1] || !key_parse(KEY_API, text, &read));
        text[i + 1] = text[i];
        text[i] = first;
    }
    assert_true(key_parse(KEY_API, text, &read));
}

static void wrong_lengths(void **state)
{
    (void)state;
    struct key key = sample(42);
    struct key read;
    char text[KEY_TEXT_SIZE + 1];
    key_make(KEY_API, &key, text);
    text[KEY_LENGTH] = '0';
    text[KEY_LENGTH + 1] = '\0';
    assert_false(key_parse(KEY_API, text, &read));
    assert_false(key_parse(KEY_API, text + 1, &read));
    assert_false(key_parse(KEY_API, "", &read));
    assert_false(key_parse(KEY_API, "hst_", &read));
}

/* 62^22 > 2^128: a text may have a right checksum and yet no organisation. Its checksum was made
 * elsewhere with the published CRC-32. */
static void numbers_out_of_range(void **state)
{
    (void)state;
    struct key read;
    assert_false(key_parse(
        KEY_API, "hst_zzzzzzzzzzzzzzzzzzzzzz00000000000000000000000000000000000000000004YcUaL",
        &read));
    assert_false(key_parse(
        KEY_API, "hst_0000000000000000000000zzzzzzzzzzz000000000000000000000000000000000Hbo1S",
        &read));
    assert_true(key_parse(
        KEY_API, "hst_7n42DGM5Tflk9n8mt7Fhc700000000000000000000000000000000000000000002VEw0u",
        &read));
    assert_int_equal(read.id, 0);
}

/* 32 digits of base62, 190 bits: none is fixed, and no two keys share them. */
static void secrets_are_random(void **state)
{
    (void)state;
    enum { KEYS = 500, FIRST = 37, DIGITS = 32, BASE = 62, FEW = 50 };
    static char texts[KEYS][KEY_TEXT_SIZE];
    struct key key = sample(42);
    for (size_t i = 0; i < KEYS; i++) {
        key_make(KEY_API, &key, texts[i]);
        assert_memory_equal(texts[i], texts[0], FIRST);
        for (size_t j = 0; j < i; j++)
            assert_memory_not_equal(texts[i] + FIRST, texts[j] + FIRST, DIGITS);
    }
    for (size_t at = FIRST; at < FIRST + DIGITS; at++) {
        bool seen[128] = {false};
        int different = 0;
        for (size_t i = 0; i < KEYS; i++) {
            different += !seen[(unsigned char)texts[i][at]];
            seen[(unsigned char)texts[i][at]] = true;
        }
        assert_in_range(different, FEW, BASE);
    }
}

static void hashes(void **state)
{
    (void)state;
    unsigned char bytes[SECRET_SIZE] = {1};
    struct secret secret;
    secret_from_bytes(bytes, &secret);
    char a[KEY_HASH_TEXT_SIZE];
    char b[KEY_HASH_TEXT_SIZE];
    key_hash(&secret, "hst_a", a);
    key_hash(&secret, "hst_b", b);
    assert_int_equal(strlen(a), KEY_HASH_TEXT_SIZE - 1);
    assert_memory_equal(a, "\\x", 2);
    assert_string_not_equal(a, b);
}

static void id_texts(void **state)
{
    (void)state;
    char text[KEY_ID_TEXT_SIZE];
    key_id_text(INT64_MIN, text);
    assert_string_equal(text, "-9223372036854775808");
    key_id_text(7, text);
    assert_string_equal(text, "7");
}

static int start_keys(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    return (int)secret_start(&fault).code;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_and_back),
        cmocka_unit_test(extreme_organisations),
        cmocka_unit_test(wrong_lengths),
        cmocka_unit_test(every_changed_character_is_refused),
        cmocka_unit_test(numbers_out_of_range),
        cmocka_unit_test(secrets_are_random),
        cmocka_unit_test(hashes),
        cmocka_unit_test(id_texts),
    };
    return cmocka_run_group_tests(tests, start_keys, NULL);
}
