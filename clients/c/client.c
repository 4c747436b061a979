/* SPDX-License-Identifier: Apache-2.0 */
#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "hoshitori.h"
#include "retry.h"
#include "transfer.h"

enum { ATTEMPTS = 4, CONNECT_SECONDS = 10, SILENCE_SECONDS = 90, KEY_SIZE = 37 };

struct hoshitori {
    struct hoshitori_options options; /* its texts are owned */
    CURL *curl;
};

static char *copy(const char *text)
{
    return text != NULL ? strdup(text) : NULL;
}

/* The address without the slash at its end, for paths begin with one. */
static char *copy_address(const char *url)
{
    char *copied = copy(url);
    size_t length = copied != NULL ? strlen(copied) : 0;
    while (length > 0 && copied[length - 1] == '/')
        copied[--length] = '\0';
    return copied;
}

static void wipe(char *secret)
{
    if (secret != NULL)
        explicit_bzero(secret, strlen(secret));
    free(secret);
}

static void set_always(CURL *curl, const struct hoshitori_options *options)
{
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)SILENCE_SECONDS);
    curl_easy_setopt(curl, CURLOPT_USERAGENT,
                     options->agent != NULL ? options->agent : "hoshitori-c");
    if (options->ca_file != NULL)
        curl_easy_setopt(curl, CURLOPT_CAINFO, options->ca_file);
}

struct hoshitori *hoshitori_open(const struct hoshitori_options *options)
{
    if (hoshitori_address(options->url, options->insecure_http) != HOSHITORI_ADDRESS_OK)
        return NULL;
    struct hoshitori *client = calloc(1, sizeof *client);
    if (client == NULL)
        return NULL;
    curl_global_init(CURL_GLOBAL_DEFAULT); /* counted: each close takes one back */
    client->options = *options;
    client->options.url = copy_address(options->url);
    client->options.key = copy(options->key);
    client->options.language = copy(options->language != NULL ? options->language : "ja");
    client->options.agent = NULL;
    client->options.ca_file = NULL;
    client->curl = curl_easy_init();
    if (client->options.url == NULL || client->options.language == NULL || client->curl == NULL ||
        (options->key != NULL && client->options.key == NULL)) {
        hoshitori_close(client);
        return NULL;
    }
    if (client->options.attempts < 1)
        client->options.attempts = ATTEMPTS;
    set_always(client->curl, options);
    return client;
}

void hoshitori_close(struct hoshitori *client)
{
    if (client == NULL)
        return;
    curl_easy_cleanup(client->curl);
    free((char *)client->options.url);
    wipe((char *)client->options.key);
    free((char *)client->options.language);
    free(client);
    curl_global_cleanup();
}

void hoshitori_answer_release(struct hoshitori_answer *answer)
{
    json_decref(answer->json);
    free(answer->body);
    free(answer->etag);
    *answer = (struct hoshitori_answer){0};
}

/* A UUID of version 4; false without randomness. */
static bool new_key(char out[static KEY_SIZE])
{
    unsigned char bytes[16];
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        return false;
    bytes[6] = (unsigned char)((bytes[6] & 0x0f) | 0x40);
    bytes[8] = (unsigned char)((bytes[8] & 0x3f) | 0x80);
    size_t at = 0;
    for (size_t i = 0; i < sizeof bytes; i++)
        at += (size_t)snprintf(out + at, KEY_SIZE - at, "%s%02x",
                               i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", bytes[i]);
    return true;
}

/* A line end would begin a header of somebody else's choice. */
static bool fits_header(const char *value)
{
    for (; *value; value++)
        if ((unsigned char)*value < ' ' || *value == 0x7f)
            return false;
    return true;
}

static void add_header(struct curl_slist **headers, const char *name, const char *value)
{
    char line[1024];
    if (value == NULL || *headers == NULL)
        return;
    int length = snprintf(line, sizeof line, "%s: %s", name, value);
    struct curl_slist *longer = length > 0 && (size_t)length < sizeof line && fits_header(value)
                                    ? curl_slist_append(*headers, line)
                                    : NULL;
    if (longer == NULL) {
        curl_slist_free_all(*headers);
        *headers = NULL;
    } else
        *headers = longer;
    explicit_bzero(line, sizeof line);
}

/* NULL when memory ran out or a header is too long. */
static struct curl_slist *make_headers(const struct hoshitori *client,
                                       const struct hoshitori_request *request,
                                       const char *idempotency_key)
{
    struct curl_slist *headers = curl_slist_append(NULL, "Expect:");
    char bearer[256] = "Bearer ";
    if (client->options.key != NULL && !request->without_key) {
        snprintf(bearer + 7, sizeof bearer - 7, "%s", client->options.key);
        add_header(&headers, "Authorization", bearer);
        explicit_bzero(bearer, sizeof bearer);
    }
    add_header(&headers, "Accept-Language", client->options.language);
    add_header(&headers, "Accept", request->accept != NULL ? request->accept : "application/json");
    if (request->content_type != NULL || request->json != NULL)
        add_header(&headers, "Content-Type",
                   request->content_type != NULL ? request->content_type : "application/json");
    else if (headers != NULL && request->bytes == NULL)
        /* else libcurl names one of its own for the empty body */
        headers = curl_slist_append(headers, "Content-Type:");
    add_header(&headers, "If-Match", request->if_match);
    add_header(&headers, "If-None-Match", request->if_none_match);
    add_header(&headers, "Content-Digest", request->content_digest);
    add_header(&headers, "Idempotency-Key", idempotency_key);
    return headers;
}

static void sleep_milliseconds(int milliseconds)
{
    struct timespec rest = {.tv_sec = milliseconds / 1000,
                            .tv_nsec = (long)(milliseconds % 1000) * 1000000};
    while (nanosleep(&rest, &rest) != 0 && errno == EINTR)
        continue;
}

static int pause_after(const struct hoshitori *client, const struct outcome *outcome,
                       const struct hoshitori_request *request, int number)
{
    unsigned chance = 0;
    if (getrandom(&chance, sizeof chance, GRND_NONBLOCK) != (ssize_t)sizeof chance)
        chance = (unsigned)number;
    return outcome->stopped || outcome->delivered || outcome->too_long || outcome->hopeless
               ? RETRY_NONE
               : retry_pause(&(struct attempt){
                     .number = number,
                     .allowed = client->options.attempts,
                     .repeatable = strcmp(request->method, "DELETE") != 0,
                     .sent = outcome->sent,
                     .status = outcome->status,
                     .retry_after = outcome->retry_after,
                     .chance = chance,
                 });
}

static enum hoshitori_result judge_answer(const struct outcome *outcome,
                                          struct hoshitori_answer *answer, bool json_wanted)
{
    if (outcome->stopped)
        return HOSHITORI_STOPPED;
    if (outcome->too_long)
        return HOSHITORI_UNREADABLE;
    if (outcome->status == 0)
        return HOSHITORI_UNREACHABLE;
    json_error_t error = {.text = ""};
    bool success = outcome->status / 100 == 2 || outcome->status == 304;
    if (answer->body != NULL && (json_wanted || !success))
        answer->json = json_loadb(answer->body, answer->length, JSON_REJECT_DUPLICATES, &error);
    if (success && json_wanted && answer->length > 0 && answer->json == NULL) {
        snprintf(answer->failure, sizeof answer->failure, "%.200s", error.text);
        return HOSHITORI_UNREADABLE;
    }
    return success ? HOSHITORI_OK : HOSHITORI_REFUSED;
}

static enum hoshitori_result send_until_answered(struct hoshitori *client,
                                                 const struct transfer *transfer,
                                                 struct hoshitori_answer *answer)
{
    const struct hoshitori_request *request = transfer->request;
    for (int number = 1;; number++) {
        struct outcome outcome = transfer_run(transfer, answer);
        int pause = pause_after(client, &outcome, request, number);
        if (pause == RETRY_NONE)
            return judge_answer(&outcome, answer, request->sink == NULL && request->accept == NULL);
        if (client->options.on_pause != NULL)
            client->options.on_pause(client->options.context, number, outcome.status, pause);
        sleep_milliseconds(pause);
        hoshitori_answer_release(answer);
    }
}

enum hoshitori_result hoshitori_send(struct hoshitori *client,
                                     const struct hoshitori_request *request,
                                     struct hoshitori_answer *answer)
{
    *answer = (struct hoshitori_answer){0};
    char key[KEY_SIZE] = "";
    const char *idempotency_key = request->idempotency_key;
    if (idempotency_key == NULL && strcmp(request->method, "POST") == 0 && new_key(key))
        idempotency_key = key;
    char url[HOSHITORI_TARGET_MAX + 1024];
    int length = snprintf(url, sizeof url, "%s%s", client->options.url, request->target.text);
    char *body = request->json != NULL ? json_dumps(request->json, JSON_COMPACT) : NULL;
    struct curl_slist *headers = make_headers(client, request, idempotency_key);
    enum hoshitori_result result = HOSHITORI_MISUSED;
    if (!request->target.overflow && length > 0 && (size_t)length < sizeof url && headers != NULL &&
        (request->json == NULL || body != NULL))
        result =
            send_until_answered(client,
                                &(struct transfer){
                                    .curl = client->curl,
                                    .url = url,
                                    .headers = headers,
                                    .request = request,
                                    .body = body != NULL ? body : request->bytes,
                                    .body_length = body != NULL ? strlen(body) : request->length,
                                    .options = &client->options,
                                },
                                answer);
    curl_slist_free_all(headers);
    free(body);
    return result;
}
