/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/password.h"
#include "base/secret.h"

#define RIGHT "きょうも一日おだやかに過ごす"

static const unsigned char salt[PASSWORD_SALT_SIZE] = "0123456789abcdef";

static void hash_with(const unsigned char own_salt[static PASSWORD_SALT_SIZE], const char *password,
                      char out[static PASSWORD_HASH_SIZE])
{
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(password_leave) struct password_place place = {0};
    assert_int_equal(password_enter(&place, "192.0.2.1", &fault).code, ERR_NONE);
    assert_int_equal(password_hash(&place, password, own_salt, out, &fault).code, ERR_NONE);
}

static void hash(const char *password, char out[static PASSWORD_HASH_SIZE])
{
    hash_with(salt, password, out);
}

static bool matches(const char *stored, const char *password)
{
    SCOPED(fault_release) struct fault fault = {0};
    bool found = false;
    SCOPED(password_leave) struct password_place place = {0};
    assert_int_equal(password_enter(&place, "192.0.2.1", &fault).code, ERR_NONE);
    assert_int_equal(password_check(&place, stored, password, &found, &fault).code, ERR_NONE);
    return found;
}

static void right_and_wrong(void **state)
{
    (void)state;
    char one[PASSWORD_HASH_SIZE], other[PASSWORD_HASH_SIZE];
    hash(RIGHT, one);
    hash(RIGHT, other);
    assert_string_equal(one, other);
    hash_with((const unsigned char *)"0123456789abcdeg", RIGHT, other);
    assert_string_not_equal(one, other);
    assert_true(matches(other, RIGHT));
    assert_memory_equal(one, "$argon2id$", 10);
    assert_true(matches(one, RIGHT));
    assert_false(matches(one, RIGHT "。"));
    assert_false(matches("no hash", RIGHT));
}

static void *work(void *stored)
{
    return matches(stored, RIGHT) ? stored : NULL;
}

static void several_wait_their_turn(void **state)
{
    (void)state;
    char stored[PASSWORD_HASH_SIZE];
    pthread_t threads[PASSWORD_PLACES - PASSWORD_LAST];
    hash(RIGHT, stored);
    for (size_t i = 0; i < PASSWORD_PLACES - PASSWORD_LAST; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, work, stored), 0);
    for (size_t i = 0; i < PASSWORD_PLACES - PASSWORD_LAST; i++) {
        void *result = NULL;
        pthread_join(threads[i], &result);
        assert_ptr_equal(result, stored);
    }
}

static enum err_code enter(struct password_place *place, const char *holder)
{
    SCOPED(fault_release) struct fault fault = {0};
    enum err_code code = password_enter(place, holder, &fault).code;
    if (code != ERR_NONE) {
        assert_string_equal(fault.code, "sign_in_busy");
        assert_in_range(fault.retry_after, 1, 3);
    }
    fault_clear(&fault);
    return code;
}

static void the_last_places_are_for_others(void **state)
{
    (void)state;
    struct password_place places[PASSWORD_PLACES + 1] = {{0}};
    char others[PASSWORD_LAST + 1][8];
    size_t count = 0;
    while (count < PASSWORD_PLACES && enter(&places[count], "busy") == ERR_NONE)
        count++;
    assert_int_equal(count, PASSWORD_PLACES - PASSWORD_LAST);
    for (size_t i = 0; i <= PASSWORD_LAST; i++) {
        snprintf(others[i], sizeof others[i], "other%zu", i);
        assert_int_equal(enter(&places[count + i], others[i]),
                         i < PASSWORD_LAST ? ERR_NONE : ERR_UNAVAILABLE);
        assert_int_equal(enter(&places[PASSWORD_PLACES], "busy"), ERR_UNAVAILABLE);
    }
    password_leave(&places[PASSWORD_PLACES]); /* it took none */
    password_leave(&places[0]);
    assert_int_equal(enter(&places[0], "busy"), ERR_UNAVAILABLE);
    assert_int_equal(enter(&places[0], others[PASSWORD_LAST]), ERR_NONE);
    for (size_t i = 0; i < PASSWORD_PLACES; i++)
        password_leave(&places[i]);
}

int main(void)
{
    SCOPED(fault_release) struct fault fault = {0};
    if (secret_start(&fault).code != ERR_NONE)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(right_and_wrong),
        cmocka_unit_test(several_wait_their_turn),
        cmocka_unit_test(the_last_places_are_for_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
