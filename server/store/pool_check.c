/* SPDX-License-Identifier: Apache-2.0 */
#include "store/pool_check.h"

#include <string.h>

#include "store/exchange.h"

err pool_ready(struct pool *pool, struct fault *fault)
{
    if (pool_answered_lately(pool))
        return OK;
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(exchange_begin(pool, &exchange, fault));
    exchange_send(&exchange, q_session_alive());
    return exchange_finish(&exchange, fault);
}

err pool_position(struct pool *pool, int64_t *out, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(exchange_begin(pool, &exchange, fault));
    size_t index = exchange_send(&exchange, q_session_position());
    TRY(exchange_finish(&exchange, fault));
    *out = q_session_position_row(&exchange, index, 0).position;
    return OK;
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
    size_t index = exchange_send(&exchange, q_session_role());
    TRY(exchange_finish(&exchange, fault));
    struct q_session_role_row role = q_session_role_row(&exchange, index, 0);
    if (role.reason)
        return refuse_role(role.rolname, role.acts_as, role.reason, fault);
    if (!unsafe && role.lossy)
        return fault_log(fault, ERR_INTERNAL,
                         "the database runs with %s = %s and may lose what it acknowledged; "
                         "set it on, for the server and for its role",
                         role.lossy, role.value);
    if (role.distributed)
        return fault_log(fault, ERR_INTERNAL,
                         "tables of the database are distributed by an extension, or foreign ones: "
                         "answers would be wrong without any error; use PostgreSQL's own tables");
    if (role.version < 150000)
        return fault_log(fault, ERR_INTERNAL, "the database is older than PostgreSQL 15");
    return OK;
}
