/* SPDX-License-Identifier: Apache-2.0 */
/* Events to where organisations want them: schema/functions/webhook_worker.sql says which and when.
 * Taken in one transaction, sent in none, written down in another. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_out.h"
#include "base/webhook_secret.h"
#include "domain/webhook_url.h"
#include "outbound/transfer.h"
#include "store/exchange.h"
#include "worker/step.h"

enum {
    TAKE_MAX = 64,      /* in one transaction */
    LEASE_SECONDS = 60, /* longer than one transfer may take */
    CONNECT_SECONDS = 5,
    TRANSFER_SECONDS = 15,
    ANSWER_MAX = 64 * 1024,
    FORGET_MAX = 500,
    HEADER_SIZE = 256,
    BODY_MAX = 1024 * 1024,
    RECORD_MAX = 256 * 1024,
    SEALED_BYTES_MAX = 256,
    TAKING_PAUSE = 5,
    PAUSE = 200, /* milliseconds until it is looked again what is to be sent */
    ROUNDS = 32, /* of one step: it ends often enough to be told to stop */
};

static const int64_t SECOND = 1000000; /* of an instant */

/* Until the next try, in seconds: about three days altogether, as Standard Webhooks advise. */
static const int delays[] = {5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400};

/* One message under way; owns all it names. */
struct posting {
    char organisation[UUID_TEXT_SIZE], webhook[UUID_TEXT_SIZE];
    int64_t delivery;
    int tries;
    int64_t began; /* clock_monotonic */
    char at[CLOCK_TEXT_SIZE];
    char *url, *body;
    char id[HEADER_SIZE], stamp[HEADER_SIZE], signature[HEADER_SIZE];
    const char *headers[6];
};

static void posting_free(struct posting **message)
{
    struct posting *freed = steal(message);
    if (!freed)
        return;
    free(freed->url);
    free(freed->body);
    free(freed);
}

void step_webhooks_drop(void *message)
{
    struct posting *dropped = message;
    posting_free(&dropped);
}

/* One signature of the header, behind those that stand there. */
static bool add_signature(const struct secret *secret, const char *sealed, int64_t timestamp,
                          const char *id, struct posting *message)
{
    unsigned char bytes[SEALED_BYTES_MAX];
    char signature[WEBHOOK_SIGNATURE_SIZE];
    SCOPED(buf_release) struct buf plain = BUF_INIT(SEALED_BYTES_MAX);
    size_t size = strlen(sealed) / 2 - 1, length = strlen(message->signature);
    bool made = size <= sizeof bytes && hex_read(sealed + 2, 2 * size, bytes, size) &&
                secret_open(secret, bytes, size, &plain) &&
                webhook_secret_sign(buf_text(&plain), id, timestamp, message->body, signature);
    secret_wipe(plain.data, plain.length);
    if (made)
        snprintf(message->signature + length, sizeof message->signature - length, "%s%s",
                 length > 20 ? " " : "", signature);
    return made;
}

/* The time that signs is the machine's, whatever clock a test sets: it is the receiver's, too. */
static err sign_message(const struct work *work, const struct q_worker_webhook_take_row *row,
                        struct posting *message, struct fault *fault)
{
    int64_t now = clock_real(), seconds = now / SECOND;
    clock_format(now, message->at);
    snprintf(message->id, sizeof message->id, "webhook-id: %s", row->message);
    snprintf(message->stamp, sizeof message->stamp, "webhook-timestamp: %" PRId64, seconds);
    snprintf(message->signature, sizeof message->signature, "webhook-signature: ");
    if (!add_signature(work->secret, row->secret, seconds, row->message, message) ||
        (row->previous_secret &&
         !add_signature(work->secret, row->previous_secret, seconds, row->message, message)))
        return fault_log(fault, ERR_INTERNAL, "the secret of webhook %s cannot be read",
                         row->webhook_id);
    return OK;
}

static err make_message(const struct work *work, const struct q_worker_webhook_take_row *row,
                        struct posting **out, struct fault *fault)
{
    SCOPED(posting_free) struct posting *message = calloc(1, sizeof *message);
    if (!message || !(message->url = strdup(row->url)) || !(message->body = strdup(row->body)))
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    snprintf(message->organisation, sizeof message->organisation, "%s", row->org_id);
    snprintf(message->webhook, sizeof message->webhook, "%s", row->webhook_id);
    message->delivery = row->delivery_id;
    message->tries = row->tries;
    message->began = clock_monotonic();
    TRY(sign_message(work, row, message, fault));
    const char *const headers[] = {"content-type: application/json", "user-agent: Hoshitori",
                                   message->id, message->stamp, message->signature};
    memcpy(message->headers, headers, sizeof headers);
    *out = steal(&message);
    return OK;
}

static err send_one(const struct work *work, const struct q_worker_webhook_take_row *row,
                    struct fault *fault)
{
    SCOPED(posting_free) struct posting *message = NULL;
    TRY(make_message(work, row, &message, fault));
    const struct transfer transfer = {.kind = TRANSFER_POST,
                                      .url = message->url,
                                      .body = message->body,
                                      .length = strlen(message->body),
                                      .connect_seconds = CONNECT_SECONDS,
                                      .seconds = TRANSFER_SECONDS,
                                      .answer_max = ANSWER_MAX,
                                      .plain = work->webhooks_anywhere,
                                      .address_allowed =
                                          work->webhooks_anywhere ? NULL : webhook_address_public,
                                      .headers = message->headers};
    if (!transfer_group_add(work->webhooks, &transfer, message))
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    (void)steal(&message);
    return OK;
}

static err take_due(const struct work *work, const struct instant *moment, size_t *taken,
                    struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    size_t room = transfer_group_room(work->webhooks);
    if (room == 0)
        return OK;
    TRY(exchange_begin(work->pool, &exchange, fault));
    size_t told = exchange_send(&exchange,
                                QUERY(worker_webhook_tell, .now = moment->now, .day = moment->day));
    size_t rows =
        exchange_send(&exchange, QUERY(worker_webhook_take, .now = moment->now,
                                       .limit = (int32_t)(room < TAKE_MAX ? room : TAKE_MAX),
                                       .seconds = LEASE_SECONDS));
    TRY(exchange_commit(&exchange, fault));
    *taken = exchange_rows(&exchange, rows) + (size_t)q_number_row(&exchange, told, 0).value;
    for (size_t i = 0; i < exchange_rows(&exchange, rows); i++) {
        struct q_worker_webhook_take_row row = q_worker_webhook_take_row(&exchange, rows, i);
        TRY(send_one(work, &row, fault));
    }
    return OK;
}

/* The word for what came of it. */
static const char *result_of(const struct transfer_result *result)
{
    static const char *const words[] = {
        [TRANSFER_REFUSED] = "broken",          [TRANSFER_LOGIN] = "broken",
        [TRANSFER_UNREACHABLE] = "unreachable", [TRANSFER_FORBIDDEN] = "forbidden_address",
        [TRANSFER_UNTRUSTED] = "untrusted",     [TRANSFER_TIMEOUT] = "timeout",
        [TRANSFER_TOO_LONG] = "broken",         [TRANSFER_BROKEN] = "broken"};
    /* Whoever answered well and then more than is read has taken it. */
    bool well = result->status >= 200 && result->status < 300;
    if (well && (result->outcome == TRANSFER_ANSWERED || result->outcome == TRANSFER_TOO_LONG))
        return "delivered";
    return result->outcome == TRANSFER_ANSWERED ? "refused" : words[result->outcome];
}

/* When it is tried again, a fifth sooner or later; false: not any more. */
static bool next_try(const struct posting *message, const struct transfer_result *result,
                     const struct instant *moment, char out[static CLOCK_TEXT_SIZE])
{
    if ((size_t)message->tries >= sizeof delays / sizeof *delays)
        return false;
    int64_t delay = delays[message->tries];
    delay = delay * (800 + (int64_t)secret_random_below(401)) / 1000;
    if (delay < result->retry_after)
        delay = result->retry_after;
    clock_format(moment->instant + delay * SECOND, out);
    return true;
}

static void write_outcome(struct json_out *out, const struct posting *message,
                          const struct transfer_result *result, const struct instant *moment)
{
    char due[CLOCK_TEXT_SIZE];
    const char *word = result_of(result);
    json_out_object(out, NULL);
    json_out_text(out, "org", message->organisation);
    json_out_text(out, "webhook", message->webhook);
    json_out_int(out, "delivery", message->delivery);
    json_out_text(out, "at", message->at);
    json_out_text(out, "result", word);
    if (result->status > 0)
        json_out_int(out, "status", result->status);
    json_out_int(out, "ms", (clock_monotonic() - message->began) / 1000);
    if (strcmp(word, "delivered") != 0 && next_try(message, result, moment, due))
        json_out_text(out, "due", due);
    json_out_object_end(out);
}

/* What is done, waiting for the first of it for so long. */
static size_t collect_done(const struct work *work, const struct instant *moment, int milliseconds,
                           struct buf *text)
{
    struct json_out out = JSON_OUT_INIT(text);
    struct transfer_result result;
    size_t count = 0;
    json_out_array(&out, NULL);
    for (; count < TAKE_MAX; count++) {
        SCOPED(posting_free)
        struct posting *message =
            transfer_group_next(work->webhooks, count == 0 ? milliseconds : 0, &result);
        if (!message)
            break;
        write_outcome(&out, message, &result, moment);
    }
    json_out_array_end(&out);
    return count;
}

static err record_outcomes(const struct work *work, const struct instant *moment,
                           const struct buf *results, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    if (!buf_ok(results))
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    TRY(exchange_begin(work->pool, &exchange, fault));
    exchange_send(&exchange, QUERY(worker_webhook_record, .now = moment->now, .day = moment->day,
                                   .results = buf_text(results)));
    return exchange_commit(&exchange, fault);
}

static err forget_old(struct pool *pool, const struct instant *moment, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(exchange_begin(pool, &exchange, fault));
    exchange_send(&exchange, QUERY(worker_webhook_forget, .now = moment->now, .limit = FORGET_MAX));
    return exchange_commit(&exchange, fault);
}

err step_webhooks(const struct work *work, const struct instant *moment, bool *more,
                  struct fault *fault)
{
    size_t taken = 0;
    for (int round = 0; round < ROUNDS; round++) {
        SCOPED(buf_release) struct buf results = BUF_INIT(RECORD_MAX);
        taken = 0;
        TRY(take_due(work, moment, &taken, fault));
        if (transfer_group_busy(work->webhooks) == 0)
            break;
        if (collect_done(work, moment, taken > 0 ? TAKING_PAUSE : PAUSE, &results) > 0)
            TRY(record_outcomes(work, moment, &results, fault));
    }
    *more = taken > 0 || transfer_group_busy(work->webhooks) > 0;
    return *more ? OK : forget_old(work->pool, moment, fault);
}
