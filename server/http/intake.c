/* SPDX-License-Identifier: Apache-2.0 */
#include "http/intake.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/hex.h"
#include "base/uuid.h"
#include "http/cookie.h"
#include "http/fault_params.h"
#include "http/json_body.h"
#include "http/parameters.h"

#include "base/banned.h"

/* What we write into logs, long enough to tell requests apart. */
static bool request_id_fits(const char *id)
{
    size_t length = strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");
    return length >= 8 && length < REQUEST_ID_SIZE && id[length] == '\0';
}

err intake_begin(const struct intake *intake, const struct head *head, struct request *request,
                 struct fault *fault)
{
    request->app = intake->app;
    request->path = head->path;
    request->query = head->query;
    request->body = "";
    request->contract = intake->contract;
    request->head = strcmp(head->method, "HEAD") == 0;
    request->language = language_wanted(head_find(head, "Accept-Language"));
    request->user_agent = head_find(head, "User-Agent");
    if (!cookie_device(head, request->device))
        request->device[0] = '\0';
    int64_t clock = 0;
    err known = clock_now(intake->test_clock, &clock, fault);
    request->now = clock;
    clock_format(clock, request->now_text);
    clock_tokyo_day(clock, request->day);
    const char *id = head_find(head, "X-Request-Id");
    if (id && request_id_fits(id))
        snprintf(request->client_id, sizeof request->client_id, "%s", id);
    uuid_make_text(clock, request->id);
    return known;
}

static bool take_credential(const struct intake *intake, enum key_kind kind, const char *text,
                            struct credential *out)
{
    struct key key;
    if (!key_parse(kind, text, &key))
        return false;
    out->present = true;
    uuid_format(&key.organisation, out->organisation_id);
    out->key_id = key.id;
    key_hashes(intake->secret, text, out->key_hash);
    return true;
}

static bool changes_something(const struct head *head)
{
    return strcmp(head->method, "GET") != 0 && strcmp(head->method, "HEAD") != 0;
}

/* Operations that need no key do not mind a cookie that some other site made the browser send. */
static err read_session(const struct intake *intake, const struct head *head,
                        struct request *request, struct fault *fault)
{
    char text[KEY_TEXT_SIZE];
    struct credential *credential = &request->credential;
    bool open = request->operation->open;
    if (!cookie_session(head, text))
        return open ? OK : fault_set(fault, ERR_UNAUTHENTICATED, NULL);
    char token[DIGEST_HEX_SIZE];
    cookie_token(intake->secret, text, token);
    if (changes_something(head) && !cookie_from_page(head, intake->secret, text))
        return open ? OK : fault_set(fault, ERR_FORBIDDEN, "page_token_required");
    if (take_credential(intake, KEY_SESSION, text, credential))
        snprintf(credential->page_token, sizeof credential->page_token, "%s", token);
    else if (!open)
        return fault_set(fault, ERR_UNAUTHENTICATED, "session_ended");
    return OK;
}

static err read_key(const struct intake *intake, const struct head *head, struct request *request,
                    struct fault *fault)
{
    const char *value = head_find(head, "Authorization");
    if (!value || strncasecmp(value, "Bearer ", 7) != 0)
        return read_session(intake, head, request, fault);
    value += 7;
    value += strspn(value, " ");
    if (!take_credential(intake, KEY_API, value, &request->credential))
        return fault_set(fault, ERR_UNAUTHENTICATED, "key_malformed");
    return OK;
}

static err wrong_media_type(const struct operation *operation, struct fault *fault)
{
    json_t *expected = json_array();
    for (const char *const *type = operation->media_types; *type; type++)
        json_array_append_new(expected, json_string(*type));
    fault_params_set(fault, json_pack("{s:o}", "expected", expected));
    return fault_set(fault, ERR_MEDIA_TYPE, NULL);
}

static err read_media_type(const struct head *head, struct request *request, struct fault *fault)
{
    const struct operation *operation = request->operation;
    const char *value = head_find(head, "Content-Type");
    if (!operation->media_types || !value)
        return OK;
    struct media_type media;
    const char *encoding = head_find(head, "Content-Encoding");
    if (encoding && strcasecmp(encoding, "identity") != 0)
        return fault_set(fault, ERR_MEDIA_TYPE, "content_encoding_unsupported");
    if (!media_type_read(value, &media))
        return wrong_media_type(operation, fault);
    for (const char *const *type = operation->media_types; *type; type++)
        if (strcmp(*type, media.type) == 0)
            request->media_type = *type;
    if (!request->media_type)
        return wrong_media_type(operation, fault);
    snprintf(request->charset, sizeof request->charset, "%s",
             media.charset[0] ? media.charset : "utf-8");
    if (media_type_json(media.type) && strcmp(request->charset, "utf-8") != 0)
        return wrong_media_type(operation, fault);
    return OK;
}

static err check_size(const struct body_frame *frame, const struct operation *operation,
                      struct fault *fault)
{
    if (frame->length > 0 && !operation->media_types)
        return fault_set(fault, ERR_MALFORMED, "body_not_allowed");
    if (frame->length > (int64_t)operation->body_limit) {
        json_int_t limit = (json_int_t)operation->body_limit;
        fault_params_set(fault, json_pack("{s:I}", "limit", limit));
        return fault_set(fault, ERR_TOO_LARGE, NULL);
    }
    return OK;
}

static err repeated_header(const struct head *head, struct fault *fault)
{
    static const char *const single[] = {"Authorization", "Content-Type", "Idempotency-Key",
                                         "If-Match"};
    for (size_t i = 0; i < sizeof single / sizeof *single; i++)
        if (head_count(head, single[i]) > 1)
            return fault_set(fault, ERR_MALFORMED, "repeated_header");
    return OK;
}

/* Decoded words are never longer than what they were decoded from, and end with a NUL each. */
static err make_arena(const struct head *head, struct request *request, struct fault *fault)
{
    request->arena = malloc(3 * (strlen(head->path) + strlen(head->query)) + 64);
    request->arena_free = request->arena;
    return request->arena ? OK : fault_log(fault, ERR_INTERNAL, "no memory for parameters");
}

/* A character that needs no escape in a path (RFC 3986, 2.3, and the colon of a verb), escaped; 0
 * for any other. */
static char needless_escape(const char *at)
{
    int byte = at[0] == '%' && at[1] && at[2] ? hex_byte(at + 1) : -1;
    bool needless = byte > 0 && byte < 128 && (isalnum(byte) || strchr("-._~:", byte));
    return needless ? (char)byte : '\0';
}

/* A program may escape what needs no escape: "/v1/suppliers%3Aimport". As it came wins, so that a
 * code with a colon can be named. */
static err find_route(const struct intake *intake, const struct head *head, struct request *request,
                      struct response *response, struct route *out, struct fault *fault)
{
    err found = router_find(intake->router, head->method, head->path, out, response->allow, fault);
    if (found.code == ERR_NONE || !strchr(head->path, '%'))
        return found;
    char *path = request->arena_free;
    char *end = path;
    for (const char *at = head->path; *at; at += needless_escape(at) ? 3 : 1)
        *end++ = needless_escape(at) ? needless_escape(at) : *at;
    *end++ = '\0';
    request->arena_free = end;
    SCOPED(fault_release) struct fault ignored = {0};
    if (router_find(intake->router, head->method, path, out, response->allow, &ignored).code !=
        ERR_NONE)
        return found;
    fault_clear(fault);
    return OK;
}

err intake_route(const struct intake *intake, const struct head *head,
                 const struct body_frame *frame, struct request *request, struct response *response,
                 struct fault *fault)
{
    struct route route;
    size_t count;
    TRY(make_arena(head, request, fault));
    TRY(find_route(intake, head, request, response, &route, fault));
    request->operation = &contract_operations(intake->contract, &count)[route.row];
    TRY(repeated_header(head, fault));
    TRY(read_key(intake, head, request, fault));
    TRY(check_size(frame, request->operation, fault));
    request->content_length = frame->chunked ? REQUEST_ABSENT : frame->length;
    TRY(read_media_type(head, request, fault));
    if (frame->length > 0 && !request->media_type)
        return wrong_media_type(request->operation, fault);
    return parameters_of_path(intake->contract, &route, request, fault);
}

static bool printable(const char *text)
{
    for (; *text; text++)
        if (*text < ' ' || *text > '~')
            return false;
    return true;
}

static err read_preconditions(const struct head *head, struct request *request, struct fault *fault)
{
    const struct operation *operation = request->operation;
    request->accept = head_find(head, "Accept");
    request->if_match = head_find(head, "If-Match");
    request->if_none_match = head_find(head, "If-None-Match");
    request->idempotency_key = head_find(head, "Idempotency-Key");
    request->range = request->head ? NULL : head_find(head, "Range"); /* RFC 9110, 14.2 */
    request->if_range = head_find(head, "If-Range");
    if (!request->idempotency_key && operation->idempotency_required)
        return fault_set(fault, ERR_MALFORMED, "idempotency_key_required");
    if (request->idempotency_key) {
        size_t length = strlen(request->idempotency_key);
        if (length == 0 || length > IDEMPOTENCY_KEY_MAX || !printable(request->idempotency_key)) {
            fault_params_set(fault, json_pack("{s:i}", "maxLength", IDEMPOTENCY_KEY_MAX));
            return fault_set(fault, ERR_MALFORMED, "idempotency_key_invalid");
        }
    }
    if (!request->if_match && operation->if_match_required)
        return fault_set(fault, ERR_PRECONDITION_MISSING, "if_match_required");
    return OK;
}

static void hash_text(struct digest *digest, const char *text)
{
    digest_field(digest, text, strlen(text));
}

static void hash_request(const struct head *head, struct request *request)
{
    struct digest digest;
    unsigned char bytes[DIGEST_SIZE];
    digest_start(&digest);
    hash_text(&digest, head->method);
    hash_text(&digest, head->path);
    hash_text(&digest, head->query);
    hash_text(&digest, request->media_type ? request->media_type : "");
    digest_field(&digest, request->body, request->body_length);
    digest_end(&digest, bytes);
    digest_hex(bytes, request->hash);
}

static err read_body(const struct intake *intake, struct request *request, struct fault *fault)
{
    const struct operation *operation = request->operation;
    if (operation->stream)
        return request->media_type ? OK : wrong_media_type(operation, fault);
    if (request->body_length == 0) {
        request->media_type = NULL;
        return operation->body_required ? fault_set(fault, ERR_MALFORMED, "body_missing") : OK;
    }
    if (!request->media_type)
        return wrong_media_type(operation, fault);
    if (!media_type_json(request->media_type))
        return OK;
    TRY(json_body_read(request->body, request->body_length, &request->json, fault));
    const struct schema *schema = contract_body(intake->contract, operation);
    if (!schema)
        return OK;
    schema_enter(schema, request->json);
    bool whole = fault->item_count == 0;
    err checked = schema_check(schema, request->json, "", fault);
    request->unmet =
        checked.code == ERR_INVALID && whole && schema_has_shape(schema, request->json);
    return request->unmet ? OK : checked;
}

err intake_finish(const struct intake *intake, const struct head *head, const char *body,
                  size_t length, struct request *request, struct fault *fault)
{
    request->body = body;
    request->body_length = length;
    TRY(read_preconditions(head, request, fault));
    TRY(parameters_of_query(intake->contract, request, fault));
    parameters_of_headers(intake->contract, head, request, fault);
    TRY(read_body(intake, request, fault));
    if (request->idempotency_key || request->operation->stream)
        hash_request(head, request);
    return request->unmet ? OK : fault_invalid(fault);
}
