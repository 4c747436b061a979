/* SPDX-License-Identifier: Apache-2.0 */
#include "outbound/transfer.h"

#include <ctype.h>
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/banned.h"

struct transfer_line {
    CURL *curl;
};

struct transfer_place;

struct transfer_group {
    CURLM *multi;
    size_t count, busy;
    void (*drop)(void *context);
    struct transfer_place *places; /* owned; count of them */
};

/* What one transfer's callbacks see. */
struct course {
    const struct transfer *transfer;
    struct transfer_result *result;
    struct buf *answer;
    size_t sent;     /* of the body */
    size_t received; /* of the answer */
    bool forbidden;
};

/* One transfer of a group. */
struct transfer_place {
    CURL *curl; /* owned */
    struct transfer transfer;
    struct transfer_result result;
    struct course course;
    struct curl_slist *headers; /* owned, while it is busy */
    char failure[CURL_ERROR_SIZE];
    void *context;
    bool busy;
};

err transfer_start(struct fault *fault)
{
    return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK
               ? OK
               : fault_log(fault, ERR_INTERNAL, "libcurl cannot be started");
}

void transfer_stop(void)
{
    curl_global_cleanup();
}

err transfer_line_open(struct transfer_line **out, struct fault *fault)
{
    SCOPED(transfer_line_close) struct transfer_line *line = calloc(1, sizeof *line);
    if (!line || !(line->curl = curl_easy_init()))
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    *out = steal(&line);
    return OK;
}

void transfer_line_close(struct transfer_line **line)
{
    struct transfer_line *closed = steal(line);
    if (!closed)
        return;
    curl_easy_cleanup(closed->curl);
    free(closed);
}

static size_t on_send(char *out, size_t size, size_t count, void *context)
{
    struct course *course = context;
    size_t left = course->transfer->length - course->sent;
    size_t part = size * count < left ? size * count : left;
    memcpy(out, (const char *)course->transfer->body + course->sent, part);
    course->sent += part;
    return part;
}

static size_t on_answer(char *bytes, size_t size, size_t count, void *context)
{
    struct course *course = context;
    size_t length = size * count;
    course->received += length;
    if (course->received > course->transfer->answer_max)
        return 0;
    if (course->answer)
        buf_add(course->answer, bytes, length);
    return length;
}

/* Lines before the answer's body count as the body does: a receiver may send them without end. */
static size_t on_header(char *bytes, size_t size, size_t count, void *context)
{
    struct course *course = context;
    (void)bytes;
    course->received += size * count;
    return course->received > course->transfer->answer_max ? 0 : size * count;
}

/* The last line that a server of SMTP said, without what would not show in a line of text. */
static size_t on_line(char *bytes, size_t size, size_t count, void *context)
{
    struct course *course = context;
    size_t length = size * count, kept = 0;
    char *detail = course->result->detail;
    course->received += length;
    if (course->received > course->transfer->answer_max)
        return 0;
    /* Good-bye is said last, whatever was said before. */
    if (length >= 3 && strncmp(bytes, "221", 3) == 0)
        return length;
    for (size_t i = 0; i < length && kept + 1 < TRANSFER_DETAIL_SIZE; i++)
        if (isprint((unsigned char)bytes[i]))
            detail[kept++] = bytes[i];
    detail[kept] = '\0';
    return length;
}

static curl_socket_t on_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct course *course = context;
    (void)purpose;
    if (course->transfer->address_allowed && !course->transfer->address_allowed(&address->addr)) {
        course->forbidden = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static void set_common(CURL *curl, const struct transfer *transfer, struct course *course,
                       char failure[static CURL_ERROR_SIZE])
{
    curl_easy_setopt(curl, CURLOPT_URL, transfer->url);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    /* A name that is still looked up is left to its thread: waiting for it would hold up all
     * others. */
    curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)transfer->connect_seconds);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)transfer->seconds);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, failure);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_answer);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, course);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, on_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, course);
    if (transfer->user) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, transfer->user);
        curl_easy_setopt(curl, CURLOPT_PASSWORD, transfer->password);
    }
    if (transfer->ca_file)
        curl_easy_setopt(curl, CURLOPT_CAINFO, transfer->ca_file);
}

static struct curl_slist *set_smtp(CURL *curl, const struct transfer *transfer,
                                   struct course *course)
{
    struct curl_slist *recipients = curl_slist_append(NULL, transfer->recipient);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, transfer->plain ? "smtp" : "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_USE_SSL,
                     (long)(transfer->plain ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, transfer->sender);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_send);
    curl_easy_setopt(curl, CURLOPT_READDATA, course);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_line);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, course);
    return recipients;
}

static struct curl_slist *set_http(CURL *curl, const struct transfer *transfer,
                                   struct course *course)
{
    struct curl_slist *headers = NULL;
    for (size_t i = 0; transfer->headers && transfer->headers[i]; i++) {
        struct curl_slist *longer = curl_slist_append(headers, transfer->headers[i]);
        headers = longer ? longer : headers;
    }
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, transfer->plain ? "http,https" : "https");
    if (transfer->kind == TRANSFER_POST) {
        curl_easy_setopt(curl, CURLOPT_POST, 1L);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, transfer->body);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)transfer->length);
    }
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, course);
    return headers;
}

/* Said of this mail, not of who sends it: to its recipient, or behind its text. */
static bool is_of_this_mail(const struct course *course, const char *failure)
{
    return course->sent > 0 || strncmp(failure, "RCPT failed", strlen("RCPT failed")) == 0;
}

/* Some ask for a login only where a recipient is named, or behind the text (RFC 4954, 6). */
static bool wants_login(const struct course *course)
{
    int status = course->result->status;
    return course->transfer->kind == TRANSFER_SMTP &&
           (status == 530 || status == 534 || status == 535 || status == 538);
}

static enum transfer_outcome outcome_of(CURLcode code, const struct course *course,
                                        const char *failure)
{
    /* One address of a name may be forbidden, and another one have answered. */
    if (course->forbidden && course->result->status == 0)
        return TRANSFER_FORBIDDEN;
    if (course->received > course->transfer->answer_max)
        return TRANSFER_TOO_LONG;
    switch (code) {
    case CURLE_OK:
        return TRANSFER_ANSWERED;
    case CURLE_LOGIN_DENIED:
        return TRANSFER_LOGIN;
    case CURLE_OPERATION_TIMEDOUT:
        return TRANSFER_TIMEOUT;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
        return TRANSFER_UNREACHABLE;
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
        return TRANSFER_UNTRUSTED;
    default:
        if (wants_login(course))
            return TRANSFER_LOGIN;
        return course->result->status >= 400 && course->transfer->kind == TRANSFER_SMTP &&
                       is_of_this_mail(course, failure)
                   ? TRANSFER_REFUSED
                   : TRANSFER_BROKEN;
    }
}

static void conclude(CURL *curl, CURLcode code, const struct course *course, const char *failure)
{
    struct transfer_result *result = course->result;
    long status = 0;
    curl_off_t wait = 0, microseconds = 0;
    curl_easy_getinfo(curl, CURLINFO_TOTAL_TIME_T, &microseconds);
    result->milliseconds = (int)(microseconds / 1000);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    result->status = (int)status;
    if (course->transfer->kind != TRANSFER_SMTP &&
        curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &wait) == CURLE_OK && wait > 0)
        result->retry_after = wait < 86400 ? (int)wait : 86400;
    result->outcome = outcome_of(code, course, failure);
    /* A server of SMTP has said itself why it takes nothing. */
    if (code != CURLE_OK && result->outcome != TRANSFER_REFUSED)
        snprintf(result->detail, sizeof result->detail, "%s",
                 failure[0] ? failure : curl_easy_strerror(code));
}

void transfer_run(struct transfer_line *line, const struct transfer *transfer, struct buf *answer,
                  struct transfer_result *out)
{
    char failure[CURL_ERROR_SIZE] = "";
    struct transfer_result result = {.retry_after = -1};
    struct course course = {.transfer = transfer, .result = &result, .answer = answer};
    CURL *curl = line->curl;
    curl_easy_reset(curl); /* keeps the connection */
    set_common(curl, transfer, &course, failure);
    struct curl_slist *list = transfer->kind == TRANSFER_SMTP ? set_smtp(curl, transfer, &course)
                                                              : set_http(curl, transfer, &course);
    conclude(curl, curl_easy_perform(curl), &course, failure);
    curl_slist_free_all(list);
    *out = result;
}

err transfer_group_open(size_t most, void (*drop)(void *context), struct transfer_group **out,
                        struct fault *fault)
{
    SCOPED(transfer_group_close) struct transfer_group *group = calloc(1, sizeof *group);
    if (!group || !(group->multi = curl_multi_init()) ||
        !(group->places = calloc(most, sizeof *group->places)))
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    group->drop = drop;
    for (; group->count < most; group->count++)
        if (!(group->places[group->count].curl = curl_easy_init()))
            return fault_log(fault, ERR_INTERNAL, "out of memory");
    *out = steal(&group);
    return OK;
}

static void leave(struct transfer_group *group, struct transfer_place *place)
{
    curl_multi_remove_handle(group->multi, place->curl);
    curl_slist_free_all(steal(&place->headers));
    place->busy = false;
    group->busy--;
}

void transfer_group_close(struct transfer_group **group)
{
    struct transfer_group *closed = steal(group);
    if (!closed)
        return;
    for (size_t i = 0; i < closed->count; i++) {
        if (closed->places[i].busy) {
            leave(closed, &closed->places[i]);
            closed->drop(closed->places[i].context);
        }
        curl_easy_cleanup(closed->places[i].curl);
    }
    curl_multi_cleanup(closed->multi);
    free(closed->places);
    free(closed);
}

size_t transfer_group_room(const struct transfer_group *group)
{
    return group->count - group->busy;
}

size_t transfer_group_busy(const struct transfer_group *group)
{
    return group->busy;
}

static struct transfer_place *free_place(struct transfer_group *group)
{
    struct transfer_place *place = group->places;
    while (place->busy)
        place++;
    return place;
}

bool transfer_group_add(struct transfer_group *group, const struct transfer *transfer,
                        struct buf *answer, void *context)
{
    struct transfer_place *place = free_place(group);
    place->transfer = *transfer;
    place->result = (struct transfer_result){.retry_after = -1};
    place->course =
        (struct course){.transfer = &place->transfer, .result = &place->result, .answer = answer};
    place->context = context;
    place->failure[0] = '\0';
    curl_easy_reset(place->curl);
    set_common(place->curl, &place->transfer, &place->course, place->failure);
    place->headers = set_http(place->curl, &place->transfer, &place->course);
    curl_easy_setopt(place->curl, CURLOPT_PRIVATE, place);
    if (curl_multi_add_handle(group->multi, place->curl) != CURLM_OK) {
        curl_slist_free_all(steal(&place->headers));
        return false;
    }
    place->busy = true;
    group->busy++;
    return true;
}

static void *take_done(struct transfer_group *group, struct transfer_result *out)
{
    int left = 0;
    CURLMsg *message = curl_multi_info_read(group->multi, &left);
    struct transfer_place *place = NULL;
    if (!message || message->msg != CURLMSG_DONE)
        return NULL;
    CURLcode code = message->data.result;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &place);
    conclude(place->curl, code, &place->course, place->failure);
    leave(group, place);
    *out = place->result;
    return place->context;
}

void *transfer_group_next(struct transfer_group *group, int milliseconds,
                          struct transfer_result *out)
{
    int running = 0;
    curl_multi_perform(group->multi, &running);
    void *done = take_done(group, out);
    if (done || milliseconds == 0 || group->busy == 0)
        return done;
    curl_multi_poll(group->multi, NULL, 0, milliseconds, NULL);
    curl_multi_perform(group->multi, &running);
    return take_done(group, out);
}
