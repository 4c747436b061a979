/* SPDX-License-Identifier: Apache-2.0 */
/* When memory runs out anywhere in a job: does it end with an error, or say what it says with
 * memory, and never crash or leak? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "allocations.h"
#include "base/config.h"
#include "base/csv.h"
#include "base/encoding.h"
#include "base/memory.h"
#include "base/metrics.h"
#include "domain/answers.h"
#include "domain/decide.h"
#include "domain/letter.h"
#include "domain/line.h"
#include "domain/scoring.h"
#include "domain/sheet.h"
#include "domain/text.h"
#include "handlers/import_rows.h"
#include "handlers/way/cursor.h"
#include "http/intake.h"
#include "http/problem.h"

enum { OUT_MAX = 1 << 22, FAILURES_MAX = 20000 };

/* Appends what it did to `out`. */
typedef err job_fn(struct buf *out, struct fault *fault);

static struct fault fault;

/* The job with one allocation failing, or all from one on; true when none had to. */
static bool try_once(job_fn *job, size_t nth, bool onwards, const struct buf *expected)
{
    SCOPED(buf_release) struct buf out = BUF_INIT(OUT_MAX);
    buf_add(&out, "", 0);
    buf_reserve(&out, expected->length); /* the test's own */
    memory_begin();
    fault_clear(&fault);
    allocations_fail(nth, onwards);
    err done = job(&out, &fault);
    if (!allocations_failed()) {
        assert_int_equal(done.code, ERR_NONE);
        assert_false(memory_short());
        assert_string_equal(buf_text(&out), buf_text(expected));
        return true;
    }
    if (done.code == ERR_NONE && !memory_short())
        assert_string_equal(buf_text(&out), buf_text(expected));
    return false;
}

static void try_all(job_fn *job)
{
    SCOPED(buf_release) struct buf expected = BUF_INIT(OUT_MAX);
    memory_begin();
    fault_clear(&fault);
    err done = job(&expected, &fault);
    if (done.code != ERR_NONE)
        print_error("%s: %s\n", fault.code, fault.log);
    assert_int_equal(done.code, ERR_NONE);
    assert_true(expected.length > 0);
    size_t nth = 1;
    while (!try_once(job, nth, false, &expected))
        assert_true(++nth < FAILURES_MAX);
    assert_true(nth > 1);
    for (size_t i = 1; i < nth; i++)
        assert_false(try_once(job, i, true, &expected));
}

/* ---- facts, lines and status ---- */

static const char facts_text[] =
    "[{\"buyer\": \"b\", \"relationship\": \"r\", \"facts\": {"
    " \"relationship\": {\"invited_on\": \"2026-12-01\", \"accepted_on\": \"2026-12-01\"},"
    " \"revisions\": [{\"revision\": 4, \"decided_by\": \"rule\", \"required_star\": 2,"
    "   \"required_assurance\": \"substantiated\", \"accept_higher\": true,"
    "   \"effective_from\": \"2026-12-01\", \"due_on\": \"2027-06-30\"}],"
    " \"declarations\": [{\"id\": \"d\", \"scheme\": \"security-action\", \"number\": "
    "\"40012345678\", \"star\": 2, \"declared_on\": \"2027-02-03\", \"scope\": \"whole\","
    "   \"checks\": [{\"checked_on\": \"2027-03-01\", \"result\": \"found\"}]}],"
    " \"assessments\": [{\"star\": 2, \"assessed_on\": \"2027-02-01\", \"total\": 25}],"
    " \"papers\": [{\"kind\": \"policy_publication\", \"on\": \"2027-02-01\"}],"
    " \"editions\": {\"2\": {\"id\": \"security-action-2-v3\", \"ja\": \"25項目\", \"en\": \"x\"}},"
    " \"expiring_days\": 60, \"recheck_months\": 12}}]";

static err decide_facts(struct buf *out, struct fault *why)
{
    SCOPED(buf_release) struct buf lines = BUF_INIT(LINE_JSON_MAX);
    json_auto_t *facts = json_loads(facts_text, 0, NULL);
    if (!facts)
        return fault_log(why, ERR_INTERNAL, "out of memory");
    struct status_view view = {.relationship = "r", .as_of = day_of_civil(2027, 6, 1)};
    return decide_and_show(facts, &view, &lines, out, why);
}

/* ---- answers ---- */

static json_t *edition(void)
{
    return json_load_file(TEST_DATA "/../../schema/catalogue/security-action-2-v3.json", 0, NULL);
}

static err answer_and_score(struct buf *out, struct fault *why)
{
    static const char given_text[] = "[{\"criterion\": \"1\", \"answer\": \"implemented\", "
                                     "\"note\": \"x\"}, {\"criterion\": \"2\", \"answer\": "
                                     "\"partial\"}, {\"criterion\": \"3\", \"answer\": null}]";
    json_auto_t *catalogue = edition();
    json_auto_t *given = json_loads(given_text, 0, NULL);
    json_auto_t *answers = json_object();
    if (!catalogue || !given)
        return fault_log(why, ERR_INTERNAL, "out of memory");
    const struct questionnaire questionnaire = {.edition = catalogue, .star = 2};
    TRY(answers_merge(&questionnaire, given, answers, why));
    json_auto_t *result = scoring_result(catalogue, 2, answers);
    json_auto_t *shown = scoring_result_shown(result, NULL, LANGUAGE_JA);
    struct json_out json = JSON_OUT_INIT(out);
    json_out_value(&json, NULL, answers);
    json_out_value(&json, NULL, result);
    json_out_value(&json, NULL, shown);
    return OK;
}

static bool fits_always(const void *context, const char *member, const char *text,
                        struct fault *why)
{
    (void)context, (void)member, (void)text, (void)why;
    return true;
}

static bool none_left_out(const void *context, const char *heading)
{
    (void)context, (void)heading;
    return false;
}

static err sheet_of_answers(struct buf *out, struct fault *why)
{
    char filled[] = "criterion,answer,note\r\n1,implemented,\"a\nb\"\r\n4,partial,\r\n";
    json_auto_t *catalogue = edition();
    json_auto_t *answers = json_object();
    json_auto_t *lines = json_object();
    if (!catalogue)
        return fault_log(why, ERR_INTERNAL, "out of memory");
    const struct questionnaire questionnaire = {.edition = catalogue, .star = 2};
    struct csv_reader reader = csv_reader_of(filled, strlen(filled), 1);
    const struct answer_fields fields = {.fits = fits_always, .left_out = none_left_out};
    TRY(answers_merge_sheet(&questionnaire, &(struct cells_source){csv_next, &reader}, &fields,
                            lines, answers, why));
    json_out_value(&(struct json_out)JSON_OUT_INIT(out), NULL, answers);
    const struct cells_sink sink = csv_sink(&(struct csv_writer){.out = out});
    answers_sheet(&questionnaire, answers, LANGUAGE_JA, &sink);
    return OK;
}

static bool fits_never(const void *context, const char *member, const char *text, struct fault *why)
{
    (void)context, (void)member, (void)text;
    fault_add(why, "", "too_long", "{\"maxLength\":1}");
    return false;
}

static err sheet_of_wrong_answers(struct buf *out, struct fault *why)
{
    char filled[] = "criterion,answer,note\r\n1,implemented,x\r\n";
    json_auto_t *catalogue = edition();
    json_auto_t *answers = json_object();
    json_auto_t *lines = json_object();
    if (!catalogue)
        return fault_log(why, ERR_INTERNAL, "out of memory");
    const struct questionnaire questionnaire = {.edition = catalogue, .star = 2};
    struct csv_reader reader = csv_reader_of(filled, strlen(filled), 1);
    const struct answer_fields fields = {.fits = fits_never, .left_out = none_left_out};
    SCOPED(fault_release) struct fault found = {0};
    err merged = answers_merge_sheet(&questionnaire, &(struct cells_source){csv_next, &reader},
                                     &fields, lines, answers, &found);
    struct fault_item first = fault_first(&found);
    buf_format(out, "%s %s %s", first.pointer, first.code, first.params);
    return merged.code == ERR_INVALID ? OK : fault_log(why, ERR_INTERNAL, "%s", found.log);
}

/* ---- a sheet that comes in ---- */

static err read_all(void *source, void *out, size_t size, size_t *count, struct fault *why)
{
    const char **text = source;
    (void)why;
    *count = strnlen(*text, size < 50 ? size : 50);
    memcpy(out, *text, *count);
    *text += *count;
    return OK;
}

static bool no_form(const void *context, enum sheet_column column, const char *text,
                    char out[static ENTERED_MAX])
{
    (void)context, (void)column, (void)text, (void)out;
    return false;
}

static bool all_but_names_fit(const void *context, enum sheet_column column,
                              const struct text_span *texts, size_t count, struct fault *why)
{
    (void)context, (void)texts, (void)count;
    if (column == SHEET_NAME)
        fault_add(why, "", "too_long", "{\"maxLength\":1}");
    return column != SHEET_NAME;
}

static err write_row(void *context, struct sheet_row *row, struct fault *why)
{
    (void)why;
    const struct sheet_contract contract = {NULL, no_form, all_but_names_fit};
    sheet_row_write(&(struct json_out)JSON_OUT_INIT((struct buf *)context), row, &contract,
                    day_of_civil(2026, 12, 1));
    return OK;
}

static err import(const char *media_type, const char *charset, const char *text, struct buf *out,
                  struct fault *why)
{
    struct request request = {.media_type = media_type, .body = ""};
    snprintf(request.charset, sizeof request.charset, "%s", charset);
    request.reader = (struct reader){.read = read_all, .source = &text};
    digest_start(&request.reader.digest);
    SCOPED(left_out_release) struct left_out columns = {.named = "住所"};
    return import_rows_read(&request, &columns, write_row, out, why);
}

static err import_csv(struct buf *out, struct fault *why)
{
    return import("text/csv", "shift_jis",
                  "code,name,tags,required_star,due_on\r\n"
                  "T-1,\x8a\x94\x8e\xae,\"a,b\",2,2027/6/30\r\nT-2,\x97\x4c,,\x81\x9a,x\r\n",
                  out, why);
}

static err import_json(struct buf *out, struct fault *why)
{
    return import("application/json", "utf-8",
                  "{\"rows\": [{\"code\": \"T-1\", \"name\": \"x\", \"tags\": [\"a\", \"b\"],"
                  " \"required_star\": 2}, {\"code\": \"T-2\", \"name\": \"y\"}]}",
                  out, why);
}

/* ---- a request on its way to a handler, and its answer ---- */

static const char *const media_types[] = {"application/json", NULL};
static const struct parameter parameters[] = {
    {"thing", PARAMETER_PATH, true, "{\"type\":\"string\",\"pattern\":\"^[a-z]{1,9}$\"}", NULL},
    {"limit", PARAMETER_QUERY, false, "{\"type\":\"integer\",\"maximum\":200}", "50"},
    {"cursor", PARAMETER_QUERY, false, "{\"type\":\"string\"}", NULL},
};
static const struct operation operations[] = {
    {.id = "thing_put",
     .method = "PUT",
     .path = "/v1/things/{thing}:verb",
     .open = true,
     .parameters = parameters,
     .parameter_count = 3,
     .media_types = media_types,
     .body_schema = "{\"type\":\"object\",\"properties\":{\"name\":{\"anyOf\":[{\"type\":"
                    "\"string\",\"maxLength\":3},{\"type\":\"null\"}]},\"days\":{\"type\":"
                    "\"array\",\"uniqueItems\":true,\"items\":{\"format\":\"date\"}}},"
                    "\"additionalProperties\":false}",
     .body_limit = 4096},
};

static err take_body(const char *body, struct buf *out, struct request *request,
                     struct response *response, struct fault *why)
{
    static struct secret secret;
    SCOPED(contract_close) struct contract *contract = NULL;
    SCOPED(router_close) struct router *router = NULL;
    TRY(contract_open(operations, 1, &contract, why));
    TRY(router_open(operations, 1, &router, why));
    const struct intake intake = {.contract = contract, .router = router, .secret = &secret};
    const struct header headers[] = {{"Host", "h"},
                                     {"Content-Type", "application/json; charset=utf-8"},
                                     {"Idempotency-Key", "k"}};
    const struct head head = {.method = "PUT",
                              .path = "/v1/things/abc:verb",
                              .query = "limit=3&cursor=a%20b",
                              .version = "1.1",
                              .headers = headers,
                              .header_count = 3,
                              .whole = true};
    struct body_frame frame;
    TRY(guard_check(&head, &frame, why));
    frame.length = (int64_t)strlen(body);
    TRY(intake_begin(&intake, &head, request, why));
    TRY(intake_route(&intake, &head, &frame, request, response, why));
    TRY(intake_finish(&intake, &head, body, strlen(body), request, why));
    response_json(response, 200, request->json);
    response_next_page(response, request, request_parameter(request, "cursor"));
    if (!buf_ok(&response->body) || !buf_ok(&response->link))
        return fault_log(why, ERR_INTERNAL, "the answer is too large");
    buf_format(out, "%s %s %s", buf_text(&response->body), buf_text(&response->link),
               request->hash);
    return OK;
}

static err request_and_answer(struct buf *out, struct fault *why)
{
    struct request request = {0};
    struct response response;
    response_init(&response);
    err done = take_body("{\"name\": \"abc\", \"days\": [\"2026-12-01\", \"2026-12-02\"]}", out,
                         &request, &response, why);
    request_release(&request);
    response_release(&response);
    return done;
}

/* What is wrong with a request is told in full, or the answer is not sent. */
static err refusal(struct buf *out, struct fault *why)
{
    static const struct problem_style style = {.text = text_problem, .base = "/problems/"};
    struct request request = {.language = LANGUAGE_JA};
    struct response response;
    response_init(&response);
    err done = take_body("{\"name\": \"abcd\", \"days\": [\"2026-13-01\"], \"else\": 1}", out,
                         &request, &response, why);
    snprintf(request.id, sizeof request.id, "request-1"); /* each has another one */
    problem_fill(&style, why, &request, &response);
    buf_format(out, "%d %s", response.status, buf_text(&response.body));
    request_release(&request);
    response_release(&response);
    bool told = done.code == ERR_INVALID && why->item_count == 3;
    return told || memory_short() ? OK : fault_set(why, ERR_INTERNAL, NULL);
}

/* ---- cursors, letters, texts ---- */

static err cursors(struct buf *out, struct fault *why)
{
    struct secret secret;
    secret_from_bytes((const unsigned char[SECRET_SIZE]){0}, &secret);
    struct app app = {.secret = &secret};
    struct request request = {.operation = operations, .app = &app};
    struct cursor cursor;
    const char *keys[] = {"株式会社", "0192"};
    cursor_write(&request, keys, 2, out);
    if (!buf_ok(out))
        return fault_log(why, ERR_INTERNAL, "out of memory");
    request.values[request.value_count++] = (struct request_value){"cursor", buf_text(out)};
    return cursor_read(&request, &cursor, why);
}

static err texts(struct buf *out, struct fault *why)
{
    const struct letter letter = {.buyer = "甲",
                                  .supplier = "乙",
                                  .url = "u",
                                  .expires_on = day_of_civil(2027, 1, 1),
                                  .required_star = 3,
                                  .due_on = day_of_civil(2027, 9, 30)};
    char *decoded = NULL;
    size_t length = 0;
    letter_write(&letter, LANGUAGE_JA, out);
    text_problem("criteria_not_met", "{\"open\": 3}", LANGUAGE_EN, out);
    err done = encoding_decode("shift_jis", "\x8a\x94", 2, &decoded, &length, why);
    if (done.code == ERR_NONE)
        buf_add(out, decoded, length);
    free(decoded);
    return done;
}

static err start_secret_file(struct buf *out, struct fault *why)
{
    static const char *const names[] = {"a", "b"};
    char program[] = "hoshitori", option[] = "--listen=127.0.0.1:1",
         *words[] = {program, option, NULL};
    int count = 2;
    struct config config;
    struct metrics *metrics = NULL;
    TRY(config_load(&count, words, &config, why));
    buf_text_add(out, config.public_url);
    config_release(&config);
    TRY(metrics_new(names, 2, &metrics, why));
    metrics_end(metrics, 1, 200, 5);
    metrics_write(metrics, out);
    metrics_free(metrics);
    return OK;
}

static void each_job(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        job_fn *job;
    } jobs[] = {
        {"decide_facts", decide_facts},
        {"answer_and_score", answer_and_score},
        {"sheet_of_answers", sheet_of_answers},
        {"sheet_of_wrong_answers", sheet_of_wrong_answers},
        {"import_csv", import_csv},
        {"import_json", import_json},
        {"request_and_answer", request_and_answer},
        {"refusal", refusal},
        {"cursors", cursors},
        {"texts", texts},
        {"start", start_secret_file},
    };
    for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++) {
        print_message("%s\n", jobs[i].name);
        try_all(jobs[i].job);
    }
}

static int setup(void **state)
{
    (void)state;
    SCOPED(fault_release) struct fault ignored = {0};
    memory_watch();
    json_object_seed(1);
    setenv("HOME", "/nonexistent", 1);
    return secret_start(&ignored).code == ERR_NONE ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_job)};
    return cmocka_run_group_tests(tests, setup, NULL);
}
