/* SPDX-License-Identifier: Apache-2.0 */
/* The HTTP layer alone, with a few operations of its own, for test_http_hostile.py. Prints its
 * address and serves until its standard input ends. */
#include <jansson.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "http/response.h"
#include "wire/server.h"

enum { OPERATION_COUNT = 9, PIECE = 100 * 1000, STREAM_LIMIT = 4 * 1024 * 1024 };

static const char *const json_types[] = {"application/json", NULL};
static const char *const csv_types[] = {"text/csv", NULL};

/* What arrived, so that the test can see it. */
static err echo_post(struct request *request, struct response *response, struct fault *fault)
{
    (void)fault;
    json_auto_t *answer =
        json_pack("{s:O, s:s, s:s?, s:s, s:s, s:s}", "body", request->json, "hash", request->hash,
                  "idempotency_key", request->idempotency_key, "day", request->day, "request_id",
                  request->id, "language", request->language == LANGUAGE_JA ? "ja" : "en");
    response_json(response, 201, answer);
    response_location(response, "/v1/echoes/%s", request->id);
    return OK;
}

static err echo_get(struct request *request, struct response *response, struct fault *fault)
{
    const char *echo = request_parameter(request, "echo");
    if (strcmp(echo, "missing") == 0)
        return fault_set(fault, ERR_NOT_FOUND, NULL);
    if (response_not_modified(response, request, "tag-1"))
        return OK;
    json_auto_t *answer = json_pack("{s:s, s:I, s:s?}", "echo", echo, "limit",
                                    (json_int_t)request_number(request, "limit"), "text",
                                    request_parameter(request, "text"));
    response_json(response, 200, answer);
    if (request_parameter(request, "text"))
        response_next_page(response, request, "a/b=");
    return OK;
}

static err echo_upload(struct request *request, struct response *response, struct fault *fault)
{
    (void)fault;
    json_auto_t *answer = json_pack("{s:I, s:s?, s:s}", "length", (json_int_t)request->body_length,
                                    "media_type", request->media_type, "charset", request->charset);
    response_json(response, 200, answer);
    return OK;
}

static err echo_end(struct request *request, struct response *response, struct fault *fault)
{
    (void)request;
    (void)response;
    (void)fault;
    return OK;
}

static err echo_key(struct request *request, struct response *response, struct fault *fault)
{
    (void)fault;
    json_auto_t *answer =
        json_pack("{s:s, s:I}", "organisation", request->credential.organisation_id, "key",
                  (json_int_t)request->credential.key_id);
    response_json(response, 200, answer);
    return OK;
}

/* Succeeds at the third run; with ?text=never not at all. */
static err echo_again(struct request *request, struct response *response, struct fault *fault)
{
    static atomic_int runs;
    const char *text = request_parameter(request, "text");
    buf_text_add(&response->body, "{\"left\":\"over\"}");
    if ((text && strcmp(text, "never") == 0) || atomic_fetch_add(&runs, 1) % 3 != 2)
        return fault_log(fault, ERR_AGAIN, "deadlock");
    response_json_text(response, 200, "{}", 2);
    return OK;
}

static int64_t number_or(const struct request *request, int64_t usual)
{
    int64_t limit = request_number(request, "limit");
    return limit == REQUEST_ABSENT ? usual : limit;
}

static err echo_slow(struct request *request, struct response *response, struct fault *fault)
{
    (void)fault;
    log_message(LOG_INFO, "slow", "begun");
    const struct timespec pause = {number_or(request, 1), 0};
    nanosleep(&pause, NULL);
    response_json_text(response, 200, "{\"slow\":true}", 13);
    return OK;
}

/* `limit` pieces; with ?text=cut the last one does not come. */
static err write_pieces(struct request *request, struct writer *writer, void *context,
                        struct fault *fault)
{
    (void)context;
    const char *text = request_parameter(request, "text");
    int64_t pieces = number_or(request, 3);
    for (int64_t i = 0; i < pieces; i++) {
        if (i + 1 == pieces && text && strcmp(text, "cut") == 0)
            return fault_log(fault, ERR_INTERNAL, "cut off on purpose");
        for (int k = 0; k < PIECE; k++)
            buf_char(&writer->buf, (char)('a' + i % 26));
        TRY(writer_flush(writer, fault));
    }
    return OK;
}

static err echo_stream(struct request *request, struct response *response, struct fault *fault)
{
    (void)request;
    (void)fault;
    response->content_type = "text/plain; charset=utf-8";
    response->stream.write = write_pieces;
    return OK;
}

/* Reads the body in pieces; with ?text=early it answers before the end. */
static err echo_take(struct request *request, struct response *response, struct fault *fault)
{
    char piece[10000];
    size_t count = 1, total = 0;
    const char *text = request_parameter(request, "text");
    if (text && strcmp(text, "early") == 0)
        return fault_set(fault, ERR_CONFLICT, NULL);
    while (count > 0) {
        TRY(request_read(request, piece, sizeof piece, &count, fault));
        total += count;
    }
    log_message(LOG_INFO, "taken", "%zu bytes", total);
    if (text && strcmp(text, "never") == 0)
        return fault_log(fault, ERR_AGAIN, "deadlock");
    json_auto_t *answer =
        json_pack("{s:I, s:s}", "length", (json_int_t)total, "hash", request->hash);
    response_json(response, 200, answer);
    return OK;
}

#define LIMIT_SCHEMA "{\"type\":\"integer\",\"minimum\":1,\"maximum\":200}"
#define TEXT_SCHEMA "{\"type\":\"string\",\"maxLength\":20}"

static const struct parameter get_parameters[] = {
    {"echo", PARAMETER_PATH, true, "{\"type\":\"string\",\"maxLength\":40}", NULL},
    {"limit", PARAMETER_QUERY, false, LIMIT_SCHEMA, "50"},
    {"text", PARAMETER_QUERY, false, TEXT_SCHEMA, NULL},
};

static const struct parameter common_parameters[] = {
    {"limit", PARAMETER_QUERY, false, LIMIT_SCHEMA, NULL},
    {"text", PARAMETER_QUERY, false, TEXT_SCHEMA, NULL},
};

static const struct operation operations[OPERATION_COUNT] = {
    {.id = "echo_post",
     .method = "POST",
     .path = "/v1/echoes",
     .open = true,
     .handler = echo_post,
     .media_types = json_types,
     .body_schema = "{\"type\":\"object\",\"required\":[\"name\"],\"additionalProperties\":false,"
                    "\"properties\":{\"name\":{\"type\":\"string\",\"maxLength\":1000},"
                    "\"count\":{\"type\":\"integer\"},\"list\":{\"type\":\"array\"}}}",
     .body_required = true,
     .body_limit = 262144,
     .idempotency_required = true},
    {.id = "echo_get",
     .method = "GET",
     .path = "/v1/echoes/{echo}",
     .open = true,
     .handler = echo_get,
     .parameters = get_parameters,
     .parameter_count = 3},
    {.id = "echo_upload",
     .method = "PUT",
     .path = "/v1/echoes/{echo}",
     .open = true,
     .handler = echo_upload,
     .parameters = get_parameters,
     .parameter_count = 1,
     .media_types = csv_types,
     .body_limit = 4194304},
    {.id = "echo_end",
     .method = "POST",
     .path = "/v1/echoes/{echo}:end",
     .open = true,
     .handler = echo_end,
     .parameters = get_parameters,
     .parameter_count = 1,
     .if_match_required = true},
    {.id = "echo_key", .method = "GET", .path = "/v1/key", .any_key = true, .handler = echo_key},
    {.id = "echo_again",
     .method = "GET",
     .path = "/v1/again",
     .open = true,
     .handler = echo_again,
     .parameters = common_parameters,
     .parameter_count = 2},
    {.id = "echo_slow",
     .method = "GET",
     .path = "/v1/slow",
     .open = true,
     .handler = echo_slow,
     .parameters = common_parameters,
     .parameter_count = 2},
    {.id = "echo_stream",
     .method = "GET",
     .path = "/v1/stream",
     .open = true,
     .handler = echo_stream,
     .parameters = common_parameters,
     .parameter_count = 2},
    {.id = "echo_take",
     .method = "POST",
     .path = "/v1/stream",
     .open = true,
     .handler = echo_take,
     .parameters = common_parameters,
     .parameter_count = 2,
     .media_types = csv_types,
     .body_limit = STREAM_LIMIT,
     .body_required = true,
     .stream = true},
};

static void text_of(const char *code, const char *params, enum language language, struct buf *out)
{
    buf_format(out, "%s %s%s", language == LANGUAGE_JA ? "問題" : "problem", code, params);
}

static void wait_for_end_of_input(void)
{
    char byte;
    while (read(STDIN_FILENO, &byte, 1) > 0)
        continue;
}

static int report(const struct fault *fault)
{
    log_message(LOG_ERROR, "start", "%s", fault->log);
    return EXIT_FAILURE;
}

int main(int argc, char **argv)
{
    const char *const names[OPERATION_COUNT] = {"echo_post", "echo_get",    "echo_upload",
                                                "echo_end",  "echo_key",    "echo_again",
                                                "echo_slow", "echo_stream", "echo_take"};
    signal(SIGPIPE, SIG_IGN);
    SCOPED(fault_release) struct fault fault = {0};
    struct metrics *metrics = NULL;
    struct http_server *server = NULL;
    struct secret secret;
    const unsigned char bytes[SECRET_SIZE] = {1};
    if (secret_start(&fault).code != ERR_NONE ||
        metrics_new(names, OPERATION_COUNT, &metrics, &fault).code != ERR_NONE)
        return report(&fault);
    secret_from_bytes(bytes, &secret);
    if (argc > 1 && strcmp(argv[1], "key") == 0) {
        struct key key = {.id = 42};
        char text[KEY_TEXT_SIZE];
        key_make(KEY_API, &key, text);
        puts(text);
        metrics_free(metrics);
        return EXIT_SUCCESS;
    }
    const struct http_options options = {
        .listen = "127.0.0.1:0",
        .threads = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 8,
        .operations = operations,
        .operation_count = OPERATION_COUNT,
        .secret = &secret,
        .metrics = metrics,
        .text = text_of,
        .test_clock = getenv("HOSHITORI_TEST_CLOCK"),
        .body_seconds = 2,
    };
    if (http_server_start(&options, &server, &fault).code != ERR_NONE)
        return report(&fault);
    printf("%s\n", http_server_address(server));
    fflush(stdout);
    wait_for_end_of_input();
    http_server_stop(server);
    metrics_free(metrics);
    return EXIT_SUCCESS;
}
