/* SPDX-License-Identifier: Apache-2.0 */
/* What flows from a supplier to a buyer, and when it stops: nothing recorded after the end reaches
 * the buyer, and what is stored stays what the facts say. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cluster_fixture.h"
#include "domain/decide.h"
#include "parties.h"

enum { SQL_SIZE = 400, LINES_MAX = 1024 * 1024 };

#define EARLY "2026-06-01T03:00:00Z"

/* ★1 is demanded since EARLY; the supplier has declared it with a last day, and filed a policy. */
struct pair {
    struct party buyer;
    struct party supplier;
    char relationship[UUID_TEXT_SIZE];
    char declaration[UUID_TEXT_SIZE];
    char paper[UUID_TEXT_SIZE];
};

static void make_pair(struct pair *out)
{
    SCOPED(fault_release) struct fault fault = {0};
    parties_at(EARLY);
    party_make("東都重工業株式会社", &out->buyer);
    party_make("株式会社みなと精密", &out->supplier);
    party_link(&out->buyer, &out->supplier, out->relationship);
    fixture_ok(party_require(&out->buyer, out->relationship, 1, "2026-09-30", &fault), &fault);
    uuid_make_text(parties_now(), out->declaration);
    party_do(&out->supplier,
             QUERY(declaration_add, .declaration = out->declaration,
                   .body = "{\"star\": 1, \"id\": \"50000000001\", \"declared_on\": "
                           "\"2026-06-01\", \"valid_until\": \"2027-01-15\"}"));
    uuid_make_text(parties_now(), out->paper);
    party_do(&out->supplier,
             QUERY(paper_add, .paper = out->paper,
                   .body = "{\"kind\": \"policy_publication\", \"dated_on\": \"2026-06-01\"}"));
}

static void leave(const struct pair *pair)
{
    party_do(&pair->supplier, QUERY(buyer_leave, .relationship = pair->relationship));
}

static void end(const struct pair *pair)
{
    party_do(&pair->buyer, QUERY(supplier_end, .supplier = pair->relationship));
}

static void replace_declaration(const struct pair *pair)
{
    char id[UUID_TEXT_SIZE], body[200];
    uuid_make_text(parties_now(), id);
    snprintf(body, sizeof body,
             "{\"star\": 1, \"id\": \"50000000002\", \"declared_on\": \"2026-06-02\","
             " \"replaces\": \"%s\"}",
             pair->declaration);
    party_do(&pair->supplier, QUERY(declaration_add, .declaration = id, .body = body));
}

static void stop_declaration(const struct pair *pair)
{
    party_do(&pair->supplier, QUERY(declaration_patch, .declaration = pair->declaration,
                                    .body = "{\"stopped_on\": \"2026-08-01\"}"));
}

static void withdraw_paper(const struct pair *pair)
{
    party_do(&pair->supplier, QUERY(paper_withdraw, .paper = pair->paper));
}

static void set_days(const struct pair *pair)
{
    party_do(&pair->buyer, QUERY(settings_put, .expiring_days = 90, .recheck_months = {true, 12}));
}

/* The buyer touches its own record, by which the pair is decided anew. */
static void rename_supplier(const struct pair *pair)
{
    party_do(&pair->buyer, QUERY(supplier_put, .supplier = pair->relationship,
                                 .record = "{\"memo\": \"旧取引先\"}", .merge = true));
}

static void status_lines(const struct pair *pair, char out[static SQL_SIZE])
{
    char sql[SQL_SIZE];
    snprintf(sql, sizeof sql,
             "SELECT string_agg(DISTINCT line_from::text || line_status::text, ' ')"
             " FROM hoshitori.board WHERE relationship_id = '%s'",
             pair->relationship);
    fixture_value(sql, out, SQL_SIZE);
}

static void nothing_flows_after(void (*parting)(const struct pair *pair))
{
    static void (*const later[])(const struct pair *pair) = {stop_declaration, replace_declaration,
                                                             withdraw_paper};
    for (size_t i = 0; i < sizeof later / sizeof *later; i++) {
        struct pair pair;
        char before[SQL_SIZE], after[SQL_SIZE];
        make_pair(&pair);
        parties_at("2026-12-01T03:00:00Z");
        parting(&pair);
        status_lines(&pair, before);
        parties_at("2026-12-02T03:00:00Z");
        later[i](&pair);
        assert_int_equal(parties_differences(), 0);
        rename_supplier(&pair);
        status_lines(&pair, after);
        assert_string_equal(before, after);
    }
}

static void nothing_flows_after_leaving(void **state)
{
    (void)state;
    nothing_flows_after(leave);
}

static void nothing_flows_after_the_end(void **state)
{
    (void)state;
    nothing_flows_after(end);
}

/* The buyer's own settings count for all that it still reads. */
static void settings_after_the_end(void **state)
{
    (void)state;
    struct pair pair;
    make_pair(&pair);
    parties_at("2026-12-01T03:00:00Z");
    end(&pair);
    set_days(&pair);
    assert_int_equal(parties_differences(), 0);
}

/* A write that stays open after its first half, as a server's does while it computes. */
struct half {
    struct exchange exchange;
    size_t statement;
};

static void begin_half(const struct party *party, const char *instant, struct statement statement,
                       struct half *out)
{
    SCOPED(fault_release) struct fault fault = {0};
    out->exchange = (struct exchange){0};
    fixture_ok(exchange_begin(parties_pool, &out->exchange, &fault), &fault);
    exchange_send(&out->exchange, QUERY(enter, .org = party->organisation, .key = party->key,
                                        .hash = party->key_hash, .rights = 0, .now = instant,
                                        .day = "2026-12-01", .request = "test"));
    out->statement = exchange_send(&out->exchange, statement);
    fixture_ok(exchange_read(&out->exchange, &fault), &fault);
}

static void end_half(struct half *half)
{
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(buf_release) struct buf lines = BUF_INIT(LINES_MAX);
    json_auto_t *facts =
        json_loads(q_change_row(&half->exchange, half->statement, 0).facts, 0, NULL);
    fixture_ok(decide(facts, &lines, &fault), &fault);
    exchange_send(&half->exchange, QUERY(board_put, .lines = buf_text(&lines), .cause = "test"));
    exchange_send(&half->exchange,
                  QUERY(audit_append, .action = "test", .object = "test", .detail = "{}"));
    fixture_ok(exchange_commit(&half->exchange, &fault), &fault);
    exchange_release(&half->exchange);
}

/* Another party's write, which has to wait for the open one. */
struct waiting {
    pthread_t thread;
    const struct party *party;
    const char *instant;
    struct statement statement;
    struct q_declaration_add declaration;
    struct q_invitation_redeem redemption;
    err done;
    struct fault fault;
};

static void *wait_and_write(void *context)
{
    struct waiting *waiting = context;
    parties_at(waiting->instant);
    waiting->done = party_write(waiting->party, waiting->statement, NULL, &waiting->fault);
    return NULL;
}

static void start_waiting(struct waiting *waiting)
{
    static const char sql[] =
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    assert_int_equal(pthread_create(&waiting->thread, NULL, wait_and_write, waiting), 0);
    fixture_until(sql);
    assert_int_equal(fixture_number(sql), 1);
}

static void end_waiting(struct waiting *waiting)
{
    pthread_join(waiting->thread, NULL);
    fixture_ok(waiting->done, &waiting->fault);
    assert_int_equal(parties_differences(), 0);
}

static void declaring(const struct pair *pair, const char *id, struct waiting *out)
{
    *out = (struct waiting){
        .party = &pair->supplier,
        .declaration = {
            .declaration = id,
            .body = "{\"star\": 2, \"id\": \"50000000003\", \"declared_on\": \"2026-07-01\"}"}};
    out->statement = q_declaration_add(&out->declaration);
}

static void redeeming(const struct party *supplier, const struct party *buyer,
                      const struct invited *invited, struct waiting *out)
{
    *out = (struct waiting){.party = supplier,
                            .redemption = {.buyer = buyer->organisation,
                                           .invitation = invited->invitation,
                                           .hash = invited->hash}};
    out->statement = q_invitation_redeem(&out->redemption);
}

/* A second buyer's invitation that the supplier of the pair accepts while it declares. */
static void invite_again(struct party *buyer, struct invited *out)
{
    SCOPED(fault_release) struct fault fault = {0};
    parties_at("2026-12-01T00:00:00Z");
    party_make("第二重工業株式会社", buyer);
    fixture_ok(party_invite(buyer, out, &fault), &fault);
    fixture_ok(party_require(buyer, out->relationship, 2, "2027-06-30", &fault), &fault);
}

static void accepted_while_a_declaration_commits(void **state)
{
    (void)state;
    struct pair pair;
    struct party second;
    struct invited invited;
    struct waiting declared, redeemed;
    struct half half;
    char id[UUID_TEXT_SIZE];
    make_pair(&pair);
    invite_again(&second, &invited);
    uuid_make_text(parties_now(), id);
    declaring(&pair, id, &declared);
    begin_half(&pair.supplier, "2026-12-01T03:00:00Z", declared.statement, &half);
    redeeming(&pair.supplier, &second, &invited, &redeemed);
    redeemed.instant = "2026-12-01T03:00:01Z";
    start_waiting(&redeemed);
    end_half(&half);
    end_waiting(&redeemed);
}

static void declared_while_an_acceptance_commits(void **state)
{
    (void)state;
    struct pair pair;
    struct party second;
    struct invited invited;
    struct waiting declared, redeemed;
    struct half half;
    char id[UUID_TEXT_SIZE];
    make_pair(&pair);
    invite_again(&second, &invited);
    redeeming(&pair.supplier, &second, &invited, &redeemed);
    begin_half(&pair.supplier, "2026-12-01T03:00:00Z", redeemed.statement, &half);
    uuid_make_text(parties_now(), id);
    declaring(&pair, id, &declared);
    declared.instant = "2026-12-01T03:00:01Z";
    start_waiting(&declared);
    end_half(&half);
    end_waiting(&declared);
}

/* The declaration came first by its clock and second by the locks. */
static void declared_before_an_end_that_commits_first(void **state)
{
    (void)state;
    struct pair pair;
    struct waiting declared;
    struct half half;
    char id[UUID_TEXT_SIZE];
    make_pair(&pair);
    begin_half(&pair.buyer, "2026-12-01T03:00:01Z",
               QUERY(supplier_end, .supplier = pair.relationship), &half);
    uuid_make_text(parties_now(), id);
    declaring(&pair, id, &declared);
    declared.instant = "2026-12-01T03:00:00Z";
    start_waiting(&declared);
    end_half(&half);
    end_waiting(&declared);
}

/* And the other way round. */
static void ended_before_a_declaration_that_commits_first(void **state)
{
    (void)state;
    struct pair pair;
    struct waiting declared, ended;
    struct half half;
    char id[UUID_TEXT_SIZE];
    make_pair(&pair);
    uuid_make_text(parties_now(), id);
    declaring(&pair, id, &declared);
    begin_half(&pair.supplier, "2026-12-01T03:00:01Z", declared.statement, &half);
    ended = (struct waiting){.party = &pair.buyer,
                             .statement = QUERY(supplier_end, .supplier = pair.relationship),
                             .instant = "2026-12-01T03:00:00Z"};
    start_waiting(&ended);
    end_half(&half);
    end_waiting(&ended);
}

/* The operator vouches for the supplier's number; the lines it writes are of facts under its locks.
 */
static void declared_while_the_operator_vouches(void **state)
{
    (void)state;
    struct pair pair;
    struct waiting declared;
    SCOPED(fault_release) struct fault fault = {0};
    char id[UUID_TEXT_SIZE];
    make_pair(&pair);
    parties_at("2026-12-01T03:00:00Z");
    SCOPED(exchange_release) struct exchange exchange = {0};
    parties_operate(&exchange);
    size_t vouched =
        exchange_send(&exchange, QUERY(organisation_vouch, .org = pair.supplier.organisation,
                                       .number = "7000012050002"));
    fixture_ok(exchange_read(&exchange, &fault), &fault);
    uuid_make_text(parties_now(), id);
    declaring(&pair, id, &declared);
    declared.instant = "2026-12-01T03:00:01Z";
    start_waiting(&declared);
    SCOPED(buf_release) struct buf lines = BUF_INIT(LINES_MAX);
    json_auto_t *facts = json_loads(q_value_row(&exchange, vouched, 0).value, 0, NULL);
    fixture_ok(decide(facts, &lines, &fault), &fault);
    exchange_send(&exchange, QUERY(board_put, .lines = buf_text(&lines),
                                   .cause = "organisation vouch", .visible_only = true));
    fixture_ok(exchange_commit(&exchange, &fault), &fault);
    end_waiting(&declared);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_flows_after_leaving),
        cmocka_unit_test(nothing_flows_after_the_end),
        cmocka_unit_test(settings_after_the_end),
        cmocka_unit_test(accepted_while_a_declaration_commits),
        cmocka_unit_test(declared_while_an_acceptance_commits),
        cmocka_unit_test(declared_before_an_end_that_commits_first),
        cmocka_unit_test(ended_before_a_declaration_that_commits_first),
        cmocka_unit_test(declared_while_the_operator_vouches),
    };
    return cmocka_run_group_tests(tests, parties_start, parties_stop);
}
