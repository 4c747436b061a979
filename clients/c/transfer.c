/* SPDX-License-Identifier: Apache-2.0 */
#include "transfer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BODY_MAX = 64 << 20 };

struct arrival {
    const struct transfer *transfer;
    struct hoshitori_answer *answer;
    struct outcome *outcome;
    size_t capacity;
};

static int status_of(CURL *curl)
{
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    return (int)status;
}

static bool append(struct arrival *arrival, const char *bytes, size_t length)
{
    struct hoshitori_answer *answer = arrival->answer;
    if (length > BODY_MAX - answer->length) {
        arrival->outcome->too_long = true;
        return false;
    }
    if (answer->length + length + 1 > arrival->capacity) {
        size_t wanted = (answer->length + length + 1) * 2;
        char *grown = realloc(answer->body, wanted);
        if (grown == NULL)
            return false;
        answer->body = grown;
        arrival->capacity = wanted;
    }
    memcpy(answer->body + answer->length, bytes, length);
    answer->length += length;
    answer->body[answer->length] = '\0';
    return true;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *context)
{
    struct arrival *arrival = context;
    const struct hoshitori_request *request = arrival->transfer->request;
    size_t length = size * count;
    if (request->sink == NULL || status_of(arrival->transfer->curl) / 100 != 2)
        return append(arrival, bytes, length) ? length : 0;
    arrival->outcome->delivered = true;
    if (request->sink(request->sink_context, bytes, length))
        return length;
    arrival->outcome->stopped = true;
    return 0;
}

static int on_progress(void *context, curl_off_t down_total, curl_off_t down, curl_off_t up_total,
                       curl_off_t up)
{
    struct arrival *arrival = context;
    const struct hoshitori_options *options = arrival->transfer->options;
    bool sending = up < up_total || down == 0;
    if (options->on_progress(options->context, sending, (size_t)(sending ? up : down),
                             (size_t)(sending ? up_total : down_total)))
        return 0;
    arrival->outcome->stopped = true;
    return 1;
}

/* Did the request go out, so that the server may have acted on it? */
static bool was_sent(CURL *curl, CURLcode code)
{
    if (code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY ||
        code == CURLE_COULDNT_CONNECT || code == CURLE_SSL_CONNECT_ERROR ||
        code == CURLE_PEER_FAILED_VERIFICATION)
        return false;
    curl_off_t pretransfer = 0;
    curl_easy_getinfo(curl, CURLINFO_PRETRANSFER_TIME_T, &pretransfer);
    return pretransfer > 0;
}

static bool is_hopeless(CURLcode code)
{
    return code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE ||
           code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_URL_MALFORMAT ||
           code == CURLE_OUT_OF_MEMORY;
}

static const char *header_of(CURL *curl, const char *name)
{
    struct curl_header *header = NULL;
    return curl_easy_header(curl, name, 0, CURLH_HEADER, -1, &header) == CURLHE_OK ? header->value
                                                                                   : NULL;
}

static void set_body(CURL *curl, const struct transfer *transfer)
{
    const char *method = transfer->request->method;
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, NULL);
    curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
    if (strcmp(method, "GET") != 0 && strcmp(method, "DELETE") != 0) {
        curl_easy_setopt(curl, CURLOPT_POST, 1L);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)transfer->body_length);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, transfer->body != NULL ? transfer->body : "");
    }
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
    /* On a connection that was used before, libcurl would send a lost request again by itself. */
    curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, strcmp(method, "DELETE") == 0 ? 1L : 0L);
}

static CURLcode perform(const struct transfer *transfer, struct arrival *arrival)
{
    CURL *curl = transfer->curl;
    set_body(curl, transfer);
    arrival->answer->failure[0] = '\0';
    curl_easy_setopt(curl, CURLOPT_URL, transfer->url);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, transfer->headers);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, arrival->answer->failure);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, arrival);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, transfer->options->on_progress == NULL ? 1L : 0L);
    if (transfer->options->on_progress != NULL) {
        curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
        curl_easy_setopt(curl, CURLOPT_XFERINFODATA, arrival);
    }
    CURLcode code = curl_easy_perform(curl);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, NULL);
    return code;
}

struct outcome transfer_run(const struct transfer *transfer, struct hoshitori_answer *answer)
{
    struct outcome outcome = {.retry_after = -1};
    struct arrival arrival = {.transfer = transfer, .answer = answer, .outcome = &outcome};
    CURLcode code = perform(transfer, &arrival);
    if (code != CURLE_OK) {
        outcome.sent = was_sent(transfer->curl, code);
        outcome.hopeless = is_hopeless(code);
        if (answer->failure[0] == '\0')
            snprintf(answer->failure, sizeof answer->failure, "%s", curl_easy_strerror(code));
        return outcome;
    }
    answer->failure[0] = '\0';
    outcome.sent = true;
    outcome.status = answer->status = status_of(transfer->curl);
    const char *wait = header_of(transfer->curl, "Retry-After");
    if (wait != NULL)
        outcome.retry_after = (int)strtol(wait, NULL, 10);
    const char *etag = header_of(transfer->curl, "ETag");
    answer->etag = etag != NULL ? strdup(etag) : NULL;
    answer->replayed = header_of(transfer->curl, "Idempotency-Replayed") != NULL;
    return outcome;
}
