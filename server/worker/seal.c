/* SPDX-License-Identifier: Apache-2.0 */
/* Second factors, keys of files and webhooks' secrets that were sealed under an older generation of
 * the secret are sealed anew; what else is sealed is forgotten within a day. */
#include <stdio.h>
#include <string.h>

#include "store/exchange.h"
#include "worker/step.h"

enum { BATCH = 50, SEALED_MAX = 512 };

static err renew(const struct work *work, struct exchange *exchange,
                 const struct q_worker_sealed_before_row *row, struct fault *fault)
{
    unsigned char bytes[SEALED_MAX / 2];
    const char *old = row->sealed;
    size_t size = strlen(old) / 2 - 1;
    SCOPED(buf_release) struct buf plain = BUF_INIT(SEALED_MAX);
    SCOPED(buf_release) struct buf sealed = BUF_INIT(SEALED_MAX);
    char hex[2 * SEALED_MAX + 3] = "\\x";
    if (size > sizeof bytes || !hex_read(old + 2, 2 * size, bytes, size) ||
        !secret_open(work->secret, bytes, size, &plain))
        return fault_log(fault, ERR_INTERNAL, "a %s cannot be unsealed", row->kind);
    secret_seal(work->secret, plain.data, plain.length, &sealed);
    secret_wipe(plain.data, plain.length);
    if (!buf_ok(&sealed))
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    hex_write(sealed.data, sealed.length, hex + 2);
    exchange_send(exchange, QUERY(worker_seal_anew, .kind = row->kind, .org = row->org_id,
                                  .id = row->id, .before = old, .sealed = hex));
    return OK;
}

/* What cannot be unsealed is put off. */
err step_seals(const struct work *work, const struct instant *moment, bool *more,
               struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(exchange_begin(work->pool, &exchange, fault));
    size_t rows =
        exchange_send(&exchange, QUERY(worker_sealed_before, .now = moment->now,
                                       .generation = work->secret->generations[0], .limit = BATCH));
    TRY(exchange_read(&exchange, fault));
    size_t found = exchange_rows(&exchange, rows);
    if (found == 0)
        return exchange_finish(&exchange, fault);
    for (size_t i = 0; i < found; i++) {
        struct q_worker_sealed_before_row row = q_worker_sealed_before_row(&exchange, rows, i);
        SCOPED(fault_release) struct fault own = {0};
        if (renew(work, &exchange, &row, &own).code != ERR_NONE)
            exchange_send(&exchange, QUERY(put_off_add, .work = row.kind, .org = row.org_id,
                                           .object = row.id, .now = moment->now, .alone = true,
                                           .state = "XX000", .why = own.log));
    }
    TRY(exchange_commit(&exchange, fault));
    *more = found >= BATCH;
    return OK;
}
