/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/password.h"
#include "base/secret.h"

#define RIGHT "きょうも一日おだやかに過ごす"

static void hash(const char *password, char out[static PASSWORD_HASH_SIZE])
{
    struct fault fault = {0};
    SCOPED(password_leave) struct password_place place = {0};
    assert_int_equal(password_enter(&place, &fault).code, ERR_NONE);
    assert_int_equal(password_hash(&place, password, out, &fault).code, ERR_NONE);
}

static bool matches(const char *stored, const char *password)
{
    struct fault fault = {0};
    bool found = false;
    SCOPED(password_leave) struct password_place place = {0};
    assert_int_equal(password_enter(&place, &fault).code, ERR_NONE);
    assert_int_equal(password_check(&place, stored, password, &found, &fault).code, ERR_NONE);
    return found;
}

static void right_and_wrong(void **state)
{
    (void)state;
    char one[PASSWORD_HASH_SIZE], other[PASSWORD_HASH_SIZE];
    hash(RIGHT, one);
    hash(RIGHT, other);
    assert_string_not_equal(one, other);
    assert_memory_equal(one, "$argon2id$", 10);
    assert_true(matches(one, RIGHT));
    assert_false(matches(one, RIGHT "。"));
    assert_false(matches("no hash", RIGHT));
}

static int64_t took(const char *stored)
{
    int64_t began = clock_monotonic();
    assert_false(matches(stored, "wrong"));
    return clock_monotonic() - began;
}

/* Time must not tell who has an account. */
static void nobody_takes_as_long(void **state)
{
    (void)state;
    char stored[PASSWORD_HASH_SIZE];
    hash(RIGHT, stored);
    assert_true(took(NULL) * 4 > took(stored));
}

static void *work(void *stored)
{
    return matches(stored, RIGHT) ? stored : NULL;
}

static void as_many_as_places_wait_their_turn(void **state)
{
    (void)state;
    char stored[PASSWORD_HASH_SIZE];
    pthread_t threads[PASSWORD_PLACES];
    hash(RIGHT, stored);
    for (size_t i = 0; i < PASSWORD_PLACES; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, work, stored), 0);
    for (size_t i = 0; i < PASSWORD_PLACES; i++) {
        void *result = NULL;
        pthread_join(threads[i], &result);
        assert_ptr_equal(result, stored);
    }
}

static void no_more_than_places(void **state)
{
    (void)state;
    struct fault fault = {0};
    struct password_place places[PASSWORD_PLACES] = {{0}};
    struct password_place more = {0};
    for (size_t i = 0; i < PASSWORD_PLACES; i++)
        assert_int_equal(password_enter(&places[i], &fault).code, ERR_NONE);
    assert_int_equal(password_enter(&more, &fault).code, ERR_UNAVAILABLE);
    assert_string_equal(fault.code, "sign_in_busy");
    assert_in_range(fault.retry_after, 1, 3);
    password_leave(&more); /* it took none */
    password_leave(&places[0]);
    fault_clear(&fault);
    assert_int_equal(password_enter(&more, &fault).code, ERR_NONE);
    password_leave(&more);
    for (size_t i = 1; i < PASSWORD_PLACES; i++)
        password_leave(&places[i]);
}

int main(void)
{
    struct fault fault = {0};
    if (secret_start(&fault).code != ERR_NONE)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(right_and_wrong),
        cmocka_unit_test(nobody_takes_as_long),
        cmocka_unit_test(as_many_as_places_wait_their_turn),
        cmocka_unit_test(no_more_than_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
