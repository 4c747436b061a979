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

static bool matches(const char *stored, const char *password)
{
    struct fault fault = {0};
    bool found = false;
    assert_int_equal(password_check(stored, password, &found, &fault).code, ERR_NONE);
    return found;
}

static void right_and_wrong(void **state)
{
    (void)state;
    struct fault fault = {0};
    char one[PASSWORD_HASH_SIZE], other[PASSWORD_HASH_SIZE];
    assert_int_equal(password_hash(RIGHT, one, &fault).code, ERR_NONE);
    assert_int_equal(password_hash(RIGHT, other, &fault).code, ERR_NONE);
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
    struct fault fault = {0};
    char stored[PASSWORD_HASH_SIZE];
    assert_int_equal(password_hash(RIGHT, stored, &fault).code, ERR_NONE);
    assert_true(took(NULL) * 4 > took(stored));
}

static void *work(void *stored)
{
    return matches(stored, RIGHT) ? stored : NULL;
}

static void many_at_once_wait_their_turn(void **state)
{
    (void)state;
    struct fault fault = {0};
    char stored[PASSWORD_HASH_SIZE];
    pthread_t threads[6];
    assert_int_equal(password_hash(RIGHT, stored, &fault).code, ERR_NONE);
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, work, stored), 0);
    for (size_t i = 0; i < 6; i++) {
        void *result = NULL;
        pthread_join(threads[i], &result);
        assert_ptr_equal(result, stored);
    }
}

int main(void)
{
    struct fault fault = {0};
    if (secret_start(&fault).code != ERR_NONE)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(right_and_wrong),
        cmocka_unit_test(nobody_takes_as_long),
        cmocka_unit_test(many_at_once_wait_their_turn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
