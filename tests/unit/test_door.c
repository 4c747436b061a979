/* SPDX-License-Identifier: Apache-2.0 */
/* Does the door know how long somebody stood before it, in the queue of a real socket? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "http/door.h"
#include "http/sockets.h"

enum { THREADS = 8, CLIENTS = 20, MILLISECOND = 1000 };

static struct sockaddr_in place;
static int listener;
static int clients[CLIENTS];

static void pause_for(int milliseconds)
{
    const struct timespec pause = {0, milliseconds * 1000000L};
    nanosleep(&pause, NULL);
}

static int start(void **state)
{
    struct fault fault = {0};
    socklen_t size = sizeof place;
    place = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(listener, (struct sockaddr *)&place, sizeof place), 0);
    assert_int_equal(listen(listener, 64), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&place, &size), 0);
    struct door *door = NULL;
    assert_int_equal(door_new(THREADS, &door, &fault).code, ERR_NONE);
    assert_int_equal(door_watch(door, ntohs(place.sin_port), &fault).code, ERR_NONE);
    *state = door;
    return 0;
}

static int stop(void **state)
{
    struct door *door = *state;
    door_free(&door);
    close(listener);
    return 0;
}

static void crowd_comes(void)
{
    for (int i = 0; i < CLIENTS; i++) {
        clients[i] = socket(AF_INET, SOCK_STREAM, 0);
        assert_int_equal(connect(clients[i], (struct sockaddr *)&place, sizeof place), 0);
    }
}

static void crowd_goes(void)
{
    for (int i = 0; i < CLIENTS; i++) {
        close(accept(listener, NULL, NULL));
        close(clients[i]);
    }
}

static void three_quarters_are_a_crowd(void **state)
{
    struct door *door = *state;
    for (int i = 0; i < 6; i++) {
        assert_false(door_crowded(door));
        assert_int_equal(door_enter(door), 0);
    }
    assert_false(door_crowded(door));
    door_enter(door);
    assert_true(door_crowded(door));
    door_leave(door);
    assert_false(door_crowded(door));
}

static void who_waited_is_told_how_long(void **state)
{
    struct door *door = *state;
    crowd_comes();
    pause_for(400);
    int64_t waited = door_enter(door);
    assert_in_range(waited, 250 * MILLISECOND, 5000 * MILLISECOND);
    pause_for(300);
    assert_true(door_enter(door) > waited);
    crowd_goes();
    pause_for(300);
    assert_int_equal(door_enter(door), 0);
}

static void who_came_later_waited_less(void **state)
{
    struct door *door = *state;
    crowd_comes();
    pause_for(500);
    int64_t first = door_enter(door), last = first;
    for (int i = 1; i < CLIENTS + DOOR_STEPS; i++)
        last = door_enter(door);
    assert_true(first > 300 * MILLISECOND && last > 300 * MILLISECOND);
    assert_true(door_enter(door) < 200 * MILLISECOND); /* of one more nobody knew */
    crowd_goes();
}

static void nothing_listens(void **state)
{
    (void)state;
    struct fault fault = {0};
    struct door *door = NULL;
    assert_int_equal(sockets_listener(1), -1);
    assert_int_equal(sockets_listener(ntohs(place.sin_port)), listener);
    assert_int_equal(door_new(THREADS, &door, &fault).code, ERR_NONE);
    assert_int_equal(door_watch(door, 1, &fault).code, ERR_INTERNAL);
    door_free(&door);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(three_quarters_are_a_crowd, start, stop),
        cmocka_unit_test_setup_teardown(who_waited_is_told_how_long, start, stop),
        cmocka_unit_test_setup_teardown(who_came_later_waited_less, start, stop),
        cmocka_unit_test_setup_teardown(nothing_listens, start, stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
