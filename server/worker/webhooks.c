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
#include "worker/batch.h"
#include "worker/step.h"

enum {
    TAKE_MAX = 64,      /* in one transaction */
    TELL_MAX = 20,      /* webhooks in one transaction */
    LEASE_SECONDS = 60, /* longer than one transfer may take */
    CONNECT_SECONDS = 5,
    TRANSFER_SECONDS = 15,
    ANSWER_MAX = 64 * 1024,
    FORGET_MAX = 500,
    HEADER_SIZE = 256,
    RECORD_MAX = 256 * 1024,
    SEALED_BYTES_MAX = 256,
    NO_RESULTS = 2, /* characters */
    TAKING_PAUSE = 5,
    EACH_MAX = 8,                    /* of one webhook under way */
    ORGANISATION_MAX = 32,           /* of one organisation */
    SLOW_MAX = WEBHOOKS_AT_ONCE / 2, /* of all that fail or are slow */
    PAUSE = 200,                     /* milliseconds until it is looked again what is to be sent */
    ROUNDS = 32,                     /* of one step: it ends often enough to be told to stop */
};

static const int64_t SECOND = 1000000; /* of an instant */

/* Until the next try, in seconds: about three days altogether, as Standard Webhooks advise. */
static const int delays[] = {5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400};

/* One message under way; owns all it names. */
struct posting {
    char organisation[UUID_TEXT_SIZE], webhook[UUID_TEXT_SIZE];
    int64_t delivery;
    int tries;
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
static bool sign_message(const struct work *work, const struct q_worker_webhook_take_row *row,
                         struct posting *message)
{
    int64_t now = clock_real(), seconds = now / SECOND;
    clock_format(now, message->at);
    snprintf(message->id, sizeof message->id, "webhook-id: %s", row->message);
    snprintf(message->stamp, sizeof message->stamp, "webhook-timestamp: %" PRId64, seconds);
    snprintf(message->signature, sizeof message->signature, "webhook-signature: ");
    return add_signature(work->secret, row->secret, seconds, row->message, message) &&
           (!row->previous_secret ||
            add_signature(work->secret, row->previous_secret, seconds, row->message, message));
}

static err make_message(const struct q_worker_webhook_take_row *row, struct posting **out,
                        struct fault *fault)
{
    SCOPED(posting_free) struct posting *message = calloc(1, sizeof *message);
    if (!message || !(message->url = strdup(row->url)) || !(message->body = strdup(row->body)))
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    snprintf(message->organisation, sizeof message->organisation, "%s", row->org_id);
    snprintf(message->webhook, sizeof message->webhook, "%s", row->webhook_id);
    message->delivery = row->delivery_id;
    message->tries = row->tries;
    const char *const headers[] = {"content-type: application/json", "user-agent: Hoshitori",
                                   message->id, message->stamp, message->signature};
    memcpy(message->headers, headers, sizeof headers);
    *out = steal(&message);
    return OK;
}

/* The word for what came of a message that was sent. */
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

static void write_outcome(struct json_out *out, const struct posting *message, const char *word,
                          const struct transfer_result *result, const struct instant *moment)
{
    char due[CLOCK_TEXT_SIZE];
    json_out_object(out, NULL);
    json_out_text(out, "org", message->organisation);
    json_out_text(out, "webhook", message->webhook);
    json_out_int(out, "delivery", message->delivery);
    json_out_text(out, "at", message->at);
    json_out_text(out, "result", word);
    if (result->status > 0)
        json_out_int(out, "status", result->status);
    json_out_int(out, "ms", result->milliseconds);
    if (strcmp(word, "delivered") != 0 && next_try(message, result, moment, due))
        json_out_text(out, "due", due);
    json_out_object_end(out);
}

static err post(const struct work *work, struct posting **message, struct fault *fault)
{
    struct posting *sent = *message;
    const struct transfer transfer = {.kind = TRANSFER_POST,
                                      .url = sent->url,
                                      .body = sent->body,
                                      .length = strlen(sent->body),
                                      .connect_seconds = CONNECT_SECONDS,
                                      .seconds = TRANSFER_SECONDS,
                                      .answer_max = ANSWER_MAX,
                                      .plain = work->webhooks_anywhere,
                                      .address_allowed =
                                          work->webhooks_anywhere ? NULL : webhook_address_public,
                                      .headers = sent->headers};
    if (!transfer_group_add(work->webhooks, &transfer, NULL, sent))
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    (void)steal(message);
    return OK;
}

/* One whose secret cannot be opened is not sent: that is what came of it, and nobody else's. */
static err send_one(const struct work *work, const struct instant *moment,
                    const struct q_worker_webhook_take_row *row, struct json_out *outcomes,
                    struct fault *fault)
{
    static const struct transfer_result nothing = {.retry_after = -1};
    SCOPED(posting_free) struct posting *message = NULL;
    TRY(make_message(row, &message, fault));
    if (sign_message(work, row, message))
        return post(work, &message, fault);
    write_outcome(outcomes, message, "unsigned", &nothing, moment);
    return OK;
}

/* One that is behind may be so by more than it was told. */
static err tell_webhooks(const struct work *work, const struct instant *moment, struct batch batch,
                         int *done, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(exchange_begin(work->pool, &exchange, fault));
    size_t told =
        exchange_send(&exchange, QUERY(worker_webhook_tell, .now = moment->now, .day = moment->day,
                                       .limit = batch.limit, .singly = batch.singly));
    TRY(exchange_commit(&exchange, fault));
    *done = q_number_row(&exchange, told, 0).value > 0 ? batch.limit : 0;
    return OK;
}

static err take_due(const struct work *work, const struct instant *moment, size_t *taken,
                    struct json_out *outcomes, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    size_t room = transfer_group_room(work->webhooks);
    if (room == 0)
        return OK;
    TRY(exchange_begin(work->pool, &exchange, fault));
    size_t rows =
        exchange_send(&exchange, QUERY(worker_webhook_take, .now = moment->now,
                                       .limit = (int32_t)(room < TAKE_MAX ? room : TAKE_MAX),
                                       .seconds = LEASE_SECONDS, .each = EACH_MAX,
                                       .organisation = ORGANISATION_MAX, .slow = SLOW_MAX));
    TRY(exchange_commit(&exchange, fault));
    *taken = exchange_rows(&exchange, rows);
    for (size_t i = 0; i < exchange_rows(&exchange, rows); i++) {
        struct q_worker_webhook_take_row row = q_worker_webhook_take_row(&exchange, rows, i);
        TRY(send_one(work, moment, &row, outcomes, fault));
    }
    return OK;
}

/* What is done, waiting for the first of it for so long. */
static void collect_done(const struct work *work, const struct instant *moment, int milliseconds,
                         struct json_out *outcomes)
{
    struct transfer_result result;
    for (size_t count = 0; count < TAKE_MAX; count++) {
        SCOPED(posting_free)
        struct posting *message =
            transfer_group_next(work->webhooks, count == 0 ? milliseconds : 0, &result);
        if (!message)
            break;
        write_outcome(outcomes, message, result_of(&result), &result, moment);
    }
}

static err record_outcomes(const struct work *work, const struct instant *moment,
                           const struct buf *results, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    if (!buf_ok(results))
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    if (results->length <= NO_RESULTS)
        return OK;
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

static err send_and_record(const struct work *work, const struct instant *moment, size_t *taken,
                           struct fault *fault)
{
    SCOPED(buf_release) struct buf results = BUF_INIT(RECORD_MAX);
    struct json_out outcomes = JSON_OUT_INIT(&results);
    json_out_array(&outcomes, NULL);
    TRY(take_due(work, moment, taken, &outcomes, fault));
    if (transfer_group_busy(work->webhooks) > 0)
        collect_done(work, moment, *taken > 0 ? TAKING_PAUSE : PAUSE, &outcomes);
    json_out_array_end(&outcomes);
    return record_outcomes(work, moment, &results, fault);
}

/* What could not be told holds up nothing that is due. */
static err tell_and_send(const struct work *work, const struct instant *moment, bool *more,
                         struct fault *fault)
{
    SCOPED(fault_release) struct fault own = {0};
    size_t taken = 0;
    bool behind = false;
    err told = batch_run(tell_webhooks, TELL_MAX, work, moment, &behind, &own);
    TRY(send_and_record(work, moment, &taken, fault));
    *more = behind || taken > 0 || transfer_group_busy(work->webhooks) > 0;
    if (told.code != ERR_NONE)
        fault_move(&own, fault);
    return told;
}

err step_webhooks(const struct work *work, const struct instant *moment, bool *more,
                  struct fault *fault)
{
    for (int round = 0; round < ROUNDS; round++) {
        TRY(tell_and_send(work, moment, more, fault));
        if (!*more)
            return forget_old(work->pool, moment, fault);
    }
    return OK;
}
