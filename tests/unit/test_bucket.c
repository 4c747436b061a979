/* SPDX-License-Identifier: Apache-2.0 */
/* Does a bucket grant what its rate says, at every instant, and who makes room for whom? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "http/bucket.h"

enum { SECOND = 1000000, PLACES = 65536 };

static const struct bucket_name ours = {1, 2};

static void release(struct buckets **buckets)
{
    buckets_free(buckets);
}

static struct buckets *of(int per_second, int burst)
{
    struct fault fault = {0};
    struct buckets *buckets = NULL;
    assert_int_equal(buckets_new((struct bucket_rate){per_second, burst}, &buckets, &fault).code,
                     ERR_NONE);
    return buckets;
}

static struct bucket_state take(struct buckets *buckets, int64_t now)
{
    struct bucket_state state = {0};
    assert_true(buckets_take(buckets, ours, now, true, &state));
    return state;
}

static int grants(struct buckets *buckets, int64_t now, int tries)
{
    int count = 0;
    for (int i = 0; i < tries; i++)
        count += take(buckets, now).granted;
    return count;
}

static void a_burst_and_then_the_rate(void **state)
{
    (void)state;
    SCOPED(release) struct buckets *buckets = of(50, 100);
    assert_int_equal(grants(buckets, 7 * SECOND, 300), 100);
    assert_int_equal(grants(buckets, 8 * SECOND, 300), 50);
    assert_int_equal(grants(buckets, 8 * SECOND + 19999, 300), 0);
    assert_int_equal(grants(buckets, 8 * SECOND + 20000, 300), 1);
    assert_int_equal(grants(buckets, 60 * SECOND, 300), 100);
}

static void ten_seconds_of_too_many(void **state)
{
    (void)state;
    SCOPED(release) struct buckets *buckets = of(20, 40);
    int count = 0;
    for (int64_t now = 0; now < 10 * SECOND; now += 1000)
        count += take(buckets, now).granted;
    assert_int_equal(count, 40 + 10 * 20 - 1);
}

static void it_says_what_is_left_and_when(void **state)
{
    (void)state;
    SCOPED(release) struct buckets *buckets = of(2, 4);
    struct bucket_state first = take(buckets, SECOND);
    assert_int_equal(first.left, 3);
    assert_int_equal(first.full_in, SECOND / 2);
    assert_int_equal(first.next_token_in, 0);
    assert_int_equal(grants(buckets, SECOND, 3), 3);
    struct bucket_state empty = take(buckets, SECOND + 100000);
    assert_false(empty.granted);
    assert_int_equal(empty.left, 0);
    assert_int_equal(empty.full_in, 1900000);
    assert_int_equal(empty.next_token_in, 400000);
    assert_true(take(buckets, SECOND + 500000).granted);
}

static void a_token_can_be_put_back(void **state)
{
    (void)state;
    SCOPED(release) struct buckets *buckets = of(1, 2);
    assert_int_equal(grants(buckets, 0, 5), 2);
    buckets_give_back(buckets, ours);
    assert_int_equal(grants(buckets, 0, 5), 1);
    buckets_give_back(buckets, (struct bucket_name){8, 9}); /* nobody's */
}

static void nothing_is_made_unasked(void **state)
{
    (void)state;
    SCOPED(release) struct buckets *buckets = of(1, 2);
    struct bucket_state untouched = {.left = 77};
    assert_false(buckets_take(buckets, ours, 0, false, &untouched));
    assert_int_equal(untouched.left, 77);
    take(buckets, 0);
    assert_true(buckets_take(buckets, ours, 0, false, &untouched));
    buckets_forget(buckets, ours);
    assert_false(buckets_take(buckets, ours, 0, false, &untouched));
}

static void without_a_rate_all_is_granted(void **state)
{
    (void)state;
    SCOPED(release) struct buckets *buckets = of(0, 1);
    assert_int_equal(grants(buckets, SECOND, 5000), 5000);
}

/* Three times as many names as places, each with one token taken: our empty bucket stays. */
static void the_fullest_makes_room(void **state)
{
    (void)state;
    SCOPED(release) struct buckets *buckets = of(1, 100);
    assert_int_equal(grants(buckets, 0, 100), 100);
    struct bucket_state other;
    for (uint64_t i = 0; i < 3 * PLACES; i++)
        assert_true(buckets_take(buckets, (struct bucket_name){3, i}, 0, true, &other));
    assert_false(take(buckets, 0).granted);
    assert_true(buckets_take(buckets, (struct bucket_name){3, 3 * PLACES}, 0, true, &other));
    assert_true(other.granted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_burst_and_then_the_rate),
        cmocka_unit_test(ten_seconds_of_too_many),
        cmocka_unit_test(it_says_what_is_left_and_when),
        cmocka_unit_test(a_token_can_be_put_back),
        cmocka_unit_test(nothing_is_made_unasked),
        cmocka_unit_test(without_a_rate_all_is_granted),
        cmocka_unit_test(the_fullest_makes_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
