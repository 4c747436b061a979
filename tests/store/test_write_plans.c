/* SPDX-License-Identifier: Apache-2.0 */
/* Writes of many, planned while there were few: each is found by its key, and none of the others is
 * read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cluster_fixture.h"

enum { PLAN_MAX = 16000, WRITTEN_MAX = 20 };

#define MANY "md5('buyer of many')::uuid"

/* Pages of a write of 100 relationships of a buyer that has 3,000, planned while there were few. */
static long pages_of_many(const char *call)
{
    static char sql[2000];
    snprintf(sql, sizeof sql,
             "SELECT set_config('app.org_id', " MANY "::text, false),"
             " set_config('app.day', '2026-11-29', false),"
             " set_config('app.now', '2026-11-29 12:00+09', false);"
             "SET plan_cache_mode = force_generic_plan; SET ROLE hoshitori_engine;"
             "SELECT %s; EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT %s",
             call, call);
    static char plan[PLAN_MAX];
    fixture_value(sql, plan, sizeof plan);
    const char *hit = strstr(plan, "\"Shared Hit Blocks\": ");
    assert_non_null(hit);
    return strtol(hit + strlen("\"Shared Hit Blocks\": "), NULL, 10);
}

static void test_a_write_of_many_reads_no_others(void **state)
{
    (void)state;
    fixture_sql(
        "SET ROLE hoshitori_engine; SET search_path = hoshitori;"
        "INSERT INTO task SELECT " MANY ", md5(g::text)::uuid, 'buyer', 'x', '2026-01-01',"
        " 'infinity', 'infinity', nobody() FROM generate_series(1, 3) g;"
        "RESET ROLE; ANALYZE hoshitori.task; SET ROLE hoshitori_engine;"
        "INSERT INTO relationship (org_id, relationship_id, state, invited_on,"
        " invitation_expires_on, name, recorded_at, changed_at)"
        " SELECT " MANY ", md5(g::text)::uuid, 'invited', '2026-11-01', '2027-02-01', 'a',"
        " '2026-11-01', '2026-11-01' FROM generate_series(1, 3000) g;"
        "INSERT INTO board (org_id, relationship_id, side, counterparty_name, state, sort_key,"
        " search, version, record_version, recorded_at, line_from, line_status, line_waiting_on,"
        " line_required_star, line_held_star, line_gap, line_due_on, line_valid_until,"
        " line_checked_on, line_next, line_step, step_from, step_until, status, waiting_on,"
        " required_star, held_star, gap, due_on, valid_until, checked_on, emitted_through)"
        " SELECT " MANY ", md5(g::text)::uuid, 'buyer', 'a', 'invited', 'a', 'a', 1, 1,"
        " '2026-11-01', '{-infinity}', '{0}', '{0}', '{0}', '{0}', '{0}', '{infinity}',"
        " '{infinity}', '{-infinity}', '{0}', '{\"{}\"}', '-infinity', 'infinity', 0, 0, 0, 0, 0,"
        " 'infinity', 'infinity', '-infinity', '2026-11-29' FROM generate_series(1, 3000) g;"
        "INSERT INTO task SELECT " MANY ", md5(g::text)::uuid, 'buyer', 'x', '2026-01-01',"
        " 'infinity', 'infinity', nobody() FROM generate_series(101, 3000) g;");
    assert_in_range(pages_of_many("hoshitori.tasks_put(array_fill(" MANY ", ARRAY[100]),"
                                  " ARRAY(SELECT md5(g::text)::uuid"
                                  " FROM generate_series(1, 100) g))"),
                    100, 100 * WRITTEN_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_write_of_many_reads_no_others),
    };
    return cmocka_run_group_tests(tests, fixture_start_migrated, fixture_stop);
}
