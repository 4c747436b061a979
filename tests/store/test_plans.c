/* SPDX-License-Identifier: Apache-2.0 */
/* Plans on an empty database: what is prepared before the first bulk load must still be right in
 * its middle, for nothing makes it anew before the next ANALYZE. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "cluster_fixture.h"

#define ID "'0193a5b0-7c00-7a10-8b20-000000000001'"

static void goes_by(const char *statement, const char *index)
{
    char plan[400];
    fixture_value(statement, plan, sizeof plan);
    if (!strstr(plan, index))
        fail_msg("%s: %s, not by %s", statement, plan, index);
}

static void test_keys_are_looked_up_by_keys(void **state)
{
    (void)state;
    goes_by("EXPLAIN SELECT FROM hoshitori.board WHERE org_id = " ID " AND relationship_id = " ID,
            "board_pkey");
    goes_by("EXPLAIN SELECT FROM hoshitori.relationship WHERE org_id = " ID
            " AND relationship_id = " ID,
            "relationship_pkey");
}

static void test_small_tables_too(void **state)
{
    (void)state;
    char setting[8];
    fixture_value("SELECT setting FROM pg_roles r, unnest(r.rolconfig) setting"
                  " WHERE rolname = 'hoshitori_app' AND setting = 'enable_seqscan=off'",
                  setting, sizeof setting);
    assert_true(setting[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys_are_looked_up_by_keys),
        cmocka_unit_test(test_small_tables_too),
    };
    return cmocka_run_group_tests(tests, fixture_start_migrated, fixture_stop);
}
