/* SPDX-License-Identifier: Apache-2.0 */
/* Does a bucket grant what its rate says, at every instant, and who makes room for whom? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "wire/bucket.h"

enum { SECOND = 1000000, PLACES = 65536 };

static const struct payer_name ours = {1, 2};

static void release(struct buckets **buckets)
{
    buckets_free(buckets);
}

static struct buckets *buckets_of(int per_second, int burst)
{
    SCOPED(fault_release) struct fault fault = {0};
    struct buckets *buckets = NULL;
    assert_int_equal(buckets_new((struct bucket_rate){per_second, burst}, &buckets, &fault).code,
                     ERR_NONE);
    return buckets;
}

static struct bucket_state take_token(struct buckets *buckets, int64_t now)
{
    struct bucket_state state = {0};
    assert_true(buckets_take(buckets, ours, BUCKET_TOKEN, now, true, &state));
    return state;
}

static int grants(struct buckets *buckets, int64_t now, int tries)
{
    int count = 0;
    for (int i = 0; i < tries; i++)
        count += take_token(buckets, now).granted;
    return count;
}

static void a_burst_and_then_the_rate(void **state)
{
    (void)state;
    SCOPED(release) struct buckets *buckets = buckets_of(50, 100);
    assert_int_equal(grants(buckets, 7 * SECOND, 300), 100);
    assert_int_equal(grants(buckets, 8 * SECOND, 300), 50);
    assert_int_equal(grants(buckets, 8 * SECOND + 19999, 300), 0);
    assert_int_equal(grants(buckets, 8 * SECOND + 20000, 300), 1);
    assert_int_equal(grants(buckets, 60 * SECOND, 300), 100);
}

static void ten_seconds_of_too_many(void **state)
{
    (void)state;
    SCOPED(release) struct buckets *buckets = buckets_of(20, 40);
    int count = 0;
    for (int64_t now = 0; now < 10 * SECOND; now += 1000)
        count += take_token(buckets, now).granted;
    assert_int_equal(count, 40 + 10 * 20 - 1);
}

static void it_says_what_is_left_and_when(void **state)
{
    (void)state;
    SCOPED(release) struct buckets *buckets = buckets_of(2, 4);
    struct bucket_state first = take_token(buckets, SECOND);
    assert_int_equal(first.left, 3);
    assert_int_equal(first.full_in, SECOND / 2);
    assert_int_equal(first.next_token_in, 0);
    assert_int_equal(grants(buckets, SECOND, 3), 3);
    struct bucket_state empty = take_token(buckets, SECOND + 100000);
    assert_false(empty.granted);
    assert_int_equal(empty.left, 0);
    assert_int_equal(empty.full_in, 1900000);
    assert_int_equal(empty.next_token_in, 400000);
    assert_true(take_token(buckets, SECOND + 500000).granted);
}

static void a_token_can_be_put_back(void **state)
{
    (void)state;
    SCOPED(release) struct buckets *buckets = buckets_of(1, 2);
    assert_int_equal(grants(buckets, 0, 5), 2);
    buckets_correct(buckets, ours, -BUCKET_TOKEN, 0);
    assert_int_equal(grants(buckets, 0, 5), 1);
    buckets_correct(buckets, (struct payer_name){8, 9}, -BUCKET_TOKEN, 0); /* nobody's */
}

static void a_request_may_cost_many_tokens(void **state)
{
    (void)state;
    SCOPED(release) struct buckets *buckets = buckets_of(10, 20);
    struct bucket_state left;
    assert_true(buckets_take(buckets, ours, 5 * BUCKET_TOKEN / 2, 0, true, &left));
    assert_int_equal(left.left, 17);
    assert_true(buckets_take(buckets, ours, 18 * BUCKET_TOKEN, 0, true, &left));
    assert_false(left.granted);
    assert_int_equal(left.left, 17);
    assert_int_equal(left.next_token_in, SECOND / 20);
    assert_true(buckets_take(buckets, ours, 1000 * BUCKET_TOKEN, SECOND, true, &left));
    assert_true(left.granted); /* no more than all of it */
    assert_int_equal(left.left, 0);
}

static void what_is_owed_is_never_more_than_a_bucket(void **state)
{
    (void)state;
    SCOPED(release) struct buckets *buckets = buckets_of(10, 20);
    take_token(buckets, 0);
    struct bucket_state owing = buckets_correct(buckets, ours, 1000 * BUCKET_TOKEN, 0);
    assert_int_equal(owing.left, 0);
    assert_int_equal(owing.full_in, 4 * SECOND);
    assert_false(take_token(buckets, 2 * SECOND).granted);
    assert_true(take_token(buckets, 2 * SECOND + 100000).granted);
}

static void nothing_is_made_unasked(void **state)
{
    (void)state;
    SCOPED(release) struct buckets *buckets = buckets_of(1, 2);
    struct bucket_state untouched = {.left = 77};
    assert_false(buckets_take(buckets, ours, BUCKET_TOKEN, 0, false, &untouched));
    assert_int_equal(untouched.left, 77);
    take_token(buckets, 0);
    assert_true(buckets_take(buckets, ours, BUCKET_TOKEN, 0, false, &untouched));
    buckets_forget(buckets, ours);
    assert_false(buckets_take(buckets, ours, BUCKET_TOKEN, 0, false, &untouched));
}

static void without_a_rate_all_is_granted(void **state)
{
    (void)state;
    SCOPED(release) struct buckets *buckets = buckets_of(0, 1);
    assert_int_equal(grants(buckets, SECOND, 5000), 5000);
    assert_int_equal(grants(buckets, SECOND - 1, 5), 5); /* another thread was faster */
}

/* Three times as many names as places, each with one token taken: our empty bucket stays. */
static void the_fullest_makes_room(void **state)
{
    (void)state;
    SCOPED(release) struct buckets *buckets = buckets_of(1, 100);
    assert_int_equal(grants(buckets, 0, 100), 100);
    struct bucket_state other;
    for (uint64_t i = 0; i < 3 * PLACES; i++)
        assert_true(
            buckets_take(buckets, (struct payer_name){3, i}, BUCKET_TOKEN, 0, true, &other));
    assert_false(take_token(buckets, 0).granted);
    assert_true(
        buckets_take(buckets, (struct payer_name){3, 3 * PLACES}, BUCKET_TOKEN, 0, true, &other));
    assert_true(other.granted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_burst_and_then_the_rate),
        cmocka_unit_test(ten_seconds_of_too_many),
        cmocka_unit_test(it_says_what_is_left_and_when),
        cmocka_unit_test(a_token_can_be_put_back),
        cmocka_unit_test(a_request_may_cost_many_tokens),
        cmocka_unit_test(what_is_owed_is_never_more_than_a_bucket),
        cmocka_unit_test(nothing_is_made_unasked),
        cmocka_unit_test(without_a_rate_all_is_granted),
        cmocka_unit_test(the_fullest_makes_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
