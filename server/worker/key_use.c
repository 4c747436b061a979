/* SPDX-License-Identifier: Apache-2.0 */
/* When keys were used last: what the server's threads noted, written down in batches. */
#include "base/json_out.h"
#include "store/exchange.h"
#include "worker/step.h"

enum { BATCH = 500, TEXT_MAX = BATCH * 768 };

static void write_uses(const struct key_use *uses, size_t count, struct buf *text)
{
    struct json_out out = JSON_OUT_INIT(text);
    json_out_array(&out, NULL);
    for (size_t i = 0; i < count; i++) {
        json_out_object(&out, NULL);
        json_out_text(&out, "organisation", uses[i].organisation);
        json_out_text(&out, "key", uses[i].key);
        json_out_text(&out, "hash", uses[i].hash);
        json_out_text(&out, "day", uses[i].day);
        json_out_object_end(&out);
    }
    json_out_array_end(&out);
}

static err store_uses(struct pool *pool, const struct buf *text, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(exchange_begin(pool, &exchange, fault));
    exchange_send(&exchange, QUERY(api_key_used, .uses = buf_text(text)));
    return exchange_commit(&exchange, fault);
}

err step_key_uses(const struct work *work, const struct instant *moment, bool *more,
                  struct fault *fault)
{
    struct key_use uses[BATCH];
    SCOPED(buf_release) struct buf text = BUF_INIT(TEXT_MAX);
    size_t count = key_uses_take(work->key_uses, uses, BATCH);
    (void)moment;
    if (count == 0)
        return OK;
    write_uses(uses, count, &text);
    err stored = store_uses(work->pool, &text, fault);
    if (stored.code != ERR_NONE)
        key_uses_forget(work->key_uses);
    *more = count == BATCH;
    return stored;
}
