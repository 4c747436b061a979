/* SPDX-License-Identifier: Apache-2.0 */
/* How many threads may one payer hold, and is there always one for the next? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "wire/admission.h"

enum { THREADS = 96 };

static struct admission *admission_of(int threads)
{
    SCOPED(fault_release) struct fault fault = {0};
    struct admission *admission = NULL;
    assert_int_equal(admission_new(threads, 10, &admission, &fault).code, ERR_NONE);
    return admission;
}

/* How many requests of this payer are let in on top of those that are on their way. */
static int enter_as(struct admission *admission, uint64_t payer, bool here)
{
    int count = 0;
    while (admission_enter(admission, &(struct payer_name){1, payer}, here))
        count++;
    return count;
}

static int enter_all(struct admission *admission, uint64_t payer)
{
    return enter_as(admission, payer, true);
}

static void who_waits_takes_no_thread(void **state)
{
    (void)state;
    SCOPED(admission_free) struct admission *admission = admission_of(4);
    const struct payer_name waits = {1, 1}, works = {1, 2};
    for (int i = 0; i < 10; i++) {
        admission_connected(admission);
        assert_true(admission_enter(admission, &waits, true));
        admission_aside(admission, &waits);
    }
    assert_false(admission_crowded(admission));
    assert_int_equal(enter_all(admission, 2), 3);
    for (int i = 0; i < 10; i++)
        admission_back(admission);
    assert_true(admission_enter(admission, &waits, true));
    assert_false(admission_enter(admission, &works, true));
}

static void three_quarters_are_a_crowd(void **state)
{
    (void)state;
    SCOPED(admission_free) struct admission *admission = admission_of(8);
    for (int i = 0; i < 6; i++) {
        assert_false(admission_crowded(admission));
        admission_connected(admission);
    }
    assert_false(admission_crowded(admission));
    admission_connected(admission);
    assert_true(admission_crowded(admission));
    admission_disconnected(admission);
    assert_false(admission_crowded(admission));
}

static void one_alone_has_three_quarters(void **state)
{
    (void)state;
    SCOPED(admission_free) struct admission *admission = admission_of(THREADS);
    const struct payer_name one = {1, 1};
    assert_int_equal(enter_all(admission, 1), THREADS * 3 / 4);
    admission_leave(admission, &one);
    assert_int_equal(enter_all(admission, 1), 1);
}

/* However many take all they can get, each one more is let in while a thread is left. */
static void a_newcomer_is_let_in(void **state)
{
    (void)state;
    for (int threads = 1; threads <= THREADS; threads++) {
        SCOPED(admission_free) struct admission *admission = admission_of(threads);
        int entered = 0;
        for (uint64_t payer = 1; entered < threads; payer++) {
            int got = enter_all(admission, payer);
            assert_true(got > 0);
            entered += got;
        }
        assert_int_equal(entered, threads);
        assert_int_equal(enter_all(admission, 1), 0);
    }
}

/* A crowd that went leaves requests behind, which are taken in before whatever comes next. */
static void who_gave_up_leaves_places(void **state)
{
    (void)state;
    for (int threads = 2; threads <= THREADS; threads++) {
        SCOPED(admission_free) struct admission *admission = admission_of(threads);
        int gone = enter_as(admission, 1, false);
        assert_true(gone > 0);
        assert_true(threads < 4 || enter_all(admission, 1) > 0);
    }
}

static void who_left_is_new_again(void **state)
{
    (void)state;
    SCOPED(admission_free) struct admission *admission = admission_of(4);
    for (uint64_t payer = 1; payer < 1000; payer++) {
        const struct payer_name name = {0, payer};
        assert_true(admission_enter(admission, &name, false));
        admission_leave(admission, &name);
    }
    assert_int_equal(enter_all(admission, 1), 3);
    assert_int_equal(enter_all(admission, 2), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_waits_takes_no_thread),
        cmocka_unit_test(three_quarters_are_a_crowd),
        cmocka_unit_test(one_alone_has_three_quarters),
        cmocka_unit_test(a_newcomer_is_let_in),
        cmocka_unit_test(who_gave_up_leaves_places),
        cmocka_unit_test(who_left_is_new_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
