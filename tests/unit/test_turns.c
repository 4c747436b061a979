/* SPDX-License-Identifier: Apache-2.0 */
/* Who gets the next place, when several payers wait for it? */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "store/turns.h"
#include "waiting.h"

enum { WAITERS_MAX = 16, CORES = 4 };

/* One thread that waits for a place, and what came of it. */
struct waiting {
    struct turns *turns;
    struct payer payer;
    struct turn_held held;
    enum turn_outcome outcome;
    atomic_int order; /* 0 = still waiting, -1 = it got none, else the how manieth */
    pthread_t thread;
};

static atomic_int granted;

static struct turns *turns_of(size_t places, size_t cores)
{
    SCOPED(fault_release) struct fault fault = {0};
    struct turns *turns = NULL;
    assert_int_equal(turns_new(places, cores, &turns, &fault).code, ERR_NONE);
    granted = 0;
    return turns;
}

static struct turns *turns_with(size_t places)
{
    return turns_of(places, CORES);
}

static struct payer light(uint64_t name)
{
    return (struct payer){.name = {1, name}};
}

static struct payer heavy(uint64_t name)
{
    return (struct payer){.name = {1, name}, .heavy = true};
}

static void *wait_for_turn(void *context)
{
    struct waiting *waiting = context;
    waiting->outcome = turns_take(waiting->turns, &waiting->payer, &waiting->held);
    waiting->order = waiting->outcome == TURN_TAKEN ? ++granted : -1;
    return NULL;
}

/* Somebody who comes, and how long the queue is with them. */
struct coming {
    struct waiting *waiting;
    size_t queue;
};

static bool has_come(void *context)
{
    const struct coming *coming = context;
    return coming->waiting->order != 0 || turns_waiting(coming->waiting->turns) >= coming->queue;
}

static bool clock_has_moved(void *from)
{
    return clock_monotonic() > *(const int64_t *)from + 1000;
}

/* Returns when it stands in the queue, or has its place. */
static void come(struct waiting *waiting, struct turns *turns, struct payer payer, size_t queue)
{
    *waiting = (struct waiting){.turns = turns, .payer = payer};
    assert_int_equal(pthread_create(&waiting->thread, NULL, wait_for_turn, waiting), 0);
    wait_until(has_come, &(struct coming){waiting, queue});
}

static int order_of(struct waiting *waiting)
{
    pthread_join(waiting->thread, NULL);
    return waiting->order;
}

static struct turn_held take_for(struct turns *turns, struct payer *payer)
{
    struct turn_held held;
    assert_int_equal(turns_take(turns, payer, &held), TURN_TAKEN);
    return held;
}

static struct turn_held take_turn(struct turns *turns, struct payer payer)
{
    return take_for(turns, &payer);
}

/* A heavy request that ends with its place. */
static void give_and_rest(struct turns *turns, struct payer *payer, const struct turn_held *held)
{
    turns_give(turns, held);
    turns_rest(turns, payer);
}

static void places_in_the_order_of_coming(void **state)
{
    (void)state;
    SCOPED(turns_free) struct turns *turns = turns_with(1);
    struct waiting waiting[3];
    struct turn_held held = take_turn(turns, light(1));
    for (size_t i = 0; i < 3; i++)
        come(&waiting[i], turns, light(1), i + 1);
    for (int i = 0; i < 3; i++) {
        turns_give(turns, &held);
        assert_int_equal(order_of(&waiting[i]), i + 1);
        held = waiting[i].held;
    }
    assert_true(turns_give(turns, &held) >= 0);
}

/* Ten of one organisation wait; another one comes last and is next. */
static void the_one_who_holds_least_is_next(void **state)
{
    (void)state;
    SCOPED(turns_free) struct turns *turns = turns_with(3);
    struct waiting crowd[10], other[2];
    struct turn_held first = take_turn(turns, light(1)), second = take_turn(turns, light(1));
    for (size_t i = 0; i < 10; i++)
        come(&crowd[i], turns, light(1), i + 1);
    for (int i = 0; i < 10; i++)
        assert_int_equal(crowd[i].order, 0); /* the last place is for others */
    come(&other[0], turns, light(2), 11);
    assert_int_equal(order_of(&other[0]), 1);
    come(&other[1], turns, light(2), 11);
    turns_give(turns, &first);
    assert_int_equal(order_of(&other[1]), 2);
    turns_give(turns, &second);
    turns_give(turns, &other[0].held);
    turns_give(turns, &other[1].held);
    for (size_t i = 0; i < 10; i++) {
        assert_true(order_of(&crowd[i]) > 2);
        turns_give(turns, &crowd[i].held);
    }
}

/* With one place two payers take turns, whoever has more requests waiting. */
static void one_place_goes_round(void **state)
{
    (void)state;
    SCOPED(turns_free) struct turns *turns = turns_with(1);
    struct waiting crowd[4], other;
    struct turn_held held = take_turn(turns, light(1));
    for (size_t i = 0; i < 4; i++)
        come(&crowd[i], turns, light(1), i + 1);
    come(&other, turns, light(2), 5);
    wait_until(clock_has_moved, &(int64_t){clock_monotonic()}); /* the crowd's payer uses that */
    turns_give(turns, &held);
    assert_int_equal(order_of(&other), 1);
    turns_give(turns, &other.held);
    for (size_t i = 0; i < 4; i++) {
        order_of(&crowd[i]);
        turns_give(turns, &crowd[i].held);
    }
}

static void heavy_ones_leave_room(void **state)
{
    (void)state;
    SCOPED(turns_free) struct turns *turns = turns_of(3, 2);
    struct waiting again, third;
    struct payer one = heavy(1), two = heavy(2);
    struct turn_held second = take_for(turns, &two), first = take_for(turns, &one);
    come(&third, turns, heavy(3), 1);
    assert_int_equal(third.order, 0); /* the last place is for light ones */
    struct turn_held quick = take_turn(turns, light(4));
    turns_give(turns, &quick);
    assert_int_equal(third.order, 0);
    give_and_rest(turns, &two, &second);
    assert_int_equal(order_of(&third), 1);
    give_and_rest(turns, &third.payer, &third.held);
    turns_give(turns, &first);
    come(&again, turns, heavy(1), 1);
    assert_int_equal(again.order, 0);
    turns_rest(turns, &one);
    assert_int_equal(order_of(&again), 2);
    give_and_rest(turns, &again.payer, &again.held);
}

static void alone_as_many_are_at_work_as_there_are_cores(void **state)
{
    (void)state;
    SCOPED(turns_free) struct turns *turns = turns_with(12);
    struct waiting next;
    struct payer payers[CORES];
    struct turn_held held[CORES];
    for (size_t i = 0; i < CORES; i++) {
        payers[i] = heavy(1);
        held[i] = take_for(turns, &payers[i]);
    }
    come(&next, turns, heavy(1), 1);
    assert_int_equal(next.order, 0);
    turns_give(turns, &held[0]);
    assert_int_equal(next.order, 0); /* it still computes */
    turns_rest(turns, &payers[0]);
    assert_int_equal(order_of(&next), 1);
    give_and_rest(turns, &next.payer, &next.held);
    for (size_t i = 1; i < CORES; i++)
        give_and_rest(turns, &payers[i], &held[i]);
}

/* Two long answers of one payer beside others: piece by piece in turn. */
static void a_further_place_is_waited_for_again(void **state)
{
    (void)state;
    SCOPED(turns_free) struct turns *turns = turns_of(6, 2);
    struct waiting second, again;
    struct turn_held other = take_turn(turns, light(2));
    struct payer first = heavy(1);
    struct turn_held held = take_for(turns, &first);
    come(&second, turns, heavy(1), 1);
    turns_give(turns, &held);
    assert_int_equal(second.order, 0);
    come(&again, turns, first, 1); /* takes over what `first` has at work */
    assert_int_equal(order_of(&second), 1);
    assert_int_equal(again.order, 0);
    give_and_rest(turns, &second.payer, &second.held);
    assert_int_equal(order_of(&again), 2);
    give_and_rest(turns, &again.payer, &again.held);
    turns_give(turns, &other);
}

static void beside_others_one_holds_what_the_cores_bear(void **state)
{
    (void)state;
    SCOPED(turns_free) struct turns *turns = turns_with(24);
    struct waiting next;
    struct payer payers[CORES / 2];
    struct turn_held held[CORES + 1], other;
    for (size_t i = 0; i <= CORES; i++)
        held[i] = take_turn(turns, light(1)); /* alone: more than that */
    turns_give(turns, &held[CORES]);
    other = take_turn(turns, light(2));
    come(&next, turns, light(1), 1);
    assert_int_equal(next.order, 0);
    turns_give(turns, &held[0]);
    assert_int_equal(order_of(&next), 1);
    turns_give(turns, &next.held);
    for (size_t i = 1; i < CORES; i++)
        turns_give(turns, &held[i]);
    for (size_t i = 0; i < CORES / 2; i++) {
        payers[i] = heavy(1);
        held[i] = take_for(turns, &payers[i]);
    }
    come(&next, turns, heavy(1), 1);
    assert_int_equal(next.order, 0);
    give_and_rest(turns, &payers[0], &held[0]);
    assert_int_equal(order_of(&next), 2);
    give_and_rest(turns, &next.payer, &next.held);
    give_and_rest(turns, &payers[1], &held[1]);
    turns_give(turns, &other);
}

static void the_server_itself_takes_any_place(void **state)
{
    (void)state;
    SCOPED(turns_free) struct turns *turns = turns_with(2);
    struct turn_held first = take_turn(turns, light(1)), second;
    assert_int_equal(turns_take(turns, NULL, &second), TURN_TAKEN);
    turns_give(turns, &first);
    turns_give(turns, &second);
}

/* What was read for somebody in an exchange of the server's counts as its own. */
static void who_was_carried_comes_after_others(void **state)
{
    (void)state;
    SCOPED(turns_free) struct turns *turns = turns_with(1);
    struct payer carried = light(1);
    struct payer *const payers[] = {&carried};
    struct waiting first, second;
    struct turn_held held = take_turn(turns, light(3));
    come(&first, turns, light(1), 1);
    come(&second, turns, light(2), 2);
    turns_charge(turns, payers, 1, 1000000);
    turns_give(turns, &held);
    assert_int_equal(order_of(&second), 1);
    turns_give(turns, &second.held);
    assert_int_equal(order_of(&first), 2);
    turns_give(turns, &first.held);
}

static void all_are_sent_away(void **state)
{
    (void)state;
    SCOPED(turns_free) struct turns *turns = turns_with(1);
    struct waiting waiting[3];
    struct turn_held held = take_turn(turns, light(1));
    for (size_t i = 0; i < 3; i++)
        come(&waiting[i], turns, light(i), i + 1);
    turns_call_off(turns);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(order_of(&waiting[i]), -1);
    turns_give(turns, &held);
    held = take_turn(turns, light(2));
    turns_give(turns, &held);
}

static bool has_closed(const void *client)
{
    return *(const bool *)client;
}

static struct payer of_client(struct payer payer, const bool *closed)
{
    payer.gone = has_closed;
    payer.client = closed;
    return payer;
}

/* Their turns go to whoever still waits. */
static void who_gave_up_gets_no_turn(void **state)
{
    (void)state;
    SCOPED(turns_free) struct turns *turns = turns_with(2);
    struct payer works = heavy(1);
    struct waiting gone[3], here;
    bool closed = false, open = false;
    struct turn_held held = take_for(turns, &works);
    for (size_t i = 0; i < 3; i++)
        come(&gone[i], turns, of_client(heavy(1), &closed), i + 1);
    come(&here, turns, of_client(heavy(1), &open), 4);
    closed = true;
    give_and_rest(turns, &works, &held);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(order_of(&gone[i]), -1);
        assert_int_equal(gone[i].outcome, TURN_GONE);
    }
    assert_int_equal(order_of(&here), 1);
    give_and_rest(turns, &here.payer, &here.held);
    closed = false;
    held = take_turn(turns, of_client(light(1), &closed)); /* all that they took is free */
    turns_give(turns, &held);
}

/* More payers than are remembered. */
static void payers_come_and_go(void **state)
{
    (void)state;
    SCOPED(turns_free) struct turns *turns = turns_with(2);
    for (uint64_t i = 0; i < 10000; i++) {
        struct turn_held first = take_turn(turns, light(i)),
                         second = take_turn(turns, light(i + 1));
        turns_give(turns, &first);
        turns_give(turns, &second);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_in_the_order_of_coming),
        cmocka_unit_test(the_one_who_holds_least_is_next),
        cmocka_unit_test(one_place_goes_round),
        cmocka_unit_test(heavy_ones_leave_room),
        cmocka_unit_test(alone_as_many_are_at_work_as_there_are_cores),
        cmocka_unit_test(a_further_place_is_waited_for_again),
        cmocka_unit_test(beside_others_one_holds_what_the_cores_bear),
        cmocka_unit_test(the_server_itself_takes_any_place),
        cmocka_unit_test(who_was_carried_comes_after_others),
        cmocka_unit_test(all_are_sent_away),
        cmocka_unit_test(who_gave_up_gets_no_turn),
        cmocka_unit_test(payers_come_and_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
