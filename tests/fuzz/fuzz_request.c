/* SPDX-License-Identifier: Apache-2.0 */
/* Method, path, query, body and headers ("Name: value" each), with a zero byte after each: the
 * guard and all that stands before a handler. What the guard lets through can be read in one way
 * only, and what the router finds is the same whoever asks. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "http/intake.h"

enum { TEXT_MAX = 4096, HEADERS = 8 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const media_types[] = {"application/json", NULL};

static const struct parameter parameters[] = {
    {"thing", PARAMETER_PATH, true, "{\"type\":\"string\",\"maxLength\":20}", NULL},
    {"limit", PARAMETER_QUERY, false, "{\"type\":\"integer\",\"maximum\":200}", "50"},
    {"tags", PARAMETER_QUERY, false, "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}", NULL},
};

static const struct operation operations[] = {
    {.id = "thing_put",
     .method = "PUT",
     .path = "/v1/things/{thing}:verb",
     .open = true,
     .parameters = parameters,
     .parameter_count = 3,
     .media_types = media_types,
     .body_schema = "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"}},"
                    "\"additionalProperties\":false}",
     .body_limit = TEXT_MAX},
    {.id = "thing_get",
     .method = "GET",
     .path = "/v1/things/{thing}",
     .open = true,
     .parameters = parameters,
     .parameter_count = 3},
};

static struct intake intake;

static bool open_intake(void)
{
    static struct contract *contract;
    static struct router *router;
    static struct secret secret;
    SCOPED(fault_release) struct fault fault = {0};
    intake = (struct intake){.secret = &secret};
    if (secret_start(&fault).code != ERR_NONE ||
        contract_open(operations, 2, &contract, &fault).code != ERR_NONE ||
        router_open(operations, 2, &router, &fault).code != ERR_NONE)
        return false;
    intake.contract = contract;
    intake.router = router;
    return true;
}

/* The text up to the next zero byte, which *place goes past. */
static char *next(char **place, const char *end)
{
    char *text = *place;
    *place = memchr(text, '\0', (size_t)(end - text) + 1);
    *place += *place < end;
    return text;
}

static size_t take_headers(char **place, const char *end, struct header *headers)
{
    size_t count = 0;
    while (*place < end && count < HEADERS) {
        char *name = next(place, end);
        char *colon = strchr(name, ':');
        if (!colon)
            continue;
        *colon = '\0';
        headers[count++] = (struct header){name, colon + 1 + strspn(colon + 1, " ")};
    }
    return count;
}

static void must(bool holds)
{
    if (!holds)
        abort();
}

/* By the definition of smuggling, without the guard's own functions. */
static void check_guarded(const struct head *head, const struct body_frame *frame)
{
    size_t lengths = 0, encodings = 0, hosts = 0;
    const char *length = "0";
    for (size_t i = 0; i < head->header_count; i++) {
        const struct header *header = &head->headers[i];
        must(header->name[0] && !strpbrk(header->name, " \t\r\n:"));
        must(!strpbrk(header->value, "\r\n"));
        hosts += strcasecmp(header->name, "host") == 0;
        encodings += strcasecmp(header->name, "transfer-encoding") == 0;
        if (strcasecmp(header->name, "content-length") == 0) {
            lengths++;
            length = header->value;
        }
    }
    must(hosts == 1 && lengths + encodings <= 1 && frame->chunked == (encodings == 1));
    must(frame->length == strtoll(length, NULL, 10) && frame->length >= 0);
    must(length[0] && strspn(length, "0123456789") == strlen(length));
    must(head->path[0] == '/' && !strstr(head->path, "%00") && !strchr(head->path, ' '));
}

static bool within(const char *text, size_t length, const char *whole)
{
    return text >= whole && text + length <= whole + strlen(whole);
}

/* Values lie in the path, without a slash; HEAD finds what GET finds; a 405 names other methods. */
static void check_route(const struct router *router, const struct head *head)
{
    struct route route, again;
    char allow[ROUTE_ALLOW_SIZE], allow_again[ROUTE_ALLOW_SIZE];
    SCOPED(fault_release) struct fault fault = {0};
    SCOPED(fault_release) struct fault ignored = {0};
    err found = router_find(router, head->method, head->path, &route, allow, &fault);
    must((found.code == ERR_METHOD) == (allow[0] != '\0') || found.code == ERR_NONE);
    if (strcmp(head->method, "GET") == 0)
        must(router_find(router, "HEAD", head->path, &again, allow_again, &ignored).code ==
             found.code);
    if (found.code == ERR_METHOD)
        must((strcmp(head->method, "GET") && strcmp(head->method, "PUT")) ||
             !strstr(allow, head->method));
    if (found.code != ERR_NONE)
        return;
    for (size_t i = 0; i < route.value_count; i++) {
        const struct route_value *value = &route.values[i];
        must(value->length > 0 && within(value->text, value->length, head->path));
        must(!memchr(value->text, '/', value->length));
    }
}

/* What a handler would see is text as PostgreSQL takes it. */
static void check_values(const struct request *request)
{
    for (size_t i = 0; i < request->value_count; i++) {
        json_auto_t *text = json_string(request->values[i].value);
        must(text);
    }
    must(!request->json || json_is_object(request->json));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char text[TEXT_MAX + 1];
    if (size > TEXT_MAX || (!intake.contract && !open_intake()))
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    char *place = text;
    const char *end = text + size;
    struct header headers[HEADERS];
    struct head head = {.version = "1.1", .headers = headers, .whole = true};
    head.method = next(&place, end);
    head.path = next(&place, end);
    head.query = next(&place, end);
    const char *body = next(&place, end);
    head.header_count = take_headers(&place, end, headers);

    SCOPED(fault_release) struct fault fault = {0};
    struct body_frame frame;
    struct response response;
    struct request request = {0};
    response_init(&response);
    if (guard_check(&head, &frame, &fault).code == ERR_NONE &&
        intake_begin(&intake, &head, &request, &fault).code == ERR_NONE) {
        check_guarded(&head, &frame);
        check_route(intake.router, &head);
        frame.length = (int64_t)strlen(body);
        if (intake_route(&intake, &head, &frame, &request, &response, &fault).code == ERR_NONE &&
            intake_finish(&intake, &head, body, strlen(body), &request, &fault).code == ERR_NONE) {
            check_values(&request);
            response_next_page(&response, &request, request_parameter(&request, "thing"));
        }
    }
    request_release(&request);
    response_release(&response);
    return 0;
}
