/* SPDX-License-Identifier: Apache-2.0 */
/* Pages of the board of a buyer with many suppliers: every filter, in every order, at the beginning
 * and further on, on this day and others, finds what a plain look at every line finds, and reads a
 * small part of the portfolio (tests/support/wide_pages.sql). Counted in pages that PostgreSQL
 * touched, so that no clock decides. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/scope.h"
#include "cluster_fixture.h"

#define ID "0193a5b0-7c00-7a10-8b20-000000000001"
#define FIRST_ID "00000000-0000-0000-0000-000000000000"
#define LAST_ID "ffffffff-ffff-ffff-ffff-ffffffffffff"
#define SETTINGS                                                                                   \
    "SELECT set_config('app.org_id', '" ID                                                         \
    "', false), set_config('app.day', '2026-11-29', false);"                                       \
    "SET jit = off;"

/* Reading every row of them touches more than 20,000 pages; of 100,000 no page of a list needs more
 * than 8,000. */
enum { ROWS = 20000, PAGES_MAX = 4800, TEXT_MAX = 4000, NEEDLES = 60, FILE_MAX = 20000 };

/* A filter: its argument of board_page, a value, and what it means. */
struct trial {
    const char *argument;
    const char *value;
    const char *meaning;
};

#define ENUM(name, n)                                                                              \
    {                                                                                              \
        "p_" #name, "'{" #n "}'", #name " = " #n                                                   \
    }
#define TEXT(needle)                                                                               \
    {                                                                                              \
        "p_text", "'" needle "'", "position(hoshitori.fold('" needle "') in search) > 0"           \
    }

static const struct trial trials[] = {
    {NULL, NULL, "true"},
    ENUM(status, 0),
    ENUM(status, 1),
    ENUM(status, 2),
    ENUM(status, 3),
    ENUM(status, 4),
    ENUM(status, 5),
    {"p_status", "'{1,2}'", "status in (1, 2)"},
    ENUM(waiting_on, 0),
    ENUM(waiting_on, 3),
    ENUM(required_star, 0),
    ENUM(required_star, 5),
    ENUM(held_star, 0),
    ENUM(held_star, 3),
    ENUM(held_star, 5),
    {"p_state", "'{active}'", "state = 'active'"},
    {"p_state", "'{invited,ended}'", "state in ('invited', 'ended')"},
    {"p_category", "'区分3'", "category = '区分3'"},
    {"p_category", "'ｸﾌﾞﾝ３'", "false"},
    {"p_category", "'区分１'", "category = '区分1'"},
    {"p_tag", "'札3'", "'札3' = any(tags)"},
    {"p_tag", "'稀'", "'稀' = any(tags)"},
    {"p_tag", "'無い'", "false"},
    TEXT("株"),
    TEXT("龠"),
    TEXT("該当無"),
    TEXT("富福"),
    TEXT("製作所"),
    TEXT("ｶﾌﾞｱ"),
    TEXT("カブア"),
    TEXT("Ｓ０１２３"),
    TEXT("00000000"),
    TEXT("株式会社"),
    {"p_due_by", "'2020-01-01'", "due_on <= '2020-01-01'"},
    {"p_due_by", "'2026-02-10'", "due_on <= '2026-02-10'"},
    {"p_due_by", "'9999-12-31'", "due_on <= '9999-12-31'"},
    {"p_expiring_by", "'2026-11-29'", "status in (1, 2) and valid_until <= '2026-11-29'"},
    {"p_expiring_by", "'2026-12-29'", "status in (1, 2) and valid_until <= '2026-12-29'"},
    {"p_expiring_by", "'9999-12-31'", "status in (1, 2) and valid_until <= '9999-12-31'"},
    {"p_unchecked_since", "'2020-01-01'", "held_star > 0 and checked_on < '2020-01-01'"},
    {"p_marks", "'{task:resolve_number}'", "labels @> '{task:resolve_number}'"},
    {"p_unchecked_since", "'2026-11-29'", "held_star > 0 and checked_on < '2026-11-29'"},
};

enum { TRIALS = sizeof trials / sizeof *trials };

static const struct order {
    const char *name, *key, *direction, *relation;
    const char *after[2]; /* before the first row, and in the middle */
    const char *id;
} orders[] = {
    {"name", "sort_key", "asc", ">", {"", "かぶと"}, FIRST_ID},
    {"due_on", "due_on", "asc", ">", {"-infinity", "2027-03-01"}, FIRST_ID},
    {"gap", "gap", "desc", "<", {"32767", "1"}, LAST_ID},
    {"changed_at", "changed_at", "asc", ">", {"-infinity", "2026-11-01"}, FIRST_ID},
};

enum { ORDERS = sizeof orders / sizeof *orders };

/* Today, days of which the stored step holds for nearly all rows, days of which it does not, and
 * what was known before: of rows without versions those that were on file. */
static const struct moment {
    const char *day, *known_at;
} moments[] = {
    {"2026-11-29", NULL},
    {"2026-12-04", NULL},
    {"2026-11-25", NULL},
    {"2027-06-01", NULL},
    {"2026-10-15", NULL},
    {"2026-11-29", "2026-11-10 00:00+09"},
    {"2027-06-01", "2026-11-10 00:00+09"},
};

enum { MOMENTS = sizeof moments / sizeof *moments };

/* What changed is asked for as now known. */
static const struct moment *moment_of(size_t trial, const struct order *order)
{
    const struct moment *moment = &moments[trial % MOMENTS];
    return moment->known_at && strcmp(order->name, "changed_at") == 0 ? moments : moment;
}

static void call_of(const struct trial *one, const struct trial *other, const struct moment *moment,
                    const struct order *order, size_t start, char out[static TEXT_MAX])
{
    int length = snprintf(out, TEXT_MAX,
                          "hoshitori.board_page(p_org => '" ID "', p_side => 'buyer', p_day => "
                          "'%s', p_order => '%s', p_after => '%s', p_after_id => '%s', "
                          "p_rows => 51",
                          moment->day, order->name, order->after[start], order->id);
    if (moment->known_at)
        length += snprintf(out + length, TEXT_MAX - (size_t)length, ", p_known_at => '%s'",
                           moment->known_at);
    for (const struct trial *trial = one; trial; trial = trial == one ? other : NULL)
        if (trial->argument)
            length += snprintf(out + length, TEXT_MAX - (size_t)length, ", %s => %s",
                               trial->argument, trial->value);
    snprintf(out + length, TEXT_MAX - (size_t)length, ")");
}

static void finds_what_fits(const char *call, const char *meaning, const char *more,
                            const struct moment *moment, const struct order *order, size_t start)
{
    char sql[3 * TEXT_MAX];
    char same[8];
    snprintf(sql, sizeof sql,
             SETTINGS
             "SELECT ARRAY(SELECT relationship_id FROM %s WITH ORDINALITY p(relationship_id, v, s, "
             "i) ORDER BY i) = ARRAY(SELECT relationship_id FROM hoshitori.board_on('" ID
             "', 'buyer', '%s') b JOIN (SELECT relationship_id, category, tags FROM "
             "hoshitori.board WHERE org_id = '" ID "') x USING (relationship_id)"
             " WHERE (%s) AND (%s) AND recorded_at <= '%s' AND (%s, relationship_id) %s ('%s', "
             "'%s') ORDER BY %s %s, "
             "relationship_id %s LIMIT 51)",
             call, moment->day, meaning, more, moment->known_at ? moment->known_at : "infinity",
             order->key, order->relation, order->after[start], order->id, order->key,
             order->direction, order->direction);
    fixture_value(sql, same, sizeof same);
    if (strcmp(same, "t") != 0)
        fail_msg("%s on %s%s by %s from %zu: other rows than a look at each finds", meaning,
                 moment->day, moment->known_at ? " as known before" : "", order->name, start);
}

/* A third of the trials, another one for each filter; with HOSHITORI_LONG all. */
static bool is_left_out(size_t trial)
{
    return !getenv("HOSHITORI_LONG") && trial % 3 != 0;
}

static void test_every_filter_in_every_order(void **state)
{
    (void)state;
    char call[TEXT_MAX];
    for (size_t t = 0; t < TRIALS; t++)
        for (size_t i = 0; i < 2 * ORDERS; i++) {
            if (is_left_out(t + i))
                continue;
            const struct order *order = &orders[i / 2];
            const struct moment *moment = moment_of(t + i, order);
            call_of(&trials[t], NULL, moment, order, i % 2, call);
            finds_what_fits(call, trials[t].meaning, "true", moment, order, i % 2);
        }
}

static void test_filters_together(void **state)
{
    (void)state;
    char call[TEXT_MAX];
    for (size_t t = 0; t < TRIALS; t++) {
        const struct trial *other = &trials[(t * 7 + 11) % TRIALS];
        if (trials[t].argument && other->argument &&
            strcmp(trials[t].argument, other->argument) == 0)
            continue;
        for (size_t i = 0; i < ORDERS; i++) {
            if (is_left_out(t + i))
                continue;
            const struct moment *moment = moment_of(t + i, &orders[i]);
            call_of(&trials[t], other, moment, &orders[i], 0, call);
            finds_what_fits(call, trials[t].meaning, other->meaning, moment, &orders[i], 0);
        }
    }
}

/* Parts of stored texts, at random, some of them in another script or width. */
static void test_random_needles(void **state)
{
    (void)state;
    char call[TEXT_MAX], sql[TEXT_MAX], needle[200], value[220], meaning[300];
    for (int i = 0; i < NEEDLES; i++) {
        if (is_left_out((size_t)i))
            continue;
        snprintf(sql, sizeof sql,
                 "SELECT translate(substr(search, 1 + %d * 7 %% length(search), 1 + %d %% 5),"
                 " CASE WHEN %d %% 2 = 0 THEN 'あいうえおかきくけこs0123' ELSE '' END,"
                 " 'アイウエオｶｷｸｹｺＳ０１２３') FROM hoshitori.board WHERE org_id = '" ID
                 "' AND code = 'S' || lpad('%d', 6, '0')",
                 i, i, i, 1 + i * 331);
        fixture_value(sql, needle, sizeof needle);
        if (strchr(needle, ' '))
            continue;
        snprintf(value, sizeof value, "'%s'", needle);
        snprintf(meaning, sizeof meaning, "position(hoshitori.fold('%s') in search) > 0", needle);
        const struct trial trial = {"p_text", value, meaning};
        call_of(&trial, NULL, moments, &orders[i % ORDERS], 0, call);
        finds_what_fits(call, meaning, "true", moments, &orders[i % ORDERS], 0);
    }
}

/* A new filter is a new argument, and needs trials. */
static void test_every_filter_is_tried(void **state)
{
    (void)state;
    char arguments[TEXT_MAX];
    fixture_value("SELECT string_agg(a, ' ') FROM pg_proc p, unnest(p.proargnames[:p.pronargs]) a"
                  " WHERE p.proname = 'board_page' AND a NOT IN ('p_org', 'p_side', 'p_day', "
                  "'p_after', 'p_after_id', 'p_rows', 'p_order', 'p_known_at')",
                  arguments, sizeof arguments);
    char *rest = NULL;
    for (char *name = strtok_r(arguments, " ", &rest); name; name = strtok_r(NULL, " ", &rest)) {
        size_t tried = 0;
        for (size_t t = 0; t < TRIALS; t++)
            tried += trials[t].argument && strcmp(trials[t].argument, name) == 0;
        if (tried == 0)
            fail_msg("no trial of the filter %s", name);
    }
}

static void test_another_organisation_is_refused(void **state)
{
    (void)state;
    char call[TEXT_MAX], sql[2 * TEXT_MAX];
    call_of(&trials[0], NULL, moments, &orders[0], 0, call);
    snprintf(sql, sizeof sql,
             "SELECT set_config('app.org_id', '" LAST_ID "', false);"
             "DO $$ BEGIN PERFORM * FROM %s; RAISE 'answered';"
             " EXCEPTION WHEN SQLSTATE 'HT000' THEN NULL; END $$",
             call);
    fixture_sql(sql);
}

static void close_at(FILE **file)
{
    if (*file)
        fclose(*file);
}

/* The settings and the file's statements, to be freed. */
static char *script_of(const char *path, const char *more)
{
    char *text = calloc(1, FILE_MAX);
    SCOPED(close_at) FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_non_null(text);
    int length =
        snprintf(text, FILE_MAX,
                 SETTINGS "SET trial.org = '" ID "'; SET trial.day = '2026-11-29'; %s;", more);
    fread(text + length, 1, (size_t)(FILE_MAX - 1 - length), file);
    return text;
}

static void test_no_page_reads_much(void **state)
{
    (void)state;
    char more[100], over[TEXT_MAX];
    snprintf(more, sizeof more, "SET trial.pages = %d; SET trial.every = %d", PAGES_MAX,
             getenv("HOSHITORI_LONG") ? 1 : 4);
    SCOPED(free_at) char *script = script_of(WIDE_PAGES, more);
    size_t length = strlen(script);
    snprintf(script + length, FILE_MAX - length, "SELECT pg_temp.pages_over()");
    fixture_value(script, over, sizeof over);
    if (strncmp(over, "none", 4) != 0)
        fail_msg("%s", over);
}

static int start(void **state)
{
    char rows[40];
    if (fixture_start_migrated(state) != 0)
        return -1;
    snprintf(rows, sizeof rows, "SET trial.rows = %d", ROWS);
    SCOPED(free_at) char *script = script_of(WIDE_BOARD, rows);
    fixture_sql(script);
    fixture_sql("VACUUM ANALYZE hoshitori.board");
    fixture_sql("VACUUM ANALYZE hoshitori.board_text");
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_filter_is_tried),
        cmocka_unit_test(test_another_organisation_is_refused),
        cmocka_unit_test(test_no_page_reads_much),
        cmocka_unit_test(test_every_filter_in_every_order),
        cmocka_unit_test(test_filters_together),
        cmocka_unit_test(test_random_needles),
    };
    return cmocka_run_group_tests(tests, start, fixture_stop);
}
