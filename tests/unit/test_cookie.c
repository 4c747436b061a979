/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "http/cookie.h"

#define SESSION "hss_0123456789012345678901234567890123456789012345678901234567890123456789A"

static bool found(const char *value)
{
    char text[KEY_TEXT_SIZE];
    const struct header header = {"cookie", value};
    const struct head head = {.headers = &header, .header_count = 1};
    return cookie_session(&head, text) && strcmp(text, SESSION) == 0;
}

static void among_others(void **state)
{
    (void)state;
    assert_true(found("__Host-session=" SESSION));
    assert_true(found("a=1; __Host-session=" SESSION));
    assert_true(found("a=1;__Host-session=" SESSION "; b=2"));
}

static void what_is_no_session(void **state)
{
    (void)state;
    assert_false(found(""));
    assert_false(found("session=" SESSION));
    assert_false(found("x__Host-session=" SESSION));
    assert_false(found("__Host-session="));
    assert_false(found("__Host-session=" SESSION "A"));
    assert_false(found("__host-session=" SESSION));
}

static bool from_page(const char *site, const char *token)
{
    struct header headers[2];
    size_t count = 0;
    if (site)
        headers[count++] = (struct header){"Sec-Fetch-Site", site};
    if (token)
        headers[count++] = (struct header){"X-CSRF-Token", token};
    const struct head head = {.headers = headers, .header_count = count};
    struct secret secret;
    secret_from_bytes((const unsigned char *)"0123456789abcdef0123456789abcdef", &secret);
    return cookie_from_page(&head, &secret, SESSION);
}

static void proof_of_the_page(void **state)
{
    (void)state;
    struct secret secret;
    char token[DIGEST_HEX_SIZE], other[DIGEST_HEX_SIZE];
    secret_from_bytes((const unsigned char *)"0123456789abcdef0123456789abcdef", &secret);
    cookie_token(&secret, SESSION, token);
    cookie_token(&secret, SESSION "A", other);
    assert_true(from_page("same-origin", token));
    assert_true(from_page(NULL, token));
    assert_false(from_page("same-origin", NULL));
    assert_false(from_page("same-origin", other));
    assert_false(from_page("cross-site", token));
    assert_false(from_page("same-site", token));
    assert_false(from_page("none", token));
    token[DIGEST_HEX_SIZE - 2] = '\0';
    assert_false(from_page("same-origin", token));
}

static void token_of_a_session(void **state)
{
    (void)state;
    struct secret secret;
    char one[DIGEST_HEX_SIZE], other[DIGEST_HEX_SIZE];
    secret_from_bytes((const unsigned char *)"0123456789abcdef0123456789abcdef", &secret);
    cookie_token(&secret, SESSION, one);
    cookie_token(&secret, SESSION "A", other);
    assert_string_not_equal(one, other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(among_others),
        cmocka_unit_test(what_is_no_session),
        cmocka_unit_test(proof_of_the_page),
        cmocka_unit_test(token_of_a_session),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
