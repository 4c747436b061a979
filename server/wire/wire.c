/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/wire.h"

#include <civetweb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/clock.h"
#include "base/memory.h"
#include "http/answer.h"
#include "wire/sockets.h"

#include "base/banned.h"

enum {
    PIECE = 8192,       /* on a stack of 100 KiB */
    JOINED_MAX = 65536, /* head and body up to this go out in one packet train */
    WRITE_SECONDS = 30,
    LINGER_SECONDS = 2,
    LINGER_BYTES = 1024 * 1024,
    STREAM_BYTES_A_SECOND = 65536, /* a streamed body may take longer with its size */
    MOMENT_MILLISECONDS = 5        /* between the packets of a head and a small body */
};

static const int64_t SECOND = 1000000;

/* civetweb's parser ends words in place and stops silently at a line that it cannot read, or after
 * 64: what follows would be read as the next request. So look at the bytes behind each word. The
 * "\r\n" of every line became two NULs, of the empty line at the end only the "\n" became one; so
 * did a space before a colon. All white space behind the first line becomes NULs: where no header
 * follows, nothing tells whether the head ended there or the parser stopped. */
static bool head_whole(const struct mg_request_info *info, size_t *length)
{
    const char *line = info->http_version + strlen(info->http_version) + 2;
    for (int i = 0; i < info->num_headers; i++) {
        const struct mg_header *header = &info->http_headers[i];
        const char *name_end = header->name + strlen(header->name);
        const char *value_end = header->value + strlen(header->value);
        bool space_before_colon = header->value > name_end + 1 && name_end[1] == '\0';
        if (header->name != line || space_before_colon || value_end[1] != '\0')
            return false;
        line = value_end + 2;
    }
    *length = (size_t)(line + 2 - info->request_method);
    return info->num_headers > 0 && line[0] == '\r' && line[1] == '\0';
}

static bool list_has(const char *list, const char *word)
{
    size_t length = strlen(word);
    while (*(list += strspn(list, ", \t"))) {
        size_t part = strcspn(list, ", \t");
        if (part == length && strncasecmp(list, word, length) == 0)
            return true;
        list += part;
    }
    return false;
}

/* As civetweb decides it, since the answer must say what will happen. */
static bool peer_keeps(const struct head *head)
{
    const char *connection = head_find(head, "Connection");
    if (connection)
        return list_has(connection, "keep-alive");
    return strcmp(head->version, "1.1") == 0;
}

void wire_open(struct wire *wire, struct mg_connection *connection, struct visit *visit,
               struct reaper *reaper)
{
    const struct mg_request_info *info = mg_get_request_info(connection);
    *wire = (struct wire){
        .connection = connection,
        .visit = visit,
        .reaper = reaper,
        .address = info->remote_addr,
        .port = info->remote_port,
    };
}

void wire_head(struct wire *wire, struct head *out)
{
    const struct mg_request_info *info = mg_get_request_info(wire->connection);
    for (int i = 0; i < info->num_headers && i <= HEADERS_MAX; i++)
        wire->headers[i] = (struct header){info->http_headers[i].name, info->http_headers[i].value};
    *out = (struct head){
        .method = info->request_method,
        .path = info->local_uri_raw ? info->local_uri_raw : "",
        .query = info->query_string ? info->query_string : "",
        .version = info->http_version,
        .headers = wire->headers,
        .header_count = (size_t)info->num_headers,
        .whole = head_whole(info, &wire->head_length),
    };
    wire->keep_alive = peer_keeps(out);
    wire->chunks = strcmp(out->version, "1.1") == 0;
}

void wire_frame(struct wire *wire, const struct body_frame *frame)
{
    wire->frame = *frame;
    wire->unread = frame->chunked || frame->length > 0;
    wire->visit->taken += (int64_t)wire->head_length + frame->length;
}

void wire_last(struct wire *wire)
{
    wire->keep_alive = false;
    mg_disable_connection_keep_alive(wire->connection);
}

static size_t watch_until(const struct wire *wire, enum reaper_side side, int64_t deadline)
{
    if (wire->rest)
        wire->rest(wire->request);
    return reaper_watch(wire->reaper, side, wire->address, wire->port, deadline);
}

static size_t watch(const struct wire *wire, enum reaper_side side, int seconds)
{
    return watch_until(wire, side, clock_monotonic() + seconds * SECOND);
}

/* Looked for once: among 512 connections that takes as many calls of the system. */
static int own_socket(const struct wire *wire)
{
    if (wire->visit->descriptor <= 0)
        wire->visit->descriptor = sockets_of_peer(wire->address, wire->port);
    return wire->visit->descriptor;
}

bool wire_body_here(const struct wire *wire)
{
    if (!wire->unread)
        return true;
    if (wire->frame.chunked)
        return false;
    int descriptor = own_socket(wire);
    struct pollfd more = {.fd = descriptor, .events = POLLIN};
    bool here = sockets_received(descriptor) >= wire->visit->taken;
    if (!here && descriptor >= 0 && poll(&more, 1, MOMENT_MILLISECONDS) > 0)
        here = sockets_received(descriptor) >= wire->visit->taken;
    return here;
}

/* Of a socket that was reset the system knows no peer. */
bool wire_gone(const struct wire *wire)
{
    struct pollfd end = {.fd = own_socket(wire), .events = POLLRDHUP};
    return end.fd < 0 || poll(&end, 1, 0) > 0;
}

/* civetweb never answers Expect: 100-continue; a client that waits for it would stall. */
static void invite_body(struct wire *wire)
{
    static const char line[] = "HTTP/1.1 100 Continue\r\n\r\n";
    const char *expect = mg_get_header(wire->connection, "Expect");
    if (expect && strcasecmp(expect, "100-continue") == 0)
        mg_write(wire->connection, line, sizeof line - 1);
}

/* mg_read returns 0 at the end and at a cut-off alike, and less than 0 for a broken chunk. */
static enum err_code read_pieces(struct wire *wire, size_t limit, struct buf *out)
{
    char piece[PIECE];
    int count;
    while ((count = mg_read(wire->connection, piece, sizeof piece)) > 0) {
        if ((size_t)count > limit - out->length)
            return ERR_TOO_LARGE;
        buf_add(out, piece, (size_t)count);
    }
    bool cut_off = !wire->frame.chunked && out->length < (size_t)wire->frame.length;
    if (count < 0 || cut_off)
        return ERR_MALFORMED;
    return buf_ok(out) ? ERR_NONE : ERR_INTERNAL;
}

err wire_read(struct wire *wire, size_t limit, int seconds, struct buf *out, struct fault *fault)
{
    if (!wire->unread)
        return OK;
    /* A chunked body may be followed by trailers, which civetweb leaves for the next request. */
    if (wire->frame.chunked)
        wire_last(wire);
    invite_body(wire);
    size_t watched = watch(wire, REAPER_READING, seconds);
    enum err_code result = read_pieces(wire, limit, out);
    bool late = reaper_unwatch(wire->reaper, watched);
    wire->unread = result == ERR_TOO_LARGE;
    if (result != ERR_NONE || late)
        wire_last(wire);
    if (result == ERR_NONE)
        return OK;
    if (late)
        return fault_set(fault, ERR_TIMEOUT, NULL);
    return fault_set(fault, result, result == ERR_MALFORMED ? "body_incomplete" : NULL);
}

/* What mg_read said, once for a streamed body and at each piece. */
static err take_piece(struct wire *wire, int count, bool late, struct fault *fault)
{
    if (count > 0 && !late) {
        wire->received += count;
        if ((size_t)wire->received <= wire->limit)
            return OK;
        return fault_set(fault, ERR_TOO_LARGE, NULL);
    }
    bool cut_off = !wire->frame.chunked && wire->received < wire->frame.length;
    wire->unread = false;
    if (late)
        return fault_set(fault, ERR_TIMEOUT, NULL);
    if (count < 0 || cut_off)
        return fault_set(fault, ERR_MALFORMED, "body_incomplete");
    return OK;
}

static err read_stream(void *source, void *out, size_t size, size_t *count, struct fault *fault)
{
    struct wire *wire = source;
    if (!wire->unread)
        return OK;
    if (wire->received == 0) {
        if (wire->frame.chunked)
            wire_last(wire);
        invite_body(wire);
    }
    int64_t began = clock_monotonic();
    int64_t allowed = wire->seconds * SECOND + wire->received * SECOND / STREAM_BYTES_A_SECOND;
    size_t watched = watch_until(wire, REAPER_READING, began + allowed - wire->waited);
    int got = mg_read(wire->connection, out, size);
    bool late = reaper_unwatch(wire->reaper, watched);
    wire->waited += clock_monotonic() - began;
    err taken = take_piece(wire, got, late, fault);
    if (taken.code != ERR_NONE)
        wire_last(wire);
    else
        *count = (size_t)(got > 0 ? got : 0);
    return taken;
}

void wire_stream_body(struct wire *wire, size_t limit, int seconds, struct reader *out)
{
    wire->limit = limit;
    wire->seconds = seconds;
    out->read = read_stream;
    out->source = wire;
}

static bool write_bytes(struct wire *wire, const void *bytes, size_t length)
{
    if (mg_write(wire->connection, bytes, length) == (int)length)
        return true;
    wire_last(wire);
    return false;
}

static bool write_buffer(struct wire *wire, const struct buf *bytes)
{
    return write_bytes(wire, bytes->data, bytes->length);
}

/* Most clients read no answer before they have sent all of a file: so twice what it may have, at
 * the pace of one that is taken. */
static int64_t linger_most(const struct wire *wire)
{
    const struct operation *operation = wire->request->operation;
    return operation && operation->stream ? 2 * (int64_t)operation->body_limit : LINGER_BYTES;
}

/* Closing on unread bytes makes the peer's system throw the answer away. Nobody waits for more of a
 * stranger's than has come. */
static void linger(struct wire *wire)
{
    if (!wire->known) {
        sockets_discard(own_socket(wire), LINGER_BYTES);
        return;
    }
    char piece[PIECE];
    int64_t total = 0, most = linger_most(wire);
    int64_t deadline = clock_monotonic() + LINGER_SECONDS * SECOND;
    for (int count = 1; count > 0 && total < most; total += count) {
        size_t watched = watch_until(wire, REAPER_READING, deadline);
        count = mg_read(wire->connection, piece, sizeof piece);
        if (reaper_unwatch(wire->reaper, watched))
            return;
        if (most > LINGER_BYTES)
            deadline += count * SECOND / STREAM_BYTES_A_SECOND;
    }
}

static void send_whole(struct wire *wire, const struct response *response, bool body,
                       struct buf *head)
{
    body = body && response->body.length > 0;
    bool joined = body && response->body.length <= JOINED_MAX;
    if (joined)
        buf_add(head, response->body.data, response->body.length);
    if (!buf_ok(head)) { /* no memory: a connection that closes says so, half a head does not */
        wire_last(wire);
        return;
    }
    size_t watched = watch(wire, REAPER_WRITING, WRITE_SECONDS);
    write_buffer(wire, head);
    if (body && !joined)
        write_buffer(wire, &response->body);
    if (reaper_unwatch(wire->reaper, watched))
        wire_last(wire);
}

/* One chunk. Each has its own deadline: a client may take long for a long answer, but not for a
 * piece of it. */
static err send_piece(void *target, const struct buf *bytes, struct fault *fault)
{
    struct wire *wire = target;
    char size[24];
    int digits = snprintf(size, sizeof size, "%zx\r\n", bytes->length);
    size_t watched = watch(wire, REAPER_WRITING, WRITE_SECONDS);
    bool sent = !wire->framed || write_bytes(wire, size, (size_t)digits);
    sent = sent && write_buffer(wire, bytes) && (!wire->framed || write_bytes(wire, "\r\n", 2));
    bool late = reaper_unwatch(wire->reaper, watched);
    if (sent && !late)
        return OK;
    wire_last(wire);
    return fault_log(fault, ERR_UNAVAILABLE, "the client is gone");
}

/* Without the last chunk, or with less than was announced, the client knows that the answer is not
 * whole. */
static err send_stream(struct wire *wire, const struct response *response, struct request *request,
                       int64_t *sent, struct fault *fault)
{
    struct writer writer = {.buf = BUF_INIT(WRITER_MAX), .send = send_piece, .target = wire};
    err done = response->stream.write(request, &writer, response->stream.context, fault);
    if (done.code == ERR_NONE && memory_short())
        done = fault_log(fault, ERR_UNAVAILABLE, "out of memory");
    if (done.code == ERR_NONE)
        done = writer_flush(&writer, fault);
    buf_release(&writer.buf);
    *sent = writer.sent;
    if (done.code != ERR_NONE)
        wire_last(wire);
    else if (wire->framed)
        write_bytes(wire, "0\r\n\r\n", 5);
    return done;
}

err wire_send(struct wire *wire, const struct response *response, struct request *request,
              int64_t *sent, struct fault *fault)
{
    bool stream = response->stream.write != NULL;
    wire->framed = stream && response->stream_length == 0 && wire->chunks;
    if (wire->unread || (stream && response->stream_length == 0 && !wire->chunks))
        wire_last(wire);
    SCOPED(buf_release) struct buf head = BUF_INIT(ANSWER_HEAD_MAX + JOINED_MAX);
    const struct answer_frame frame = {.keep_alive = wire->keep_alive, .chunked = wire->chunks};
    /* All instants of an answer come from one clock. */
    time_t now = request->now ? (time_t)(request->now / SECOND) : time(NULL);
    answer_head(response, request, now, &frame, &head);
    bool body = answer_has_body(response) && !request->head;
    err done = OK;
    *sent = (int64_t)response->body.length;
    send_whole(wire, response, body && !stream, &head);
    if (body && stream)
        done = send_stream(wire, response, request, sent, fault);
    if (wire->unread)
        linger(wire);
    return done;
}
