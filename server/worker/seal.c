/* SPDX-License-Identifier: Apache-2.0 */
/* Second factors that were sealed under an older generation of the secret are sealed anew; what
 * else is sealed is forgotten within a day. */
#include <stdio.h>
#include <string.h>

#include "store/exchange.h"
#include "worker/step.h"

#define BATCH "50"

enum { SEALED_MAX = 512 };

static err renew(const struct work *work, struct exchange *exchange, size_t rows, size_t row,
                 struct fault *fault)
{
    unsigned char bytes[SEALED_MAX / 2];
    const char *old = exchange_value(exchange, rows, row, 2);
    size_t size = strlen(old) / 2 - 1;
    SCOPED(buf_release) struct buf plain = BUF_INIT(SEALED_MAX);
    SCOPED(buf_release) struct buf sealed = BUF_INIT(SEALED_MAX);
    char hex[2 * SEALED_MAX + 3] = "\\x";
    if (size > sizeof bytes || !hex_read(old + 2, 2 * size, bytes, size) ||
        !secret_open(work->secret, bytes, size, &plain))
        return fault_log(fault, ERR_INTERNAL, "a second factor cannot be unsealed");
    secret_seal(work->secret, plain.data, plain.length, &sealed);
    secret_wipe(plain.data, plain.length);
    if (!buf_ok(&sealed))
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    hex_write(sealed.data, sealed.length, hex + 2);
    const char *values[] = {exchange_value(exchange, rows, row, 0),
                            exchange_value(exchange, rows, row, 1), old, hex};
    exchange_send(exchange, Q_WORKER_SEAL_ANEW, values, 4);
    return OK;
}

err step_seals(const struct work *work, const struct instant *moment, bool *more,
               struct fault *fault)
{
    char generation[4];
    SCOPED(exchange_release) struct exchange exchange = {0};
    (void)moment;
    snprintf(generation, sizeof generation, "%d", work->secret->generations[0]);
    TRY(exchange_begin(work->pool, &exchange, fault));
    const char *values[] = {generation, BATCH};
    size_t rows = exchange_send(&exchange, Q_WORKER_SEALED_BEFORE, values, 2);
    TRY(exchange_read(&exchange, fault));
    size_t found = exchange_rows(&exchange, rows);
    if (found == 0)
        return exchange_finish(&exchange, fault);
    for (size_t i = 0; i < found; i++)
        TRY(renew(work, &exchange, rows, i, fault));
    *more = found == (size_t)strtol(BATCH, NULL, 10);
    return exchange_commit(&exchange, fault);
}
