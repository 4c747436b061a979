/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "cluster_fixture.h"
#include "store/cluster_place.h"
#include "store/connection.h"
#include "waiting.h"

static char directory[256];

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int make_directory(void **state)
{
    (void)state;
    fixture_make_directory(directory, sizeof directory);
    return chmod(directory, 0755); /* root's PostgreSQL is another user, who passes through */
}

static int remove_directory(void **state)
{
    (void)state;
    cluster_stop(&fixture_cluster);
    fixture_remove_directory(directory);
    return 0;
}

static void start_in(const char *path)
{
    SCOPED(fault_release) struct fault fault = {0};
    struct cluster_config config = {.data_dir = path, .unsafe = true};
    fixture_ok(cluster_start(&config, &fixture_cluster, &fault), &fault);
}

static bool answers(void *context)
{
    (void)context;
    return PQping(fixture_migrate_conninfo()) == PQPING_OK;
}

static void starts_anew_and_again(void **state)
{
    (void)state;
    char text[64];
    double begin = seconds();
    start_in(directory);
    double fresh = seconds() - begin;
    fixture_sql("CREATE TABLE public.kept AS SELECT 42 AS value");
    pid_t pid = cluster_pid(fixture_cluster);
    cluster_stop(&fixture_cluster);
    wait_for_end(pid);
    begin = seconds();
    start_in(directory);
    double again = seconds() - begin;
    print_message("ready in %.2f s new, %.2f s existing\n", fresh, again);
    assert_int_equal(fixture_number("SELECT value FROM public.kept"), 42);
    assert_string_equal(fixture_value("SHOW server_encoding", text, sizeof text), "UTF8");
    assert_string_equal(fixture_value("SHOW listen_addresses", text, sizeof text), "");
}

static void socket_is_closed_to_others(void **state)
{
    (void)state;
    struct stat status;
    char path[300];
    start_in(directory);
    snprintf(path, sizeof path, "%s/postgres", directory);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0700);
}

static void second_server_is_refused_and_command_attaches(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    struct cluster *second = NULL;
    start_in(directory);
    struct cluster_config config = {.data_dir = directory, .unsafe = true};
    assert_int_equal(cluster_start(&config, &second, &fault).code, ERR_CONFLICT);
    assert_non_null(strstr(fault.log, directory));

    fault_clear(&fault);
    config.attach = true;
    fixture_ok(cluster_start(&config, &second, &fault), &fault);
    assert_string_equal(cluster_conninfo(second), cluster_conninfo(fixture_cluster));
    assert_int_equal(cluster_pid(second), 0);
    cluster_stop(&second);
    wait_until(answers, NULL);
}

static void attach_starts_one_when_none_runs(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    struct cluster_config config = {.data_dir = directory, .attach = true, .unsafe = true};
    fixture_ok(cluster_start(&config, &fixture_cluster, &fault), &fault);
    assert_true(cluster_pid(fixture_cluster) > 0);
}

static void killed_postmaster_comes_back(void **state)
{
    (void)state;
    start_in(directory);
    pid_t pid = cluster_pid(fixture_cluster);
    kill(pid, SIGKILL);
    wait_for_end(pid);
    wait_until(answers, NULL);
    assert_int_not_equal(cluster_pid(fixture_cluster), pid);
    assert_true(cluster_alive(fixture_cluster));
}

static void long_path_has_its_socket_elsewhere(void **state)
{
    (void)state;
    char path[400];
    snprintf(path, sizeof path, "%s/%0100d", directory, 7);
    start_in(path);
    assert_null(strstr(cluster_conninfo(fixture_cluster), directory));
    assert_int_equal(fixture_number("SELECT 7"), 7);
}

static void odd_path_is_quoted(void **state)
{
    (void)state;
    char path[400];
    snprintf(path, sizeof path, "%s/it's \"a\", \\b", directory);
    start_in(path);
    assert_int_equal(fixture_number("SELECT 7"), 7);
}

static void log_tells_why_not(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    char path[300];
    start_in(directory);
    cluster_stop(&fixture_cluster);
    snprintf(path, sizeof path, "%s/postgres/PG_VERSION", directory);
    FILE *version = fopen(path, "w");
    fputs("9.1\n", version);
    fclose(version);
    struct cluster_config config = {.data_dir = directory, .unsafe = true};
    assert_int_equal(cluster_start(&config, &fixture_cluster, &fault).code, ERR_UNAVAILABLE);
    assert_non_null(strstr(fault.log, "9.1"));
    assert_null(fixture_cluster);
}

/* A server that is killed as soon as its cluster runs; returns the postmaster, whom nobody reaps
 * before this process does. */
static pid_t start_and_kill_server(void)
{
    int told[2];
    pid_t postmaster = 0;
    assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    assert_int_equal(pipe(told), 0);
    pid_t server = fork();
    if (server == 0) {
        SCOPED(fault_release) struct fault fault = {0};
        struct cluster *cluster = NULL;
        struct cluster_config config = {.data_dir = directory, .unsafe = true};
        pid_t pid = 0;
        if (cluster_start(&config, &cluster, &fault).code == ERR_NONE)
            pid = cluster_pid(cluster);
        if (write(told[1], &pid, sizeof pid) == (ssize_t)sizeof pid)
            kill(getpid(), SIGKILL);
        _exit(1);
    }
    assert_int_equal(read(told[0], &postmaster, sizeof postmaster), sizeof postmaster);
    close(told[0]);
    close(told[1]);
    waitpid(server, NULL, 0);
    assert_true(postmaster > 0);
    return postmaster;
}

/* The kernel tells PostgreSQL that its server was killed; the next server waits for its end. */
static void ends_with_a_killed_server(void **state)
{
    (void)state;
    pid_t postmaster = start_and_kill_server();
    start_in(directory);
    assert_int_equal(fixture_number("SELECT 7"), 7);
    wait_for_end(postmaster);
    waitpid(postmaster, NULL, 0);
}

/* What init does not reap still has a number, and PostgreSQL takes its lock files for held. */
static void dead_postmaster_that_nobody_reaped_holds_no_lock(void **state)
{
    (void)state;
    pid_t postmaster = start_and_kill_server();
    kill(postmaster, SIGKILL);
    start_in(directory);
    assert_int_equal(fixture_number("SELECT 7"), 7);
    waitpid(postmaster, NULL, 0);
}

/* A process that works on a statement notices only afterwards that its postmaster was killed; until
 * then no new one can start. */
static void waits_for_what_a_killed_postmaster_left(void **state)
{
    (void)state;
    start_in(directory);
    SCOPED(connection_close) struct connection *connection = NULL;
    SCOPED(fault_release) struct fault fault = {0};
    fixture_ok(connection_open(fixture_migrate_conninfo(), &connection, &fault), &fault);
    assert_true(PQsendQuery(connection->pg, "SELECT count(*) FROM generate_series(1, 5000000)"));
    fixture_until("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%5000000%'"
                  " AND state = 'active' AND pid <> pg_backend_pid()");
    int orphan = PQbackendPID(connection->pg);
    kill(orphan, SIGSTOP); /* or its statement might end before the next server starts */
    kill(cluster_pid(fixture_cluster), SIGKILL);
    cluster_stop(&fixture_cluster);
    assert_int_equal(kill(orphan, SIGCONT), 0);
    start_in(directory);
    assert_int_equal(fixture_number("SELECT 7"), 7);
}

static void killed_again_and_again_comes_back(void **state)
{
    (void)state;
    start_in(directory);
    for (int i = 0; i < 6; i++) {
        pid_t pid = cluster_pid(fixture_cluster);
        kill(pid, SIGKILL);
        wait_for_end(pid);
        wait_until(answers, NULL);
    }
    assert_true(cluster_alive(fixture_cluster));
}

/* What is set in the cluster's own file does not count here. */
static void answered_writes_are_on_the_disk(void **state)
{
    (void)state;
    static const char *const settings[] = {"fsync", "full_page_writes", "synchronous_commit"};
    char path[300], sql[64], value[16];
    SCOPED(fault_release) struct fault fault = {0};
    struct cluster_config config = {.data_dir = directory};
    start_in(directory);
    cluster_stop(&fixture_cluster);
    snprintf(path, sizeof path, "%s/postgres/postgresql.conf", directory);
    FILE *file = fopen(path, "a");
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        fprintf(file, "%s = off\n", settings[i]);
    fclose(file);
    fixture_ok(cluster_start(&config, &fixture_cluster, &fault), &fault);
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        snprintf(sql, sizeof sql, "SHOW %s", settings[i]);
        assert_string_equal(fixture_value(sql, value, sizeof value), "on");
    }
}

static void path_that_cannot_be_passed_is_named(void **state)
{
    (void)state;
    if (geteuid() != 0)
        skip();
    SCOPED(fault_release) struct fault fault = {0};
    char path[300];
    snprintf(path, sizeof path, "%s/closed", directory);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/closed/data", directory);
    struct cluster_config config = {.data_dir = path, .unsafe = true};
    assert_int_equal(cluster_start(&config, &fixture_cluster, &fault).code, ERR_UNAVAILABLE);
    assert_non_null(strstr(fault.log, "/closed: choose another data directory"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_directory, remove_directory)
    const struct CMUnitTest tests[] = {
        TEST(starts_anew_and_again),
        TEST(socket_is_closed_to_others),
        TEST(second_server_is_refused_and_command_attaches),
        TEST(attach_starts_one_when_none_runs),
        TEST(killed_postmaster_comes_back),
        TEST(long_path_has_its_socket_elsewhere),
        TEST(odd_path_is_quoted),
        TEST(log_tells_why_not),
        TEST(ends_with_a_killed_server),
        TEST(dead_postmaster_that_nobody_reaped_holds_no_lock),
        TEST(waits_for_what_a_killed_postmaster_left),
        TEST(killed_again_and_again_comes_back),
        TEST(answered_writes_are_on_the_disk),
        TEST(path_that_cannot_be_passed_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
