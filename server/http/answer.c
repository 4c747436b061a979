/* SPDX-License-Identifier: Apache-2.0 */
#include "http/answer.h"

#include <inttypes.h>

#include "base/banned.h"

static const struct {
    int status;
    const char *phrase;
} phrases[] = {
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {422, "Unprocessable Content"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {503, "Service Unavailable"},
};

static const char *phrase_of(int status)
{
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
        if (phrases[i].status == status)
            return phrases[i].phrase;
    return "";
}

/* A value with a line's end would begin a header of somebody else's choice: it is left out. */
static void add_header(struct buf *out, const char *name, const char *value)
{
    for (const unsigned char *c = (const unsigned char *)value; *c; c++)
        if (*c < ' ' || *c == 0x7f)
            return;
    buf_format(out, "%s: %s\r\n", name, value);
}

static void add_date_header(struct buf *out, time_t now)
{
    static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct tm tm;
    if (!gmtime_r(&now, &tm))
        return;
    buf_format(out, "Date: %s, %02d %s %d %02d:%02d:%02d GMT\r\n", days[tm.tm_wday], tm.tm_mday,
               months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

/* A browser would keep on its disk what a session reads, for whoever uses the machine next. */
static const char *cache_control(const struct response *response, const struct request *request)
{
    if (response->cache_control)
        return response->cache_control;
    bool session = request->credential.page_token[0] != '\0';
    return response->etag[0] && !session ? "private, no-cache" : "no-store";
}

static void add_content(const struct response *response, const struct answer_frame *frame,
                        struct buf *out)
{
    if (!answer_has_body(response))
        return;
    add_header(out, "Content-Type",
               response->content_type ? response->content_type : "application/json; charset=utf-8");
    if (!response->stream.write)
        buf_format(out, "Content-Length: %zu\r\n", response->body.length);
    else if (response->stream_length > 0)
        buf_format(out, "Content-Length: %" PRId64 "\r\n", response->stream_length);
    else if (frame->chunked)
        add_header(out, "Transfer-Encoding", "chunked");
    if (response->content_encoding)
        add_header(out, "Content-Encoding", response->content_encoding);
    if (response->disposition[0])
        add_header(out, "Content-Disposition", response->disposition);
    if (response->language)
        add_header(out, "Content-Language", response->language);
}

/* "" where there is none. */
static void add_given(struct buf *out, const char *name, const char *value)
{
    if (value[0])
        add_header(out, name, value);
}

static void add_optional(const struct response *response, const struct allowance *allowance,
                         struct buf *out)
{
    if (response->etag[0])
        buf_format(out, "ETag: \"%s\"\r\n", response->etag);
    if (response->parts)
        add_header(out, "Accept-Ranges", "bytes");
    add_given(out, "Repr-Digest", response->repr_digest);
    add_given(out, "Content-Range", response->content_range);
    add_given(out, "Location", response->location);
    if (response->link.length > 0)
        add_header(out, "Link", buf_text(&response->link));
    if (response->allow[0] && response->status == 405)
        add_header(out, "Allow", response->allow);
    if (response->retry_after > 0)
        buf_format(out, "Retry-After: %d\r\n", response->retry_after);
    if (response->replayed)
        add_header(out, "Idempotency-Replayed", "true");
    if (response->recently_written > 0)
        buf_format(out, "Hoshitori-Recently-Written: %d\r\n", response->recently_written);
    add_given(out, "Hoshitori-Next-After", response->next_after);
    if (allowance->name) {
        add_header(out, "RateLimit-Policy", allowance->policy);
        buf_format(out, "RateLimit: \"%s\";r=%d;t=%d\r\n", allowance->name, allowance->left,
                   allowance->seconds);
    }
    add_given(out, "Set-Cookie", response->cookie);
    if (response->clear_site_data)
        add_header(out, "Clear-Site-Data", response->clear_site_data);
    add_given(out, "Set-Cookie", response->device_cookie);
    if (response->status == 401)
        add_header(out, "WWW-Authenticate", "Bearer realm=\"hoshitori\"");
}

void answer_settle(struct response *response)
{
    if (response->status == 0)
        response->status = response->body.length > 0 || response->stream.write ? 200 : 204;
}

bool answer_has_body(const struct response *response)
{
    return response->status != 204 && response->status != 304;
}

void answer_head(const struct response *response, const struct request *request, time_t now,
                 const struct answer_frame *frame, struct buf *out)
{
    buf_format(out, "HTTP/1.1 %d %s\r\n", response->status, phrase_of(response->status));
    add_date_header(out, now);
    add_content(response, frame, out);
    add_header(out, "Cache-Control", cache_control(response, request));
    add_header(out, "X-Content-Type-Options", "nosniff");
    add_header(out, "Referrer-Policy", "no-referrer");
    add_header(out, "Content-Security-Policy",
               response->policy ? response->policy : "default-src 'none'; frame-ancestors 'none'");
    add_header(out, "Cross-Origin-Resource-Policy", "same-origin");
    add_header(out, "Cross-Origin-Opener-Policy", "same-origin");
    add_header(out, "Vary", "Accept, Accept-Encoding, Accept-Language, Authorization, Cookie");
    add_header(out, "X-Request-Id", request->id);
    add_optional(response, &request->allowance, out);
    if (request->operation && request->operation->deprecation)
        buf_text_add(out, request->operation->deprecation);
    add_header(out, "Connection", frame->keep_alive ? "keep-alive" : "close");
    buf_text_add(out, "\r\n");
}
