/* SPDX-License-Identifier: Apache-2.0 */
#include "parties.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cluster_fixture.h"
#include "commands/command.h"
#include "domain/decide.h"
#include "handlers/way/change.h"

enum { POOL_SIZE = 8, LINES_MAX = 64 * 1024 * 1024, CHAIN_ROWS = 100000 };

#define FIRST_INSTANT "2026-12-01T03:00:00Z"

struct pool *parties_pool;
static struct pool *operators_pool;
static struct secret secret;
static _Thread_local int64_t fixed_now;
static int64_t offset; /* from the time that it really is */
static atomic_int codes;

int64_t parties_now(void)
{
    return fixed_now ? fixed_now : clock_real() + offset;
}

void parties_at(const char *instant)
{
    fixed_now = 0;
    if (instant)
        assert_true(clock_parse(instant, &fixed_now));
}

static void open_pool(const char *conninfo, struct pool **out)
{
    SCOPED(fault_release) struct fault fault = {0};
    struct pool_config config = {.conninfo = conninfo, .size = POOL_SIZE};
    fixture_ok(pool_open(&config, out, &fault), &fault);
}

static struct session session_now(void)
{
    struct session session = {.pool = operators_pool, .now = parties_now()};
    clock_format(session.now, session.now_text);
    clock_tokyo_day(session.now, session.day);
    return session;
}

int parties_start(void **state)
{
    SCOPED(fault_release) struct fault fault = {0};
    size_t imported = 0;
    unsigned char bytes[SECRET_SIZE] = {1};
    fixture_ok(secret_start(&fault), &fault);
    secret_from_bytes(bytes, &secret);
    assert_true(clock_parse(FIRST_INSTANT, &offset));
    offset -= clock_real();
    fixture_start_migrated(state);
    open_pool(fixture_conninfo(), &parties_pool);
    open_pool(fixture_migrate_conninfo(), &operators_pool);
    struct session session = session_now();
    fixture_ok(catalogue_load_embedded(&session, &imported, &fault), &fault);
    return 0;
}

int parties_stop(void **state)
{
    pool_close(&parties_pool);
    pool_close(&operators_pool);
    secret_release(&secret);
    return fixture_stop(state);
}

void parties_operate(struct exchange *out)
{
    SCOPED(fault_release) struct fault fault = {0};
    struct session session = session_now();
    fixture_ok(session_enter(&session, OPERATOR_ORGANISATION, out, &fault), &fault);
}

void parties_redecide(void)
{
    SCOPED(fault_release) struct fault fault = {0};
    size_t relationships = 0;
    struct session session = session_now();
    fixture_ok(redecide_all(&session, "rebuild", NULL, &relationships, &fault), &fault);
    assert_true(relationships > 0);
}

static void add_organisation(const char *id, const char *name)
{
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(exchange_release) struct exchange exchange = {0};
    parties_operate(&exchange);
    exchange_send(&exchange, QUERY(organisation_add, .org = id, .name = name, .proven = false));
    fixture_ok(exchange_commit(&exchange, &fault), &fault);
}

void party_make(const char *name, struct party *out)
{
    SCOPED(fault_release) struct fault fault = {0};
    struct new_key key;
    uuid_make_text(parties_now(), out->organisation);
    assert_true(new_key_make(KEY_API, out->organisation, secret_random_id(), &secret, &key));
    out->key = key.id;
    key_id_text(key.id, out->key_id);
    snprintf(out->key_hash, sizeof out->key_hash, "%s", key.hash);
    add_organisation(out->organisation, name);
    SCOPED(exchange_release) struct exchange exchange = {0};
    struct session session = session_now();
    fixture_ok(session_enter(&session, out->organisation, &exchange, &fault), &fault);
    exchange_send(&exchange,
                  QUERY(operator_key_add, .key = out->key, .hash = out->key_hash, .name = name,
                        .rights = 63, .last_day = "2099-12-31", .last4 = "test"));
    fixture_ok(exchange_commit(&exchange, &fault), &fault);
}

static void fill_request(const struct party *party, struct request *out)
{
    snprintf(out->id, sizeof out->id, "test");
    out->now = parties_now();
    clock_format(out->now, out->now_text);
    clock_tokyo_day(out->now, out->day);
    out->credential.present = true;
    memcpy(out->credential.organisation_id, party->organisation, sizeof party->organisation);
    out->credential.key_id = party->key;
    memcpy(out->credential.key_hash, party->key_hash, sizeof party->key_hash);
}

err party_write(const struct party *party, struct statement statement, json_t **answer,
                struct fault *fault)
{
    struct app app = {.pool = parties_pool, .secret = &secret};
    const struct operation operation = {
        .id = statement.query->name, .path = "/v1/statement", .any_key = true};
    struct request request = {.operation = &operation, .app = &app};
    struct change change = {.statement = statement};
    SCOPED(response_release) struct response response;
    response_init(&response);
    fill_request(party, &request);
    TRY(change_run(&change, &request, &response, fault));
    if (answer)
        *answer = json_loads(buf_text(&response.body), 0, NULL);
    return OK;
}

void party_do(const struct party *party, struct statement statement)
{
    SCOPED(fault_release) struct fault fault = {0};
    fixture_ok(party_write(party, statement, NULL, &fault), &fault);
}

err party_invite(const struct party *buyer, struct invited *out, struct fault *fault)
{
    char record[100];
    unsigned char hash[DIGEST_SIZE];
    uuid_make_text(parties_now(), out->relationship);
    out->invitation = secret_random_id();
    secret_random(hash, sizeof hash);
    memcpy(out->hash, "\\x", 2);
    digest_hex(hash, out->hash + 2);
    snprintf(record, sizeof record, "{\"name\": \"株式会社みなと精密\", \"code\": \"T-%d\"}",
             atomic_fetch_add(&codes, 1));
    return party_write(buyer,
                       QUERY(supplier_add, .relationship = out->relationship, .record = record,
                             .invitation = out->invitation, .hash = out->hash),
                       NULL, fault);
}

err party_redeem(const struct party *supplier, const struct party *buyer,
                 const struct invited *invited, struct fault *fault)
{
    return party_write(supplier,
                       QUERY(invitation_redeem, .buyer = buyer->organisation,
                             .invitation = invited->invitation, .hash = invited->hash,
                             .org = supplier->organisation, .key = supplier->key,
                             .key_hash = supplier->key_hash, .key_name = "first",
                             .key_last4 = "test", .key_rights = 63, .key_last_day = "2099-12-31"),
                       NULL, fault);
}

err party_require(const struct party *buyer, const char *relationship, int star, const char *due_on,
                  struct fault *fault)
{
    char demand[120];
    snprintf(demand, sizeof demand, "{\"required_star\": %d, \"due_on\": \"%s\"}", star, due_on);
    struct q_requirement_put put = {.supplier = relationship, .demand = demand, .expected = "{*}"};
    err done = party_write(buyer, q_requirement_put(&put), NULL, fault);
    if (done.code != ERR_PRECONDITION)
        return done;
    /* Nothing is demanded yet, so nothing matches. */
    fault_clear(fault);
    put.expected = NULL;
    return party_write(buyer, q_requirement_put(&put), NULL, fault);
}

err party_declare(const struct party *supplier, int star, const char *declared_on,
                  char declaration[static UUID_TEXT_SIZE], struct fault *fault)
{
    char body[160];
    snprintf(body, sizeof body,
             "{\"star\": %d, \"id\": \"5%010" PRIu32 "\", \"declared_on\": \"%s\"}", star,
             secret_random_below(UINT32_MAX), declared_on);
    uuid_make_text(parties_now(), declaration);
    return party_write(supplier, QUERY(declaration_add, .declaration = declaration, .body = body),
                       NULL, fault);
}

void party_link(const struct party *buyer, const struct party *supplier,
                char relationship[static UUID_TEXT_SIZE])
{
    SCOPED(fault_release) struct fault fault = {0};
    struct invited invited;
    fixture_ok(party_invite(buyer, &invited, &fault), &fault);
    fixture_ok(party_redeem(supplier, buyer, &invited, &fault), &fault);
    memcpy(relationship, invited.relationship, UUID_TEXT_SIZE);
}

static size_t compare(struct exchange *exchange, const char *facts_text, char last[static 40])
{
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(buf_release) struct buf lines = BUF_INIT(LINES_MAX);
    json_auto_t *facts = json_loads(facts_text, 0, NULL);
    size_t count = json_array_size(facts);
    assert_true(count > 0);
    fixture_ok(decide(facts, &lines, &fault), &fault);
    size_t differing = exchange_send(exchange, QUERY(operator_compare, .lines = buf_text(&lines)));
    fixture_ok(exchange_read(exchange, &fault), &fault);
    for (size_t i = 0; i < exchange_rows(exchange, differing); i++) {
        struct q_operator_compare_row row = q_operator_compare_row(exchange, differing, i);
        print_error("%s: %s of %s differs\n", row.relationship_id, row.side, row.org_id);
    }
    const json_t *end = json_array_get(facts, count - 1);
    snprintf(last, 40, "%s", json_string_value(json_object_get(end, "relationship")));
    return exchange_rows(exchange, differing);
}

size_t parties_differences(void)
{
    char last[40] = "";
    size_t differences = 0;
    for (;;) {
        SCOPED(fault_release) struct fault fault = {0};
        SCOPED(exchange_release) struct exchange exchange = {0};
        parties_operate(&exchange);
        size_t chunk = exchange_send(
            &exchange, QUERY(operator_chunk, .after = last[0] ? last : NULL, .limit = 500));
        fixture_ok(exchange_read(&exchange, &fault), &fault);
        const char *facts = q_value_row(&exchange, chunk, 0).value;
        if (!facts)
            return differences;
        differences += compare(&exchange, facts, last);
    }
}

static enum chain_break follow(const struct exchange *exchange, size_t rows, struct chain *chain)
{
    enum chain_break found = CHAIN_WHOLE;
    for (size_t i = 0; i < exchange_rows(exchange, rows) && found == CHAIN_WHOLE; i++) {
        struct q_audit_chain_row row = q_audit_chain_row(exchange, rows, i);
        found = chain_follow(chain, row.seq, row.entry, row.hash);
    }
    return found;
}

enum chain_break party_chain(const char *organisation)
{
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(chain_release) struct chain chain;
    SCOPED(exchange_release) struct exchange exchange = {0};
    chain_start(&chain, organisation);
    parties_operate(&exchange);
    size_t rows = exchange_send(
        &exchange, QUERY(audit_chain, .org = organisation, .after = 0, .limit = CHAIN_ROWS));
    size_t heads = exchange_send(&exchange, q_audit_heads());
    fixture_ok(exchange_finish(&exchange, &fault), &fault);
    enum chain_break found = follow(&exchange, rows, &chain);
    for (size_t i = 0; i < exchange_rows(&exchange, heads) && found == CHAIN_WHOLE; i++) {
        struct q_audit_heads_row head = q_audit_heads_row(&exchange, heads, i);
        if (strcmp(head.org_id, organisation) == 0)
            return chain_end(&chain, head.seq, head.hash);
    }
    assert_int_not_equal(found, CHAIN_WHOLE); /* else there is no head */
    return found;
}
