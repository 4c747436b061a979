/* SPDX-License-Identifier: Apache-2.0 */
/* Does a request reach its handler only when the contract allows it, and what does it hold then? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "http/cookie.h"
#include "http/intake.h"

static const char *const json_types[] = {"application/json", NULL};

static const struct parameter parameters[] = {
    {"thing", PARAMETER_PATH, true, "{\"type\":\"string\",\"format\":\"uuid\"}", NULL},
    {"limit", PARAMETER_QUERY, false, "{\"type\":\"integer\",\"maximum\":200}", "50"},
    {"side", PARAMETER_QUERY, true, "{\"enum\":[\"buyer\",\"supplier\"]}", NULL},
    {"text", PARAMETER_QUERY, false, "{\"type\":\"string\",\"maxLength\":5}", NULL},
    {"all", PARAMETER_QUERY, false, "{\"type\":\"boolean\"}", NULL},
    {"X-Reason", PARAMETER_HEADER, false, "{\"type\":\"string\",\"maxLength\":3}", NULL},
};

static const struct operation operations[] = {
    {.id = "thing_get",
     .method = "GET",
     .path = "/v1/things/{thing}",
     .any_key = true,
     .parameters = parameters,
     .parameter_count = 6},
    {.id = "thing_add",
     .method = "POST",
     .path = "/v1/things",
     .open = true,
     .media_types = json_types,
     .body_schema = "{\"type\":\"object\",\"required\":[\"name\"],\"properties\":{\"name\":"
                    "{\"type\":\"string\"}},\"additionalProperties\":false}",
     .body_required = true,
     .body_limit = 100,
     .idempotency_required = true},
    {.id = "thing_end",
     .method = "POST",
     .path = "/v1/things:end",
     .open = true,
     .if_match_required = true},
};

/* A body that comes in pieces, and one that anything may stand in. */
static const struct operation further[] = {
    {.id = "sheet_add",
     .method = "POST",
     .path = "/v1/sheets",
     .any_key = true,
     .media_types = json_types,
     .body_required = true,
     .body_limit = 100,
     .stream = true},
    {.id = "note_put",
     .method = "PUT",
     .path = "/v1/notes",
     .open = true,
     .media_types = json_types,
     .body_limit = 100},
};

enum { OPERATIONS = sizeof operations / sizeof *operations, ALL = OPERATIONS + 2 };

static struct operation all[ALL];
static struct intake intake;
static struct contract *contract;
static struct router *router;
static struct secret secret;
static char key_header[KEY_TEXT_SIZE + 7];
static char session[KEY_TEXT_SIZE];
static char cookie[KEY_TEXT_SIZE + 20];

static const char thing[] = "/v1/things/018f2c3e-7a10-7b2c-9d41-0123456789ab";

static int open_intake(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault fault = {0};
    const unsigned char bytes[SECRET_SIZE] = {1};
    memcpy(all, operations, sizeof operations);
    memcpy(all + OPERATIONS, further, sizeof further);
    if (secret_start(&fault).code != ERR_NONE ||
        contract_open(all, ALL, &contract, &fault).code != ERR_NONE ||
        router_open(all, ALL, &router, &fault).code != ERR_NONE)
        return -1;
    secret_from_bytes(bytes, &secret);
    struct key key = {.id = -42};
    char text[KEY_TEXT_SIZE];
    key_make(KEY_API, &key, text);
    snprintf(key_header, sizeof key_header, "Bearer %s", text);
    key_make(KEY_SESSION, &key, session);
    snprintf(cookie, sizeof cookie, "__Host-session=%s", session);
    intake = (struct intake){.contract = contract, .router = router, .secret = &secret};
    return 0;
}

static int close_intake(void **state)
{
    (void)state;
    contract_close(&contract);
    router_close(&router);
    return 0;
}

struct sent {
    const char *method;
    const char *path;
    const char *query;
    const char *body;
    bool chunked;
    struct header headers[6];
};

struct got {
    struct request request;
    struct response response;
    struct fault fault;
};

static void release(struct got *got)
{
    request_release(&got->request);
    response_release(&got->response);
    fault_release(&got->fault);
}

static enum err_code take_request(const struct sent *sent, struct got *got)
{
    *got = (struct got){0};
    response_init(&got->response);
    struct head head = {
        .method = sent->method,
        .path = sent->path,
        .query = sent->query ? sent->query : "",
        .version = "1.1",
        .headers = sent->headers,
    };
    while (head.header_count < 6 && sent->headers[head.header_count].name)
        head.header_count++;
    const char *body = sent->body ? sent->body : "";
    struct body_frame frame = {.chunked = sent->chunked,
                               .length = sent->chunked ? 0 : (int64_t)strlen(body)};
    err result = intake_begin(&intake, &head, &got->request, &got->fault);
    if (result.code == ERR_NONE)
        result = intake_route(&intake, &head, &frame, &got->request, &got->response, &got->fault);
    if (result.code == ERR_NONE)
        result = intake_finish(&intake, &head, body, strlen(body), &got->request, &got->fault);
    assert_int_equal(result.code, got->fault.kind);
    return result.code;
}

static void refused(const struct sent *sent, enum err_code kind, const char *code)
{
    SCOPED(release) struct got got;
    assert_int_equal(take_request(sent, &got), kind);
    assert_string_equal(got.fault.code, code ? code : err_default_code(kind));
}

static void parameters_arrive_decoded(void **state)
{
    (void)state;
    const struct sent sent = {
        .method = "GET",
        .path = thing,
        .query = "text=%E5%8F%96+a&side=buyer&&all=true",
        .headers = {{"Authorization", key_header}, {"Accept-Language", "en"}, {"x-reason", "why"}},
    };
    SCOPED(release) struct got got;
    assert_int_equal(take_request(&sent, &got), ERR_NONE);
    const struct request *request = &got.request;
    assert_string_equal(request->operation->id, "thing_get");
    assert_string_equal(request_parameter(request, "thing"), strrchr(thing, '/') + 1);
    assert_string_equal(request_parameter(request, "text"), "取 a");
    assert_string_equal(request_parameter(request, "X-Reason"), "why");
    assert_null(request_parameter(request, "other"));
    assert_int_equal(request_number(request, "limit"), 50);
    assert_string_equal(request_parameter(request, "all"), "true");
    assert_true(request->credential.present);
    assert_int_equal(request->credential.key_id, -42);
    assert_string_equal(request->credential.organisation_id,
                        "00000000-0000-0000-0000-000000000000");
    assert_int_equal(strlen(request->credential.key_hash), KEY_HASH_TEXT_SIZE - 1);
    assert_int_equal(request->language, LANGUAGE_EN);
    assert_int_equal(strlen(request->day), 10);
}

static void all_faults_at_once(void **state)
{
    (void)state;
    const struct sent sent = {
        .method = "GET",
        .path = thing,
        .query = "limit=500&text=123456&foo=1&text=a&all=yes",
        .headers = {{"Authorization", key_header}, {"X-Reason", "long"}},
    };
    const struct {
        const char *pointer;
        const char *code;
    } wanted[] = {
        {"?limit", "out_of_range"},      {"?text", "too_long"}, {"?foo", "unknown_parameter"},
        {"?text", "repeated_parameter"}, {"?all", NULL},        {"?side", "missing_parameter"},
        {"header:X-Reason", "too_long"},
    };
    SCOPED(release) struct got got;
    assert_int_equal(take_request(&sent, &got), ERR_INVALID);
    assert_int_equal(got.fault.item_count, sizeof wanted / sizeof *wanted);
    for (size_t i = 0; i < got.fault.item_count; i++) {
        assert_string_equal(got.fault.items[i].pointer, wanted[i].pointer);
        if (wanted[i].code)
            assert_string_equal(got.fault.items[i].code, wanted[i].code);
    }
}

static void keys(void **state)
{
    (void)state;
    char broken[sizeof key_header];
    memcpy(broken, key_header, sizeof broken);
    broken[20] = broken[20] == 'a' ? 'b' : 'a';
    const struct {
        struct header header;
        const char *code;
    } cases[] = {
        {{"Authorization", "Basic abc"}, NULL},
        {{"Authorization", ""}, NULL},
        {{"Authorization", "Bearer "}, "key_malformed"},
        {{"Authorization", "Bearer hst_x"}, "key_malformed"},
        {{"Authorization", broken}, "key_malformed"},
        {{NULL, NULL}, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct sent sent = {
            .method = "GET", .path = thing, .query = "side=buyer", .headers = {cases[i].header}};
        refused(&sent, ERR_UNAUTHENTICATED, cases[i].code);
    }
    const struct sent open = {.method = "POST",
                              .path = "/v1/things:end",
                              .headers = {{"If-Match", "\"a\""}, {"Authorization", "Basic abc"}}};
    SCOPED(release) struct got got;
    assert_int_equal(take_request(&open, &got), ERR_NONE);
    assert_false(got.request.credential.present);
    const struct sent open_broken = {.method = "POST",
                                     .path = "/v1/things:end",
                                     .headers = {{"If-Match", "\"a\""}, {"Authorization", broken}}};
    refused(&open_broken, ERR_UNAUTHENTICATED, "key_malformed");
}

static void paths(void **state)
{
    (void)state;
    const struct sent no_uuid = {.method = "GET",
                                 .path = "/v1/things/xyz",
                                 .query = "side=buyer",
                                 .headers = {{"Authorization", key_header}}};
    refused(&no_uuid, ERR_NOT_FOUND, NULL);
    const struct sent no_utf8 = {.method = "GET",
                                 .path = "/v1/things/%FF",
                                 .query = "side=buyer",
                                 .headers = {{"Authorization", key_header}}};
    refused(&no_utf8, ERR_MALFORMED, "malformed_address");
    const struct sent no_utf8_query = {.method = "GET",
                                       .path = thing,
                                       .query = "side=buyer&text=%ED%A0%80",
                                       .headers = {{"Authorization", key_header}}};
    refused(&no_utf8_query, ERR_MALFORMED, "malformed_address");
}

static void bodies(void **state)
{
    (void)state;
    const struct header json = {"Content-Type", "application/json; charset=utf-8"};
    const struct header key = {"Idempotency-Key", "k-1"};
    const struct {
        const char *body;
        struct header headers[3];
        enum err_code kind;
        const char *code;
    } cases[] = {
        {"{\"name\":\"a\"}", {json, key}, ERR_NONE, ""},
        {"{\"name\":\"a\"}", {json}, ERR_MALFORMED, "idempotency_key_required"},
        {"{\"name\":\"a\"}",
         {json, {"Idempotency-Key", ""}},
         ERR_MALFORMED,
         "idempotency_key_invalid"},
        {"{\"name\":\"a\"}",
         {json, {"Idempotency-Key", "\xe5"}},
         ERR_MALFORMED,
         "idempotency_key_invalid"},
        {"{\"name\":\"a\"}", {json, key, key}, ERR_MALFORMED, "repeated_header"},
        {"", {json, key}, ERR_MALFORMED, "body_missing"},
        {"{\"name\":1}", {json, key}, ERR_INVALID, NULL},
        {"[]", {json, key}, ERR_INVALID, NULL},
        {"{", {json, key}, ERR_MALFORMED, "malformed_json"},
        {"{\"name\":\"a\"}", {key}, ERR_MEDIA_TYPE, NULL},
        {"{\"name\":\"a\"}", {key, {"Content-Type", "text/plain"}}, ERR_MEDIA_TYPE, NULL},
        {"{\"name\":\"a\"}", {key, {"Content-Type", "nonsense"}}, ERR_MEDIA_TYPE, NULL},
        {"{\"name\":\"a\"}",
         {key, {"Content-Type", "application/json; charset=shift_jis"}},
         ERR_MEDIA_TYPE,
         NULL},
        {"{\"name\":\"a\"}",
         {key, json, {"Content-Encoding", "gzip"}},
         ERR_MEDIA_TYPE,
         "content_encoding_unsupported"},
        {"{\"name\":"
         "\"12345678901234567890123456789012345678901234567890123456789012345678901234567890"
         "1234567890\"}",
         {json, key},
         ERR_TOO_LARGE,
         NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sent sent = {.method = "POST", .path = "/v1/things", .body = cases[i].body};
        memcpy(sent.headers, cases[i].headers, sizeof cases[i].headers);
        SCOPED(release) struct got got;
        assert_int_equal(take_request(&sent, &got), cases[i].kind);
        if (cases[i].kind != ERR_NONE)
            assert_string_equal(got.fault.code,
                                cases[i].code ? cases[i].code : err_default_code(cases[i].kind));
        else
            assert_string_equal(request_text(&got.request, "name"), "a");
    }
}

static void operations_without_body(void **state)
{
    (void)state;
    const struct sent with_body = {.method = "POST",
                                   .path = "/v1/things:end",
                                   .body = "{}",
                                   .headers = {{"If-Match", "\"a\""}}};
    refused(&with_body, ERR_MALFORMED, "body_not_allowed");
    const struct sent without_match = {.method = "POST", .path = "/v1/things:end"};
    refused(&without_match, ERR_PRECONDITION_MISSING, "if_match_required");
}

static void hashes_tell_requests_apart(void **state)
{
    (void)state;
    char hashes[3][DIGEST_HEX_SIZE];
    const char *const texts[] = {"{\"name\":\"a\"}", "{\"name\":\"b\"}", "{\"name\":\"a\"}"};
    for (int i = 0; i < 3; i++) {
        const struct sent sent = {
            .method = "POST",
            .path = "/v1/things",
            .body = texts[i],
            .headers = {{"Content-Type", "application/json"}, {"Idempotency-Key", "k"}}};
        SCOPED(release) struct got got;
        assert_int_equal(take_request(&sent, &got), ERR_NONE);
        memcpy(hashes[i], got.request.hash, DIGEST_HEX_SIZE);
    }
    assert_string_not_equal(hashes[0], hashes[1]);
    assert_string_equal(hashes[0], hashes[2]);
}

static void request_ids(void **state)
{
    (void)state;
    const char *const ids[] = {
        "abc.DEF-123_x",
        "short",
        "with space 12",
        "<script>xx",
        "long-enough!",
        "12345678",
        "0123456789012345678901234567890123456789012345678901234567890123456789"};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        const struct sent sent = {.method = "POST",
                                  .path = "/v1/things:end",
                                  .headers = {{"If-Match", "\"a\""}, {"X-Request-Id", ids[i]}}};
        SCOPED(release) struct got got;
        assert_int_equal(take_request(&sent, &got), ERR_NONE);
        assert_string_equal(got.request.client_id, i == 0 || i == 5 ? ids[i] : "");
        assert_int_equal(strlen(got.request.id), 36);
    }
}

static void a_session_is_a_credential(void **state)
{
    (void)state;
    char token[DIGEST_HEX_SIZE];
    cookie_token(&secret, session, token);
    static const char *const reads[] = {"GET", "HEAD"};
    for (size_t i = 0; i < 2; i++) {
        const struct sent sent = {.method = reads[i],
                                  .path = thing,
                                  .query = "side=buyer",
                                  .headers = {{"Cookie", cookie}}};
        SCOPED(release) struct got got;
        assert_int_equal(take_request(&sent, &got), ERR_NONE);
        assert_true(got.request.credential.present);
        assert_string_equal(got.request.credential.page_token, token);
    }
    const struct sent write = {
        .method = "POST",
        .path = "/v1/sheets",
        .chunked = true,
        .headers = {{"Cookie", cookie}, {"X-CSRF-Token", token}, {"Content-Type", json_types[0]}}};
    SCOPED(release) struct got got;
    assert_int_equal(take_request(&write, &got), ERR_NONE);
    assert_true(got.request.credential.present);
    assert_true(got.request.hash[0]);
}

static void a_session_without_its_page_is_none(void **state)
{
    (void)state;
    const struct sent closed = {
        .method = "POST", .path = "/v1/sheets", .chunked = true, .headers = {{"Cookie", cookie}}};
    refused(&closed, ERR_FORBIDDEN, "page_token_required");
    const struct sent open = {.method = "POST",
                              .path = "/v1/things:end",
                              .headers = {{"Cookie", cookie}, {"If-Match", "*"}}};
    SCOPED(release) struct got got;
    assert_int_equal(take_request(&open, &got), ERR_NONE);
    assert_false(got.request.credential.present);
}

/* Of the right length, but with a wrong checksum. */
static void a_session_that_is_none_is_refused(void **state)
{
    (void)state;
    char wrong[sizeof cookie], token[DIGEST_HEX_SIZE];
    snprintf(wrong, sizeof wrong, "%s", cookie);
    wrong[strlen(wrong) - 1] = wrong[strlen(wrong) - 1] == '0' ? '1' : '0';
    cookie_token(&secret, wrong + strlen("__Host-session="), token);
    const struct sent closed = {
        .method = "GET", .path = thing, .query = "side=buyer", .headers = {{"Cookie", wrong}}};
    refused(&closed, ERR_UNAUTHENTICATED, "session_ended");
    const struct sent open = {
        .method = "POST",
        .path = "/v1/things:end",
        .headers = {{"Cookie", wrong}, {"X-CSRF-Token", token}, {"If-Match", "*"}}};
    SCOPED(release) struct got got;
    assert_int_equal(take_request(&open, &got), ERR_NONE);
    assert_false(got.request.credential.present);
}

static void a_key_of_idempotency_is_printable(void **state)
{
    (void)state;
    char long_key[IDEMPOTENCY_KEY_MAX + 2];
    memset(long_key, 'k', sizeof long_key - 1);
    long_key[sizeof long_key - 1] = '\0';
    const char *const wrong[] = {"", "a\tb", "a\x7f", "\xe9", long_key};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const struct sent sent = {
            .method = "POST",
            .path = "/v1/things",
            .body = "{}",
            .headers = {{"Idempotency-Key", wrong[i]}, {"Content-Type", json_types[0]}}};
        refused(&sent, ERR_MALFORMED, "idempotency_key_invalid");
    }
}

static void a_body_without_a_kind_is_refused_when_it_came(void **state)
{
    (void)state;
    const struct sent stream = {.method = "POST",
                                .path = "/v1/sheets",
                                .chunked = true,
                                .headers = {{"Authorization", key_header}}};
    refused(&stream, ERR_MEDIA_TYPE, NULL);
    const struct sent whole = {
        .method = "PUT", .path = "/v1/notes", .body = "{}", .chunked = true, .headers = {{0}}};
    refused(&whole, ERR_MEDIA_TYPE, NULL);
    const struct sent anything = {.method = "PUT",
                                  .path = "/v1/notes",
                                  .body = "[1]",
                                  .headers = {{"Content-Type", json_types[0]}}};
    SCOPED(release) struct got got;
    assert_int_equal(take_request(&anything, &got), ERR_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parameters_arrive_decoded),
        cmocka_unit_test(all_faults_at_once),
        cmocka_unit_test(keys),
        cmocka_unit_test(paths),
        cmocka_unit_test(bodies),
        cmocka_unit_test(operations_without_body),
        cmocka_unit_test(hashes_tell_requests_apart),
        cmocka_unit_test(request_ids),
        cmocka_unit_test(a_session_is_a_credential),
        cmocka_unit_test(a_session_without_its_page_is_none),
        cmocka_unit_test(a_session_that_is_none_is_refused),
        cmocka_unit_test(a_key_of_idempotency_is_printable),
        cmocka_unit_test(a_body_without_a_kind_is_refused_when_it_came),
    };
    return cmocka_run_group_tests(tests, open_intake, close_intake);
}
