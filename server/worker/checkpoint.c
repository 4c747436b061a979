/* SPDX-License-Identifier: Apache-2.0 */
/* Signs how the audit chains stand: schema/functions/checkpoint.sql says which ones. */
#include <inttypes.h>
#include <stdio.h>

#include "base/json_out.h"
#include "domain/checkpoint.h"
#include "store/exchange.h"
#include "worker/batch.h"

/* With the worker's own pause between two looks, 10 seconds at most, a change is signed within a
 * minute. */
#define PAUSE "50 seconds"
enum { BATCH = 1000, SIGNED_MAX = 4 * 1024 * 1024 };

static bool read_chain(const struct exchange *exchange, size_t rows, size_t row,
                       struct checkpoint *out)
{
    struct q_checkpoint_take_row chain = q_checkpoint_take_row(exchange, rows, row);
    snprintf(out->organisation, sizeof out->organisation, "%s", chain.organisation);
    out->sequence = chain.sequence;
    return hex_read(chain.head, strlen(chain.head), out->head, sizeof out->head) &&
           hex_read(chain.previous, strlen(chain.previous), out->previous, sizeof out->previous);
}

static void write_hex(struct json_out *out, const char *key, const void *bytes, size_t size)
{
    char text[SIGNATURE_HEX_SIZE];
    hex_write(bytes, size, text);
    json_out_text(out, key, text);
}

static void write_signed(struct json_out *out, const struct checkpoint *checkpoint)
{
    char signed_at[CLOCK_TEXT_SIZE];
    unsigned char hash[DIGEST_SIZE];
    clock_format(checkpoint->signed_at, signed_at);
    checkpoint_hash(checkpoint, hash);
    json_out_object(out, NULL);
    json_out_text(out, "organisation", checkpoint->organisation);
    json_out_int(out, "sequence", checkpoint->sequence);
    write_hex(out, "head", checkpoint->head, DIGEST_SIZE);
    json_out_text(out, "signed_at", signed_at);
    write_hex(out, "previous", checkpoint->previous, DIGEST_SIZE);
    write_hex(out, "public_key", checkpoint->public_key, PUBLIC_KEY_SIZE);
    write_hex(out, "signature", checkpoint->signature, SIGNATURE_SIZE);
    write_hex(out, "hash", hash, DIGEST_SIZE);
    json_out_object_end(out);
}

/* One that cannot be signed is put off, and holds up nobody else. */
static err sign(struct exchange *exchange, size_t rows, const struct work *work,
                const struct instant *moment, struct buf *text, struct fault *fault)
{
    struct json_out out = JSON_OUT_INIT(text);
    json_out_array(&out, NULL);
    for (size_t i = 0; i < exchange_rows(exchange, rows); i++) {
        struct checkpoint checkpoint = {.signed_at = moment->instant};
        if (!read_chain(exchange, rows, i, &checkpoint)) {
            exchange_send(exchange,
                          QUERY(put_off_add, .work = "checkpoint", .org = checkpoint.organisation,
                                .object = checkpoint.organisation, .now = moment->now,
                                .alone = true, .state = "XX000", .why = "no hash"));
            continue;
        }
        checkpoint_sign(work->signing_key, &checkpoint);
        write_signed(&out, &checkpoint);
    }
    json_out_array_end(&out);
    return buf_ok(text) ? OK : fault_log(fault, ERR_INTERNAL, "too many checkpoints at once");
}

static err sign_chains(const struct work *work, const struct instant *moment, struct batch batch,
                       int *done, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    SCOPED(buf_release) struct buf text = BUF_INIT(SIGNED_MAX);
    TRY(exchange_begin(work->pool, &exchange, fault));
    size_t grown = exchange_send(&exchange, QUERY(checkpoint_take, .now = moment->now,
                                                  .pause = PAUSE, .limit = batch.limit));
    TRY(exchange_read(&exchange, fault));
    if (exchange_rows(&exchange, grown) == 0)
        return exchange_finish(&exchange, fault);
    TRY(sign(&exchange, grown, work, moment, &text, fault));
    exchange_send(&exchange, QUERY(checkpoint_put, .now = moment->now,
                                   .checkpoints = buf_text(&text), .singly = batch.singly));
    TRY(exchange_commit(&exchange, fault));
    *done = (int)exchange_rows(&exchange, grown);
    return OK;
}

err step_checkpoints(const struct work *work, const struct instant *moment, bool *more,
                     struct fault *fault)
{
    return batch_run(sign_chains, BATCH, work, moment, more, fault);
}
