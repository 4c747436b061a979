/* SPDX-License-Identifier: Apache-2.0 */
#include "store/pool_check.h"

#include <stdlib.h>
#include <string.h>

#include "store/exchange.h"

err pool_ready(struct pool *pool, struct fault *fault)
{
    if (pool_answered_lately(pool))
        return OK;
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(exchange_begin(pool, &exchange, fault));
    exchange_send(&exchange, Q_SESSION_ALIVE, NULL, 0);
    return exchange_finish(&exchange, fault);
}

/* Empty where the column is NULL. */
static const char *column(const struct exchange *exchange, size_t row, size_t number)
{
    const char *value = exchange_value(exchange, row, 0, number);
    return value ? value : "";
}

static err refuse_role(const char *name, const char *acts_as, const char *reason,
                       struct fault *fault)
{
    bool itself = strcmp(name, acts_as) == 0;
    return fault_log(fault, ERR_INTERNAL,
                     "the database role %s %s%s%s%s: row-level security would not hold; "
                     "serve as hoshitori_app",
                     name, itself ? "" : "can act as ", itself ? "" : acts_as,
                     itself ? "" : ", which ", reason);
}

err pool_check_role(struct pool *pool, bool unsafe, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(exchange_begin(pool, &exchange, fault));
    size_t role = exchange_send(&exchange, Q_SESSION_ROLE, NULL, 0);
    TRY(exchange_finish(&exchange, fault));
    if (column(&exchange, role, 2)[0])
        return refuse_role(column(&exchange, role, 0), column(&exchange, role, 1),
                           column(&exchange, role, 2), fault);
    const char *off = column(&exchange, role, 3);
    if (!unsafe && off[0])
        return fault_log(fault, ERR_INTERNAL,
                         "the database runs with %s = off and may lose what it acknowledged; "
                         "set it on, for the server and for its role",
                         off);
    if (strtol(column(&exchange, role, 4), NULL, 10) < 150000)
        return fault_log(fault, ERR_INTERNAL, "the database is older than PostgreSQL 15");
    return OK;
}
