/* SPDX-License-Identifier: Apache-2.0 */
/* Light reads of several organisations in one exchange: nobody is answered with what is somebody
 * else's, whoever else is in it: keys that nobody has, revoked ones, rights that are missing,
 * statements that fail, connections that are lost. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/payer.h"
#include "cluster_fixture.h"
#include "parties.h"
#include "store/exchange.h"
#include "store/lanes.h"
#include "store/pool.h"

enum { BUYERS = 4, THREADS = 24, READS = 1000, READS_LONG = 42000, KILLS = 20, SQL_SIZE = 400 };

static struct party buyers[BUYERS], suppliers[BUYERS], revoked;
static struct lanes *lanes;
static char relationships[BUYERS][UUID_TEXT_SIZE];

enum kind { OWN_KEY, OWN_STATUS, FOREIGN, UNKNOWN_KEY, REVOKED_KEY, RIGHT_MISSING, FAILING, KINDS };

struct reader {
    pthread_t thread;
    uint64_t random;
    size_t reads;
    bool may_be_lost; /* connections are ended meanwhile */
    size_t lost;
    size_t wrong[KINDS];
    char seen[SQL_SIZE]; /* the first that was wrong */
    struct payer payer;
};

static unsigned below(struct reader *reader, unsigned bound)
{
    reader->random = reader->random * 6364136223846793005U + 1442695040888963407U;
    return (unsigned)(reader->random >> 33) % bound;
}

static int start(void **state)
{
    SCOPED(fault_release) struct fault fault = {0};
    char name[40], sql[SQL_SIZE];
    parties_start(state);
    fixture_ok(lanes_new(parties_pool, &lanes, &fault), &fault);
    for (size_t i = 0; i < BUYERS; i++) {
        snprintf(name, sizeof name, "buyer %zu", i);
        party_make(name, &buyers[i]);
        snprintf(name, sizeof name, "supplier %zu", i);
        party_make(name, &suppliers[i]);
        party_link(&buyers[i], &suppliers[i], relationships[i]);
        fixture_ok(party_require(&buyers[i], relationships[i], 1, "2027-06-30", &fault), &fault);
    }
    party_make("revoked", &revoked);
    snprintf(sql, sizeof sql,
             "UPDATE hoshitori.api_key SET revoked_at = '2026-01-01'"
             " WHERE org_id = '%s'",
             revoked.organisation);
    fixture_sql(sql);
    return 0;
}

/* Of one read: by whom, what, and what must come of it. */
struct draw {
    enum kind kind;
    const struct party *party;
    const char *hash;
    int32_t rights;
    struct statement statement;
    struct q_status_get_known status;
    const char *shown; /* NULL = no row */
    enum err_code expected;
};

static void draw_status(struct draw *draw, const char *selector, const char *day)
{
    draw->status = (struct q_status_get_known){.organisation = draw->party->organisation,
                                               .selector = selector,
                                               .side = "buyer",
                                               .day = day};
    draw->statement = q_status_get(&draw->status);
}

static void draw_read(struct reader *reader, struct draw *draw)
{
    /* Half of all are as they should be. */
    unsigned what = below(reader, 2 * KINDS);
    size_t own = below(reader, BUYERS);
    const struct party *party = &buyers[own];
    *draw = (struct draw){.kind = what < KINDS ? (enum kind)what : (enum kind)(what % 2),
                          .party = party,
                          .hash = party->key_hash,
                          .rights = 1,
                          .statement = q_me(),
                          .shown = party->organisation};
    switch (draw->kind) {
    case OWN_STATUS:
        draw_status(draw, relationships[own], "2026-12-01");
        draw->shown = relationships[own];
        break;
    case FOREIGN:
        draw_status(draw, relationships[(own + 1) % BUYERS], "2026-12-01");
        draw->shown = NULL;
        break;
    case UNKNOWN_KEY:
        draw->hash = suppliers[own].key_hash;
        draw->expected = ERR_UNAUTHENTICATED;
        break;
    case REVOKED_KEY:
        draw->party = &revoked;
        draw->hash = revoked.key_hash;
        draw->expected = ERR_UNAUTHENTICATED;
        break;
    case RIGHT_MISSING:
        draw->rights = 1024;
        draw->expected = ERR_FORBIDDEN;
        break;
    case FAILING:
        draw_status(draw, relationships[own], "no day");
        draw->expected = ERR_INTERNAL;
        break;
    default:
        break;
    }
}

static const char *shown_of(const struct exchange *exchange)
{
    const char *value = q_value_row(exchange, 1, 0).value;
    return value ? value : q_status_row(exchange, 1, 0).relationship_id;
}

static bool is_right(const struct draw *draw, const struct exchange *exchange, err outcome)
{
    if (outcome.code != draw->expected)
        return false;
    if (draw->expected != ERR_NONE)
        return true;
    const char *shown = shown_of(exchange);
    if (!draw->shown)
        return exchange_rows(exchange, 1) == 0;
    return shown && strstr(shown, draw->shown);
}

static void read_once(struct reader *reader)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    SCOPED(fault_release) struct fault fault = {0};
    struct draw draw;
    char now[CLOCK_TEXT_SIZE];
    draw_read(reader, &draw);
    clock_format(parties_now(), now);
    reader->payer.name = payer_name_of((const unsigned char *)draw.party->organisation + 19);
    const struct statement statements[] = {
        QUERY(enter, .org = draw.party->organisation, .key = draw.party->key, .hash = draw.hash,
              .rights = draw.rights, .now = now, .day = "2026-12-01", .request = "test"),
        draw.statement};
    err outcome = lanes_read(lanes, &reader->payer, statements, 2, &exchange, &fault);
    if (reader->may_be_lost && (outcome.code == ERR_AGAIN || outcome.code == ERR_UNAVAILABLE)) {
        reader->lost++;
        return;
    }
    if (is_right(&draw, &exchange, outcome) || reader->wrong[draw.kind]++ > 0)
        return;
    const char *shown = shown_of(&exchange);
    snprintf(reader->seen, sizeof reader->seen, "kind %d: error %d (%.100s), %.200s", draw.kind,
             outcome.code, fault.log, shown ? shown : "no row");
}

static void *run(void *argument)
{
    struct reader *reader = argument;
    for (size_t i = 0; i < reader->reads; i++)
        read_once(reader);
    return NULL;
}

static void start_readers(struct reader readers[static THREADS], bool may_be_lost)
{
    for (size_t i = 0; i < THREADS; i++) {
        readers[i] = (struct reader){.random = i + 1,
                                     .reads = getenv("HOSHITORI_LONG") ? READS_LONG : READS,
                                     .may_be_lost = may_be_lost};
        assert_int_equal(pthread_create(&readers[i].thread, NULL, run, &readers[i]), 0);
    }
}

/* Joins them; returns how many reads were lost. */
static size_t end_readers(struct reader readers[static THREADS])
{
    size_t wrong = 0, lost = 0;
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(readers[i].thread, NULL);
        for (size_t kind = 0; kind < KINDS; kind++)
            wrong += readers[i].wrong[kind];
        lost += readers[i].lost;
        if (readers[i].seen[0])
            print_error("%s\n", readers[i].seen);
    }
    assert_int_equal(wrong, 0);
    return lost;
}

static void nobody_reads_what_is_anothers(void **state)
{
    (void)state;
    static struct reader readers[THREADS];
    unsigned long before = pool_round_trips(parties_pool);
    int64_t used = 0;
    start_readers(readers, false);
    end_readers(readers);
    unsigned long exchanges = pool_round_trips(parties_pool) - before;
    for (size_t i = 0; i < THREADS; i++)
        used += readers[i].payer.used;
    print_message("%zu reads in %lu exchanges, 0 wrong\n", THREADS * readers[0].reads, exchanges);
    assert_true(exchanges < THREADS * readers[0].reads);
    assert_true(used > 0);
}

/* Whoever loses a connection is told so, and nothing else is. */
static void lost_connections(void **state)
{
    (void)state;
    static struct reader readers[THREADS];
    start_readers(readers, true);
    for (int i = 0; i < KILLS; i++)
        fixture_number("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                       " WHERE usename = 'hoshitori_app'");
    print_message("%zu reads lost their connection\n", end_readers(readers));
}

/* Whoever waits is told at once, and finds the database as soon as it is back. */
static void no_database(void **state)
{
    (void)state;
    static struct reader reader = {.random = 1, .may_be_lost = true};
    fixture_down();
    for (int i = 0; i < 5; i++)
        read_once(&reader);
    assert_int_equal(reader.lost, 5);
    fixture_up();
    reader.may_be_lost = false;
    for (int i = 0; i < 50; i++)
        read_once(&reader);
    assert_string_equal(reader.seen, "");
}

/* Whoever leads while its memory is short has everybody run alone, and keeps no results. */
static void short_memory(void **state)
{
    (void)state;
    static struct reader reader = {.random = 1};
    memory_failed();
    for (int i = 0; i < 50; i++)
        read_once(&reader);
    memory_begin();
    assert_string_equal(reader.seen, "");
}

/* Its own Parse fails: PostgreSQL says why, and the log has it. */
static void statement_that_is_not_prepared(void **state)
{
    (void)state;
    SCOPED(exchange_release) struct exchange exchange = {0};
    SCOPED(fault_release) struct fault fault = {0};
    static struct reader reader;
    struct draw draw = {.party = &buyers[0]};
    char now[CLOCK_TEXT_SIZE];
    clock_format(parties_now(), now);
    draw_status(&draw, relationships[0], "2026-12-01");
    fixture_sql("ALTER FUNCTION hoshitori.supplier_of RENAME TO supplier_of_before");
    pool_renew(parties_pool);
    const struct statement statements[] = {QUERY(enter, .org = buyers[0].organisation,
                                                 .key = buyers[0].key, .hash = buyers[0].key_hash,
                                                 .rights = 1, .now = now, .day = "2026-12-01",
                                                 .request = "test"),
                                           draw.statement};
    err outcome = lanes_read(lanes, &reader.payer, statements, 2, &exchange, &fault);
    fixture_sql("ALTER FUNCTION hoshitori.supplier_of_before RENAME TO supplier_of");
    assert_int_equal(outcome.code, ERR_INTERNAL);
    assert_non_null(strstr(fault.log, "42883"));
}

static int stop(void **state)
{
    lanes_free(&lanes);
    return parties_stop(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_reads_what_is_anothers),
        cmocka_unit_test(lost_connections),
        cmocka_unit_test(short_memory),
        cmocka_unit_test(statement_that_is_not_prepared),
        cmocka_unit_test(no_database),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
