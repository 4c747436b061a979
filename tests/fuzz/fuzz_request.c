/* SPDX-License-Identifier: Apache-2.0 */
/* Method, path, query, body and headers ("Name: value" each), with a zero byte after each: the
 * guard and all that stands before a handler. */
#include <stdint.h>
#include <string.h>

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
    struct fault fault = {0};
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

    struct fault fault = {0};
    struct body_frame frame;
    struct response response;
    struct request request = {0};
    response_init(&response);
    if (guard_check(&head, &frame, &fault).code == ERR_NONE &&
        intake_begin(&intake, &head, &request, &fault).code == ERR_NONE) {
        frame.length = (int64_t)strlen(body);
        if (intake_route(&intake, &head, &frame, &request, &response, &fault).code == ERR_NONE &&
            intake_finish(&intake, &head, body, strlen(body), &request, &fault).code == ERR_NONE)
            response_next_page(&response, &request, request_parameter(&request, "thing"));
    }
    request_release(&request);
    response_release(&response);
    return 0;
}
