/* SPDX-License-Identifier: Apache-2.0 */
/* What is sent again, and what never is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "retry.h"

static struct attempt lost(void)
{
    return (struct attempt){
        .number = 1, .allowed = 4, .repeatable = true, .sent = true, .retry_after = -1};
}

static void answers_are_taken(void **state)
{
    (void)state;
    static const int answered[] = {200, 201, 202, 304, 400, 401, 404, 409, 412, 422, 500};
    for (size_t i = 0; i < sizeof answered / sizeof *answered; i++) {
        struct attempt attempt = lost();
        attempt.status = answered[i];
        assert_int_equal(retry_pause(&attempt), RETRY_NONE);
    }
}

static void refused_for_now_is_sent_again(void **state)
{
    (void)state;
    struct attempt attempt = lost();
    attempt.repeatable = false; /* 429 and 503 did nothing */
    attempt.status = 503;
    assert_in_range(retry_pause(&attempt), 250, 375);
    attempt.retry_after = 7;
    assert_int_equal(retry_pause(&attempt), 7000);
    attempt.status = 429;
    assert_int_equal(retry_pause(&attempt), 7000);
    attempt.retry_after = RETRY_LONGEST_WAIT + 1;
    assert_int_equal(retry_pause(&attempt), RETRY_NONE);
}

static void lost_answers_only_where_twice_is_once(void **state)
{
    (void)state;
    static const int gone[] = {0, 502, 504};
    for (size_t i = 0; i < sizeof gone / sizeof *gone; i++) {
        struct attempt attempt = lost();
        attempt.status = gone[i];
        assert_in_range(retry_pause(&attempt), 250, 375);
        attempt.repeatable = false;
        assert_int_equal(retry_pause(&attempt), RETRY_NONE);
    }
    struct attempt unsent = lost();
    unsent.repeatable = unsent.sent = false;
    assert_in_range(retry_pause(&unsent), 250, 375);
}

static void pauses_grow_and_end(void **state)
{
    (void)state;
    struct attempt attempt = lost();
    for (attempt.number = 1; attempt.number < 4; attempt.number++) {
        uintmax_t least = 250u << (attempt.number - 1);
        attempt.chance = 4000000000u;
        assert_in_range(retry_pause(&attempt), least, least * 3 / 2);
    }
    assert_int_equal(retry_pause(&attempt), RETRY_NONE);
    attempt.allowed = 100;
    attempt.number = 99;
    assert_in_range(retry_pause(&attempt), 32000, 48000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_taken),
        cmocka_unit_test(refused_for_now_is_sent_again),
        cmocka_unit_test(lost_answers_only_where_twice_is_once),
        cmocka_unit_test(pauses_grow_and_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
