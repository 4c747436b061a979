/* SPDX-License-Identifier: Apache-2.0 */
/* What people prove of themselves, and the password that they change. */
#include "handlers/own.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/totp.h"
#include "handlers/api_keys.h"
#include "handlers/passwords.h"
#include "handlers/way/change.h"
#include "handlers/way/read.h"
#include "handlers/way/sealed.h"
#include "operations.h"

/* Columns of the statement. */
enum { WAIT, EMAIL, NAME, ORGANISATION, PASSWORD, SALT, TOTP, TOTP_STEP };

void own_release(struct own *own)
{
    password_leave(&own->place);
    secret_wipe(own->recovery, sizeof own->recovery);
}

const char *own_step(const struct own *own)
{
    return own->totp_step[0] ? own->totp_step : NULL;
}

const char *own_recovery(const struct own *own)
{
    return own->recovery[0] ? own->recovery : NULL;
}

static err limited(int seconds, struct fault *fault)
{
    fault->retry_after = seconds;
    return fault_set(fault, ERR_TOO_MANY, "password_limited");
}

static err read_own(struct exchange *exchange, size_t index, struct own *out, struct fault *fault)
{
    int wait = (int)strtol(exchange_value(exchange, index, 0, WAIT), NULL, 10);
    if (wait > 0)
        return limited(wait, fault);
    snprintf(out->email, sizeof out->email, "%s", exchange_value(exchange, index, 0, EMAIL));
    snprintf(out->name, sizeof out->name, "%s", exchange_value(exchange, index, 0, NAME));
    snprintf(out->organisation, sizeof out->organisation, "%s",
             exchange_value(exchange, index, 0, ORGANISATION));
    snprintf(out->password, sizeof out->password, "%s",
             exchange_value(exchange, index, 0, PASSWORD));
    return password_salt(exchange_value(exchange, index, 0, SALT), out->salt, fault);
}

static err wrong_code(const char *code, struct fault *fault)
{
    fault_add(fault, "/code", code, NULL);
    return fault_invalid(fault);
}

static err check_code(struct request *request, const struct exchange *exchange, size_t index,
                      struct own *out, struct fault *fault)
{
    const char *sealed = exchange_value(exchange, index, 0, TOTP);
    const char *code = request_text(request, "code");
    if (!sealed)
        return OK;
    if (!code)
        return wrong_code("code_needed", fault);
    if (recovery_code_plain(code, out->recovery))
        return OK;
    int64_t used = strtoll(exchange_value(exchange, index, 0, TOTP_STEP), NULL, 10);
    int64_t step = 0;
    TRY(sealed_totp_step(request, sealed, code, used, &step, fault));
    if (step == 0)
        return wrong_code("code_wrong", fault);
    snprintf(out->totp_step, sizeof out->totp_step, "%lld", (long long)step);
    return OK;
}

err own_check(struct request *request, bool factor, struct own *out, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    bool matches = false;
    TRY(password_enter(&out->place, request->address.network, fault));
    TRY(app_begin(request, &exchange, fault));
    app_enter(&exchange, request, request->operation->rights);
    size_t index = exchange_send(&exchange, Q_OWN_ATTEMPT, NULL, 0);
    TRY(exchange_commit(&exchange, fault));
    TRY(read_own(&exchange, index, out, fault));
    TRY(password_check(&out->place, out->password, request_text(request, "password"), &matches,
                       fault));
    if (!matches)
        return fault_set(fault, ERR_FORBIDDEN, "password_wrong");
    return factor ? check_code(request, &exchange, index, out, fault) : OK;
}

static err name_changed(struct request *request, struct changed *changed, struct fault *fault)
{
    (void)request;
    return api_key_name_rights(changed->body, fault);
}

/* The attempt was right, though nothing comes of it. When this fails, it stays counted. */
static void count_no_longer(struct request *request)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    size_t index = 0;
    struct fault ignored;
    fault_clear(&ignored);
    err done = read_rows(request, Q_OWN_ATTEMPT_RIGHT, NULL, 0, &exchange, &index, &ignored);
    (void)done;
}

err own_password_put(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(own_release) struct own own = {0};
    char hash[PASSWORD_HASH_SIZE];
    const char *wanted = request_text(request, "new_password");
    TRY(own_check(request, false, &own, fault));
    const char *names[] = {own.email, own.name, own.organisation};
    password_rules(wanted, names, 3, "/new_password", fault);
    if (fault->item_count > 0)
        count_no_longer(request);
    TRY(fault_invalid(fault));
    TRY(password_hash(&own.place, wanted, own.salt, hash, fault));
    const char *values[] = {own.password, hash};
    struct change change = {
        .query = Q_OWN_PASSWORD_PUT, .values = values, .count = 2, .finish = name_changed};
    return change_run(&change, request, response, fault);
}
