/* SPDX-License-Identifier: Apache-2.0 */
/* Many threads write to the same few pairs through the handlers' way, from both sides. Whatever the
 * order was, afterwards both sides' rows must be what the facts say, audit chains whole, and no
 * write may have failed with what a repetition does not cure. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "cluster_fixture.h"
#include "parties.h"

enum {
    BUYERS = 3,
    SUPPLIERS = 3,
    DECLARATIONS = 12, /* of one supplier that others may know */
    DECLARED_MAX = 60, /* then they are stopped and taken up again */
    PAPERS = 12,
    THREADS = 8,
    WRITES = 150, /* of each thread */
    RUNS_MAX = 5, /* wire/server.c gives up earlier */
    SQL_SIZE = 900,
};

static struct party buyers[BUYERS], suppliers[SUPPLIERS];

/* What the threads know of each other: guarded by the mutex, and stale as soon as it is read. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static char relationships[BUYERS][SUPPLIERS][UUID_TEXT_SIZE];
static char declarations[SUPPLIERS][DECLARATIONS][UUID_TEXT_SIZE];
static int declared[SUPPLIERS], filed[SUPPLIERS];

struct racer {
    pthread_t thread;
    uint64_t random;
    unsigned long written, refused, repeated;
    bool failed;
    struct fault fault;
};

/* One draw of a thread: who does something about whom. */
struct turn {
    struct racer *racer;
    int buyer;
    int supplier;
    char relationship[UUID_TEXT_SIZE];
    char declaration[UUID_TEXT_SIZE]; /* of the supplier; empty when it has none */
};

typedef err act_fn(struct turn *turn, struct fault *fault);

static unsigned below(struct racer *racer, unsigned bound)
{
    racer->random = racer->random * 6364136223846793005U + 1442695040888963407U;
    return (unsigned)(racer->random >> 33) % bound;
}

static err require(struct turn *turn, struct fault *fault)
{
    static const char *const due[] = {"2099-06-30", "2099-12-31"};
    return party_require(&buyers[turn->buyer], turn->relationship, 1 + (int)below(turn->racer, 2),
                         due[below(turn->racer, 2)], fault);
}

/* Its end lies so near that it depends on the buyer's settings which days are told as expiring. */
static err declare(struct turn *turn, struct fault *fault)
{
    char id[UUID_TEXT_SIZE], body[300], replaces[80] = "";
    if (turn->declaration[0])
        snprintf(replaces, sizeof replaces, ", \"replaces\": \"%s\"", turn->declaration);
    snprintf(body, sizeof body,
             "{\"star\": %u, \"id\": \"5%09u\", \"declared_on\": \"2026-07-01\","
             " \"valid_until\": \"2027-01-15\"%s}",
             1 + below(turn->racer, 2), below(turn->racer, 1000000000), replaces);
    uuid_make_text(parties_now(), id);
    TRY(party_write(&suppliers[turn->supplier],
                    QUERY(declaration_add, .declaration = id, .body = body), NULL, fault));
    pthread_mutex_lock(&mutex);
    memcpy(declarations[turn->supplier][declared[turn->supplier] % DECLARATIONS], id, sizeof id);
    declared[turn->supplier]++;
    pthread_mutex_unlock(&mutex);
    return OK;
}

static err stop_or_take_up(struct turn *turn, struct fault *fault)
{
    static const char *const bodies[] = {
        "{\"stopped_on\": \"2026-11-01\"}", "{\"stopped_on\": null}",
        "{\"revoked_on\": \"2026-11-02\"}", "{\"revoked_on\": null}"};
    return party_write(&suppliers[turn->supplier],
                       QUERY(declaration_patch, .declaration = turn->declaration,
                             .body = bodies[below(turn->racer, 4)]),
                       NULL, fault);
}

static err add_paper(struct turn *turn, struct fault *fault)
{
    char id[UUID_TEXT_SIZE];
    uuid_make_text(parties_now(), id);
    return party_write(
        &suppliers[turn->supplier],
        QUERY(paper_add, .paper = id,
              .body = "{\"kind\": \"policy_publication\", \"dated_on\": \"2026-10-01\"}"),
        NULL, fault);
}

static bool room_for(int *count, int most)
{
    pthread_mutex_lock(&mutex);
    bool room = *count < most;
    pthread_mutex_unlock(&mutex);
    return room;
}

static err prove(struct turn *turn, struct fault *fault)
{
    if (below(turn->racer, 2) && room_for(&filed[turn->supplier], PAPERS)) {
        pthread_mutex_lock(&mutex);
        filed[turn->supplier]++;
        pthread_mutex_unlock(&mutex);
        return add_paper(turn, fault);
    }
    if (below(turn->racer, 3) == 0 && room_for(&declared[turn->supplier], DECLARED_MAX))
        return declare(turn, fault);
    return turn->declaration[0] ? stop_or_take_up(turn, fault) : OK;
}

static err check(struct turn *turn, struct fault *fault)
{
    static const char *const bodies[] = {
        "{\"method\": \"public_list\", \"result\": \"found\"}",
        "{\"method\": \"public_list\", \"result\": \"not_found\"}"};
    char id[UUID_TEXT_SIZE];
    if (!turn->declaration[0])
        return OK;
    uuid_make_text(parties_now(), id);
    return party_write(&buyers[turn->buyer],
                       QUERY(check_add, .supplier = turn->relationship,
                             .declaration = turn->declaration, .check = id,
                             .body = bodies[below(turn->racer, 2)]),
                       NULL, fault);
}

static err set_days(struct turn *turn, struct fault *fault)
{
    static const int32_t days[] = {30, 60, 90};
    return party_write(&buyers[turn->buyer],
                       QUERY(settings_put, .expiring_days = days[below(turn->racer, 3)],
                             .recheck_months = {true, 12}),
                       NULL, fault);
}

static err answer(struct turn *turn, struct fault *fault)
{
    static const char *const kinds[] = {"accepted", "talks_requested"};
    return party_write(&suppliers[turn->supplier],
                       QUERY(response_put, .relationship = turn->relationship,
                             .kind = kinds[below(turn->racer, 2)]),
                       NULL, fault);
}

/* One of the two ends it, and a new relationship takes its place. */
static err part_and_meet(struct turn *turn, struct fault *fault)
{
    const struct party *buyer = &buyers[turn->buyer], *supplier = &suppliers[turn->supplier];
    struct invited invited;
    if (below(turn->racer, 2))
        TRY(party_write(supplier, QUERY(buyer_leave, .relationship = turn->relationship), NULL,
                        fault));
    else
        TRY(party_write(buyer, QUERY(supplier_end, .supplier = turn->relationship), NULL, fault));
    TRY(party_invite(buyer, &invited, fault));
    TRY(party_require(buyer, invited.relationship, 1, "2099-06-30", fault));
    TRY(party_redeem(supplier, buyer, &invited, fault));
    pthread_mutex_lock(&mutex);
    memcpy(relationships[turn->buyer][turn->supplier], invited.relationship, UUID_TEXT_SIZE);
    pthread_mutex_unlock(&mutex);
    return OK;
}

static err work(struct turn *turn, struct fault *fault)
{
    (void)turn;
    char instant[CLOCK_TEXT_SIZE], today[CLOCK_DAY_SIZE];
    int64_t now = parties_now();
    clock_format(now, instant);
    clock_tokyo_day(now, today);
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(exchange_begin(parties_pool, &exchange, fault));
    exchange_send(&exchange, QUERY(worker_catch_up, .now = instant, .day = today, .limit = 50));
    exchange_send(&exchange, QUERY(worker_number_events, .now = instant, .limit = 50));
    return exchange_commit(&exchange, fault);
}

/* As often as it stands here. */
static act_fn *const acts[] = {require, require, require, require, prove,    prove,         prove,
                               check,   check,   answer,  answer,  set_days, part_and_meet, work};

static void draw(struct racer *racer, struct turn *out)
{
    *out = (struct turn){.racer = racer,
                         .buyer = (int)below(racer, BUYERS),
                         .supplier = (int)below(racer, SUPPLIERS)};
    unsigned which = below(racer, DECLARATIONS);
    pthread_mutex_lock(&mutex);
    memcpy(out->relationship, relationships[out->buyer][out->supplier], UUID_TEXT_SIZE);
    memcpy(out->declaration, declarations[out->supplier][which], UUID_TEXT_SIZE);
    pthread_mutex_unlock(&mutex);
}

/* What two who act at once may be told: the other was first. */
static bool is_refusal(enum err_code code)
{
    return code == ERR_CONFLICT || code == ERR_NOT_FOUND || code == ERR_PRECONDITION ||
           code == ERR_PRECONDITION_MISSING;
}

static void act(struct racer *racer, act_fn *what)
{
    struct turn turn;
    err done = {ERR_AGAIN};
    draw(racer, &turn);
    for (int run = 0; run < RUNS_MAX && done.code == ERR_AGAIN; run++) {
        racer->repeated += run > 0;
        fault_clear(&racer->fault);
        done = what(&turn, &racer->fault);
    }
    racer->written += done.code == ERR_NONE;
    racer->refused += is_refusal(done.code);
    racer->failed = done.code != ERR_NONE && !is_refusal(done.code);
}

static void *race(void *context)
{
    struct racer *racer = context;
    while (!racer->failed && racer->written < WRITES)
        act(racer, acts[below(racer, sizeof acts / sizeof *acts)]);
    return NULL;
}

static void run_race(void)
{
    struct racer *racers = calloc(THREADS, sizeof *racers);
    unsigned long written = 0, refused = 0, repeated = 0;
    int failed = 0;
    assert_non_null(racers);
    for (int i = 0; i < THREADS; i++) {
        racers[i].random = 20261123U + (unsigned)i;
        assert_int_equal(pthread_create(&racers[i].thread, NULL, race, &racers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(racers[i].thread, NULL);
        written += racers[i].written;
        refused += racers[i].refused;
        repeated += racers[i].repeated;
        failed += racers[i].failed;
        if (racers[i].failed)
            print_error("%s: %s\n", racers[i].fault.code, racers[i].fault.log);
    }
    free(racers);
    print_message("%lu written, %lu refused, %lu run again\n", written, refused, repeated);
    assert_int_equal(failed, 0);
}

/* Half a year before the race, so that what ends in it leaves a past behind. */
static void make_parties(void)
{
    SCOPED(fault_release) struct fault fault = {0};
    parties_at("2026-06-01T03:00:00Z");
    for (int i = 0; i < BUYERS; i++)
        party_make("東都重工業株式会社", &buyers[i]);
    for (int i = 0; i < SUPPLIERS; i++)
        party_make("株式会社みなと精密", &suppliers[i]);
    for (int i = 0; i < BUYERS; i++)
        for (int j = 0; j < SUPPLIERS; j++) {
            party_link(&buyers[i], &suppliers[j], relationships[i][j]);
            fixture_ok(party_require(&buyers[i], relationships[i][j], 1, "2099-06-30", &fault),
                       &fault);
        }
    parties_at(NULL);
}

/* The rows of a pair have everything but viewer and counterparty in common. */
static void both_sides_are_equal(void)
{
    static const char sql[] =
        "SELECT count(*) FROM hoshitori.board b JOIN hoshitori.relationship r USING "
        "(relationship_id)"
        " LEFT JOIN hoshitori.board s ON s.org_id = r.supplier_id AND s.relationship_id ="
        "   r.relationship_id AND s.side = 'supplier'"
        " WHERE b.side = 'buyer' AND r.supplier_id IS NOT NULL"
        " AND (b.state, b.line_from, b.line_status, b.line_waiting_on, b.line_step::text,"
        "   b.step_from, b.step_until, b.status, b.waiting_on, b.required_star, b.held_star, b.gap)"
        " IS DISTINCT FROM (s.state, s.line_from, s.line_status, s.line_waiting_on,"
        "   s.line_step::text, s.step_from, s.step_until, s.status, s.waiting_on, s.required_star,"
        "   s.held_star, s.gap)";
    assert_int_equal(fixture_number(sql), 0);
}

/* The newest version is what the board shows, and each is recorded later than the one before. */
static void versions_are_in_order(void)
{
    assert_int_equal(
        fixture_number("SELECT count(*) FROM hoshitori.board b JOIN (SELECT org_id,"
                       "  relationship_id, max(version) AS last, count(*) AS n,"
                       "  (array_agg(version ORDER BY recorded_at DESC))[1] AS newest"
                       "  FROM hoshitori.board_version GROUP BY 1, 2) v"
                       " USING (org_id, relationship_id)"
                       " WHERE (b.version, b.version, b.version) <> (v.last, v.n, v.newest)"),
        0);
}

/* As many entries as facts. */
static void audit_tells_everything(void)
{
    static const struct {
        const char *action, *table;
    } kinds[] = {{"requirement_put", "requirement_revision"},
                 {"declaration_add", "declaration"},
                 {"paper_add", "paper"},
                 {"check_add", "declaration_check"},
                 {"settings_put", "buyer_setting"},
                 {"supplier_add", "relationship"},
                 {"response_put", "requirement_response"}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        char sql[SQL_SIZE];
        snprintf(sql, sizeof sql,
                 "SELECT count(*) FROM hoshitori.audit_event WHERE text::json ->> 'action' = '%s'",
                 kinds[i].action);
        long entries = fixture_number(sql);
        snprintf(sql, sizeof sql, "SELECT count(*) FROM hoshitori.%s", kinds[i].table);
        assert_int_equal(entries, fixture_number(sql));
        assert_true(entries > 0);
    }
    for (int i = 0; i < BUYERS; i++)
        assert_int_equal(party_chain(buyers[i].organisation), CHAIN_WHOLE);
    for (int i = 0; i < SUPPLIERS; i++)
        assert_int_equal(party_chain(suppliers[i].organisation), CHAIN_WHOLE);
}

static void everybody_at_once(void **state)
{
    (void)state;
    make_parties();
    run_race();
    assert_int_equal(parties_differences(), 0);
    both_sides_are_equal();
    versions_are_in_order();
    audit_tells_everything();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everybody_at_once),
    };
    return cmocka_run_group_tests(tests, parties_start, parties_stop);
}
