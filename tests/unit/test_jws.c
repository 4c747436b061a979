/* SPDX-License-Identifier: Apache-2.0 */
/* Signed texts: the key of RFC 8037 has its thumbprint; every changed, missing and added byte is
 * found, and so is each other way to write the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/jws.h"
#include "base/secret.h"

static const char SEED[] = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60\n";

static struct signing_key key;

static void sign(const char *payload, struct buf *out)
{
    SCOPED(buf_release) struct buf text = BUF_INIT(JWS_MAX);
    buf_text_add(&text, payload);
    jws_write(&key, "test+jwt", &text, out);
    assert_true(buf_ok(out));
}

/* Read, and signed by the key. */
static bool holds(const char *text, const char *type)
{
    SCOPED(jws_release) struct jws jws = {.payload = NULL};
    return jws_read(text, type, &jws) && jws_signed(&jws, text, key.public_key);
}

static void test_rfc_8037(void **state)
{
    (void)state;
    char kid[KID_SIZE];
    unsigned char read[PUBLIC_KEY_SIZE];
    jwk_kid(key.public_key, kid);
    assert_string_equal(kid, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    json_auto_t *jwk = jwk_write(key.public_key);
    assert_string_equal(json_string_value(json_object_get(jwk, "x")),
                        "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
    assert_true(jwk_read(jwk, read));
    assert_memory_equal(read, key.public_key, sizeof read);
    json_object_set_new(jwk, "kid", json_string("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4l"));
    assert_false(jwk_read(jwk, read));
}

static void test_every_byte(void **state)
{
    (void)state;
    SCOPED(buf_release) struct buf text = BUF_INIT(JWS_MAX);
    sign("{\"iss\":\"https://hoshitori.example.jp\",\"name\":\"株式会社みなと精密\"}", &text);
    assert_true(holds(buf_text(&text), "test+jwt"));
    assert_false(holds(buf_text(&text), "other+jwt"));
    SCOPED(free_at) char *other = calloc(1, text.length + 2);
    assert_non_null(other);
    for (size_t at = 0; at < text.length; at++) {
        for (int byte = 0; byte < 256; byte++) {
            memcpy(other, text.data, text.length + 1);
            other[at] = (char)byte;
            if (byte != (unsigned char)text.data[at] && holds(other, "test+jwt"))
                fail_msg("byte %zu as %d is taken", at, byte);
        }
        memcpy(other, text.data, at);
        memcpy(other + at, text.data + at + 1, text.length - at);
        assert_false(holds(other, "test+jwt"));
    }
    for (int byte = 1; byte < 256; byte++) {
        memcpy(other, text.data, text.length);
        other[text.length] = (char)byte;
        other[text.length + 1] = '\0';
        assert_false(holds(other, "test+jwt"));
    }
}

static void test_another_key(void **state)
{
    (void)state;
    SCOPED(buf_release) struct buf text = BUF_INIT(JWS_MAX);
    SCOPED(jws_release) struct jws jws = {.payload = NULL};
    unsigned char other[PUBLIC_KEY_SIZE];
    sign("{}", &text);
    assert_true(jws_read(buf_text(&text), "test+jwt", &jws));
    memcpy(other, key.public_key, sizeof other);
    other[0] ^= 1;
    assert_false(jws_signed(&jws, buf_text(&text), other));
}

static void test_what_is_none(void **state)
{
    (void)state;
    SCOPED(jws_release) struct jws jws = {.payload = NULL};
    for (const char *const *text =
             (const char *const[]){"", ".", "..", "...", "e30.e30.", "a.b.c", "e30.e30.e30", NULL};
         *text; text++)
        assert_false(jws_read(*text, "test+jwt", &jws));
    SCOPED(buf_release) struct buf array = BUF_INIT(JWS_MAX), twice = BUF_INIT(JWS_MAX);
    sign("[]", &array);
    assert_false(jws_read(buf_text(&array), "test+jwt", &jws));
    sign("{\"a\":1,\"a\":2}", &twice);
    assert_false(jws_read(buf_text(&twice), "test+jwt", &jws));
}

static int load_key(void **state)
{
    (void)state;
    char path[] = "/tmp/hoshitori-jws-XXXXXX";
    SCOPED(fault_release) struct fault fault = {0};
    int descriptor = mkstemp(path);
    bool written = descriptor >= 0 && write(descriptor, SEED, strlen(SEED)) > 0;
    close(descriptor);
    bool loaded = written && secret_start(&fault).code == ERR_NONE &&
                  signing_load(path, false, &key, &fault).code == ERR_NONE;
    unlink(path);
    return loaded ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rfc_8037),
        cmocka_unit_test(test_every_byte),
        cmocka_unit_test(test_another_key),
        cmocka_unit_test(test_what_is_none),
    };
    return cmocka_run_group_tests(tests, load_key, NULL);
}
