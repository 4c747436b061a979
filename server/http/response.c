/* SPDX-License-Identifier: Apache-2.0 */
#include "http/response.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/uri.h"

#include "base/banned.h"

void response_init(struct response *response)
{
    *response = (struct response){
        .body = BUF_INIT(RESPONSE_BODY_MAX),
        .link = BUF_INIT(RESPONSE_LINK_MAX),
    };
}

void response_release(struct response *response)
{
    if (response->stream.release)
        response->stream.release(response->stream.context);
    response->stream = (struct response_stream){0};
    buf_release(&response->body);
    buf_release(&response->link);
}

void response_clear(struct response *response)
{
    response_release(response);
    response_init(response);
}

void response_json_text(struct response *response, int status, const char *json, size_t length)
{
    response->status = status;
    buf_clear(&response->body);
    buf_add(&response->body, json, length);
}

static int append_json(const char *bytes, size_t length, void *body)
{
    buf_add(body, bytes, length);
    return 0;
}

void response_json(struct response *response, int status, const json_t *value)
{
    response->status = status;
    buf_clear(&response->body);
    if (json_dump_callback(value, append_json, &response->body, JSON_COMPACT | JSON_ENCODE_ANY) !=
        0)
        response->body.failed = true;
}

void response_etag(struct response *response, const char *etag)
{
    snprintf(response->etag, sizeof response->etag, "%s", etag);
}

bool response_not_modified(struct response *response, const struct request *request,
                           const char *etag)
{
    response_etag(response, etag);
    if (!request_etag_known(request, etag))
        return false;
    response->status = 304;
    buf_clear(&response->body);
    return true;
}

void response_location(struct response *response, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(response->location, sizeof response->location, format, arguments);
    va_end(arguments);
}

void response_next_page(struct response *response, const struct request *request,
                        const char *cursor)
{
    struct buf *link = &response->link;
    buf_clear(link);
    buf_format(link, "<%s?", request->path);
    for (const char *word = request->query; *word;) {
        size_t length = strcspn(word, "&");
        if (length > 0 && strncmp(word, "cursor=", 7) != 0) {
            buf_add(link, word, length);
            buf_char(link, '&');
        }
        word += length + (word[length] == '&');
    }
    buf_text_add(link, "cursor=");
    uri_encode(link, cursor);
    buf_text_add(link, ">; rel=\"next\"");
}
