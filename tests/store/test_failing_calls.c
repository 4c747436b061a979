/* SPDX-License-Identifier: Apache-2.0 */
/* Every call that can fail fails once, in turn: allocations, exchanges with the database, texts
 * that cannot be read. Each failure is told, nothing is half-written, and the same done again
 * succeeds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/password.h"
#include "cluster_fixture.h"
#include "commands/command.h"
#include "failing.h"
#include "handlers/way/sealed.h"
#include "http/response.h"
#include "operations.h"
#include "parties.h"
#include "worker/step.h"

enum { CALLS_MAX = 400, NAME_SIZE = 64, PATH_SIZE = 300 };

/* True = it succeeded. */
typedef bool act_fn(void);

static struct party buyer, supplier;
static struct invited invited;
static char relationship[UUID_TEXT_SIZE];
static struct config config;
static struct app app;
static struct signing_key signing_key;
static struct secret secret;
static char directory[PATH_SIZE];
static struct buf answered = BUF_INIT(1024 * 1024); /* last */
static int fresh_keys;
static const char *idempotency_key;

static const struct operation *operation_of(const char *id)
{
    for (size_t i = 0; i < operation_count; i++)
        if (strcmp(operations[i].id, id) == 0)
            return &operations[i];
    fail_msg("no operation %s", id);
    return NULL;
}

/* What the contract says of parameters that were not sent. */
static void take_defaults(struct request *request)
{
    for (size_t i = 0; i < request->operation->parameter_count; i++) {
        const struct parameter *parameter = &request->operation->parameters[i];
        if (parameter->default_text && !request_parameter(request, parameter->name))
            request->values[request->value_count++] =
                (struct request_value){parameter->name, parameter->default_text};
    }
}

/* As a request comes to its handler. `body` may be NULL. */
static bool ask(const struct party *party, const char *operation, const char *parameter,
                const char *value, const char *body)
{
    SCOPED(request_release)
    struct request request = {
        .operation = operation_of(operation), .app = &app, .address = {.text = "127.0.0.1"}};
    SCOPED(response_release) struct response response;
    SCOPED(fault_release) struct fault fault = {0};
    response_init(&response);
    snprintf(request.id, sizeof request.id, "failing");
    request.now = parties_now();
    clock_format(request.now, request.now_text);
    clock_tokyo_day(request.now, request.day);
    request.path = request.query = request.body = "";
    request.idempotency_key = idempotency_key;
    snprintf(request.hash, sizeof request.hash, "%s", operation);
    request.credential.present = true;
    memcpy(request.credential.organisation_id, party->organisation, UUID_TEXT_SIZE);
    request.credential.key_id = party->key;
    memcpy(request.credential.key_hash, party->key_hash, KEY_HASH_TEXT_SIZE);
    if (parameter)
        request.values[request.value_count++] = (struct request_value){parameter, value};
    take_defaults(&request);
    snprintf(request.credential.page_token, sizeof request.credential.page_token, "page");
    if (body)
        request.json = json_loadb(body, strlen(body), 0, NULL);
    err done = request.operation->handler(&request, &response, &fault);
    if (done.code != ERR_NONE)
        assert_true(fault.kind != ERR_NONE);
    buf_clear(&answered);
    buf_text_add(&answered, buf_text(&response.body));
    return done.code == ERR_NONE;
}

/* Somebody nobody demanded anything of, and something new to be signed. */
static void invite(void)
{
    SCOPED(fault_release) struct fault fault = {0};
    fixture_ok(party_invite(&buyer, &invited, &fault), &fault);
}

static bool fresh(const struct party *party, const char *operation, const char *parameter,
                  const char *value, const char *body)
{
    char key[32];
    snprintf(key, sizeof key, "fresh-%d", fresh_keys++);
    idempotency_key = key;
    bool done = ask(party, operation, parameter, value, body);
    idempotency_key = NULL;
    return done;
}

static bool repeated(const struct party *party, const char *operation, const char *body)
{
    idempotency_key = operation;
    bool done = ask(party, operation, NULL, NULL, body);
    idempotency_key = NULL;
    return done;
}

#define KEY_BODY "{\"name\": \"鍵\", \"rights\": [\"buyer:read\"], \"expires_on\": \"2027-01-31\"}"

static bool add_key(void)
{
    return fresh(&buyer, "api_key_add", NULL, NULL, KEY_BODY);
}

static bool repeat_key(void)
{
    return repeated(&buyer, "api_key_add", KEY_BODY);
}

static bool list_keys(void)
{
    return ask(&buyer, "api_key_list", NULL, NULL, NULL);
}

static bool who_am_i(void)
{
    return ask(&buyer, "me_get", NULL, NULL, NULL);
}

static bool add_supplier(void)
{
    return fresh(&buyer, "supplier_add", NULL, NULL, "{\"name\": \"株式会社はやし製作所\"}");
}

static bool repeat_supplier(void)
{
    return repeated(&buyer, "supplier_add", "{\"name\": \"有限会社かもめ金型\"}");
}

static bool require(void)
{
    SCOPED(fault_release) struct fault fault = {0};
    return party_require(&buyer, invited.relationship, 1, "2028-01-01", &fault).code == ERR_NONE;
}

static bool change_record(void)
{
    char body[60];
    snprintf(body, sizeof body, "{\"memo\": \"%d\"}", fresh_keys);
    return fresh(&buyer, "supplier_patch", "supplier", relationship, body);
}

static bool list_receipts(void)
{
    return ask(&supplier, "audit_receipt_list", NULL, NULL, NULL);
}

/* Somebody with a password, and what their authenticator knows. */
#define EMAIL "hanako@example.jp"
#define PASSWORD "correct horse battery"
#define TOTP_KEY "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

static struct party page; /* the supplier, by a session */

static void make_person(void)
{
    SCOPED(buf_release) struct buf sealed = BUF_INIT(SEALED_MAX);
    SCOPED(password_leave) struct password_place place = {0};
    char password[PASSWORD_HASH_SIZE];
    SCOPED(fault_release) struct fault fault = {0};
    fixture_ok(password_enter(&place, "127.0.0.1", &fault), &fault);
    fixture_ok(password_hash(&place, PASSWORD, (const unsigned char *)"0123456789abcdef", password,
                             &fault),
               &fault);
    fixture_sql("INSERT INTO hoshitori.sign_in_salt VALUES ('" EMAIL "', '0123456789abcdef')");
    const struct request request = {.app = &app};
    char sql[2000];
    fixture_ok(sealed_write(&request, TOTP_KEY, strlen(TOTP_KEY), &sealed, &fault), &fault);
    snprintf(sql, sizeof sql,
             "INSERT INTO hoshitori.user_account (org_id, user_id, email, name, rights, password,"
             " totp, address, recorded_at) VALUES ('%s', gen_random_uuid(), '" EMAIL "',"
             " '佐藤 花子', 63, '%s', '%s', 'proven', now())",
             supplier.organisation, password, buf_text(&sealed));
    fixture_sql(sql);
}

static void may_sign_in(void)
{
    fixture_sql("DELETE FROM hoshitori.throttle");
    fixture_sql("UPDATE hoshitori.user_account SET totp_step = 0");
}

/* At an instant of RFC 6238's appendix B, and with its code. */
static bool sign_in(void)
{
    parties_at("2009-02-13T23:31:30Z");
    bool done =
        ask(&supplier, "session_start", NULL, NULL,
            "{\"email\": \"" EMAIL "\", \"password\": \"" PASSWORD "\", \"code\": \"005924\"}");
    parties_at(NULL);
    return done;
}

static void signed_in(void)
{
    static int64_t id;
    char sql[1000];
    page = supplier;
    page.key = ++id;
    key_id_text(page.key, page.key_id);
    snprintf(sql, sizeof sql,
             "INSERT INTO hoshitori.api_key (org_id, key_id, name, hash, rights, last4, expires_at,"
             " idle_until, user_id, recorded_at) SELECT org_id, %s, email, '%s', 63, 'last',"
             " 'infinity', 'infinity', user_id, now() FROM hoshitori.user_account",
             page.key_id, page.key_hash);
    fixture_sql(sql);
}

static bool sign_out(void)
{
    return ask(&page, "session_end", NULL, NULL, NULL);
}

static bool who_is_signed_in(void)
{
    return ask(&page, "me_get", NULL, NULL, NULL);
}

/* A minute goes by each time. */
static bool sign_checkpoints(void)
{
    static int64_t later;
    SCOPED(fault_release) struct fault fault = {0};
    struct instant moment = {.instant = parties_now() + ++later * 60000000};
    const struct work work = {.pool = parties_pool, .signing_key = &signing_key};
    bool more = false;
    clock_format(moment.instant, moment.now);
    clock_tokyo_day(moment.instant, moment.day);
    return step_checkpoints(&work, &moment, &more, &fault).code == ERR_NONE;
}

static bool command(command_fn *run, const char *name, int count, char **words)
{
    const struct command told = {name, "", "", run};
    SCOPED(fault_release) struct fault fault = {0};
    return run(&told, &config, count, words, &fault) == EXIT_DONE;
}

static bool command_makes_key(void)
{
    char *words[] = {"--organisation", buyer.organisation, "--name",    "鍵",
                     "--rights",       "buyer:read",       "--expires", "2027-01-31"};
    return command(command_key_add, "key add", 8, words);
}

static bool command_verifies(void)
{
    return command(command_audit_verify, "audit verify", 0, NULL);
}

/* What the parties keep, as the API answered it. */
static char *keep(const struct party *party, const char *operation, char path[static PATH_SIZE])
{
    assert_true(ask(party, operation, NULL, NULL, NULL));
    snprintf(path, PATH_SIZE, "%s/%s", config.data_dir, operation);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(buf_text(&answered), file);
    assert_int_equal(fclose(file), 0);
    return path;
}

static char events[PATH_SIZE], checkpoints[PATH_SIZE], receipts[PATH_SIZE];

static bool command_verifies_export(void)
{
    char *words[] = {"--file", events, "--checkpoints", checkpoints, "--kept", checkpoints};
    return command(command_audit_verify, "audit verify", 6, words);
}

static bool command_verifies_with_what_was_kept(void)
{
    char *words[] = {"--organisation", buyer.organisation, "--kept", receipts};
    return command(command_audit_verify, "audit verify", 4, words);
}

static bool command_revokes_key(void)
{
    char number[24];
    char *words[] = {number, "--organisation", buyer.organisation};
    fixture_value(
        "SELECT min(key_id) FROM hoshitori.api_key WHERE name = '鍵' AND revoked_at IS NULL",
        number, sizeof number);
    return command(command_key_revoke, "key revoke", 3, words);
}

static void one_key_more(void)
{
    assert_true(add_key());
}

static bool command_tells_key(void)
{
    return command(command_audit_key, "audit key", 0, NULL);
}

struct plan {
    const char *name;
    act_fn *act;
    void (*before)(void);
    bool tries_again; /* by itself, in a smaller batch: it may succeed, and all has to be whole */
};

/* No rows are an answer too, and a day that cannot be read is one that is not on file. */
static bool may_pass(const char *function)
{
    return strcmp(function, "exchange_rows") == 0 || strcmp(function, "day_parse") == 0;
}

static void sweep(const struct plan *plan, const char *function)
{
    for (int nth = 1; nth < CALLS_MAX; nth++) {
        if (plan->before)
            plan->before();
        failing_plan(function, nth);
        bool done = plan->act();
        bool happened = failing_happened();
        failing_plan(NULL, 0);
        if (happened && done && !plan->tries_again && !may_pass(function))
            fail_msg("%s although call %d of %s failed", plan->name, nth, function);
        if (!happened) {
            if (!done)
                fail_msg("%s does not succeed again after %s", plan->name, function);
            return;
        }
    }
    fail_msg("%s: no end of calls of %s", plan->name, function);
}

static void every_call_fails_once(void **state)
{
    (void)state;
    static const struct plan plans[] = {
        {"a key is made", add_key, NULL, false},
        {"a key's answer is repeated", repeat_key, NULL, false},
        {"keys are listed", list_keys, NULL, false},
        {"the key tells of itself", who_am_i, NULL, false},
        {"somebody signs in", sign_in, may_sign_in, false},
        {"a session tells of itself", who_is_signed_in, signed_in, false},
        {"somebody signs out", sign_out, signed_in, false},
        {"a supplier is added", add_supplier, NULL, false},
        {"a supplier's answer is repeated", repeat_supplier, NULL, false},
        {"a requirement is set", require, invite, false},
        {"a record is changed", change_record, NULL, false},
        {"checkpoints are signed", sign_checkpoints, invite, true},
        {"receipts are listed", list_receipts, NULL, false},
        {"a command makes a key", command_makes_key, NULL, false},
        {"a command verifies", command_verifies, NULL, false},
        {"a command verifies an export", command_verifies_export, NULL, false},
        {"a command verifies with receipts", command_verifies_with_what_was_kept, NULL, false},
        {"a command revokes a key", command_revokes_key, one_key_more, false},
        {"a command tells its key", command_tells_key, NULL, false},
    };
    for (size_t i = 0; i < sizeof plans / sizeof *plans; i++) {
        for (const char *at = FAILING; *at;) {
            char function[NAME_SIZE];
            size_t length = strcspn(at, " ");
            snprintf(function, sizeof function, "%.*s", (int)length, at);
            sweep(&plans[i], function);
            at += length + (at[length] == ' ');
        }
        assert_int_equal(party_chain(buyer.organisation), CHAIN_WHOLE);
        assert_int_equal(parties_differences(), 0);
    }
}

/* Each committed write left its entry and its answer, each other neither. */
static void nothing_is_half_written(void **state)
{
    (void)state;
    assert_int_equal(
        fixture_number("SELECT count(*) FROM hoshitori.idempotency WHERE status IS NULL"), 0);
    assert_int_equal(
        fixture_number("SELECT count(*) FROM hoshitori.audit_event"
                       " WHERE text::json ->> 'action' = 'api_key_add'"),
        fixture_number(
            "SELECT count(*) FROM hoshitori.idempotency WHERE operation = 'api_key_add'"));
}

static void make_config(void)
{
    char program[] = "hoshitori";
    char *argv[] = {program, NULL};
    int argc = 1;
    SCOPED(fault_release) struct fault fault = {0};
    fixture_make_directory(directory, sizeof directory);
    setenv("HOSHITORI_DATA_DIR", directory, 1);
    setenv("HOSHITORI_MIGRATE_URL", fixture_migrate_conninfo(), 1);
    fixture_ok(config_load(&argc, argv, &config, &fault), &fault);
}

static int start(void **state)
{
    SCOPED(fault_release) struct fault fault = {0};
    parties_start(state);
    make_config();
    fixture_ok(secret_load(config.secret_file, true, &secret, &fault), &fault);
    fixture_ok(signing_load(config.signing_key_file, true, &signing_key, &fault), &fault);
    app = (struct app){.pool = parties_pool,
                       .secret = &secret,
                       .signing_key = &signing_key,
                       .config = &config,
                       .public_url = "http://127.0.0.1"};
    party_make("東都重工業株式会社", &buyer);
    party_make("株式会社みなと精密", &supplier);
    party_link(&buyer, &supplier, relationship);
    make_person();
    assert_true(sign_checkpoints());
    keep(&buyer, "audit_event_list", events);
    keep(&buyer, "audit_checkpoint_list", checkpoints);
    keep(&supplier, "audit_receipt_list", receipts);
    return 0;
}

static int stop(void **state)
{
    buf_release(&answered);
    config_release(&config);
    secret_release(&secret);
    signing_release(&signing_key);
    fixture_remove_directory(directory);
    return parties_stop(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_call_fails_once),
        cmocka_unit_test(nothing_is_half_written),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
