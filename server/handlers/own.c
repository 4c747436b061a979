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

void own_release(struct own *own)
{
    password_leave(&own->place);
    secret_wipe(own->recovery, sizeof own->recovery);
}

const char *own_recovery(const struct own *own)
{
    return own->recovery[0] ? own->recovery : NULL;
}

static err read_own(const struct q_own_attempt_row *row, struct own *out, struct fault *fault)
{
    if (row->wait > 0)
        return fault_set_later(fault, ERR_TOO_MANY, "password_limited", row->wait);
    snprintf(out->email, sizeof out->email, "%s", row->email);
    snprintf(out->name, sizeof out->name, "%s", row->name);
    snprintf(out->organisation, sizeof out->organisation, "%s", row->organisation);
    snprintf(out->password, sizeof out->password, "%s", row->password);
    return password_salt(row->salt, out->salt, fault);
}

static err wrong_code(const char *code, struct fault *fault)
{
    fault_add(fault, "/code", code, NULL);
    return fault_invalid(fault);
}

static err check_own_code(struct request *request, const struct q_own_attempt_row *row,
                          struct own *out, struct fault *fault)
{
    const char *code = request_text(request, "code");
    if (!row->totp)
        return OK;
    if (!code)
        return wrong_code("code_needed", fault);
    if (recovery_code_plain(code, out->recovery))
        return OK;
    int64_t step = 0;
    TRY(sealed_totp_step(request, row->totp, code, row->totp_step.value, &step, fault));
    if (step == 0)
        return wrong_code("code_wrong", fault);
    out->step = (struct nullable_bigint){true, step};
    return OK;
}

err own_check(struct request *request, struct own *out, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    bool matches = false;
    TRY(password_enter(&out->place, request->address.network, fault));
    TRY(app_begin(request, &exchange, fault));
    app_enter(&exchange, request, request->operation->rights);
    size_t index =
        exchange_send(&exchange, QUERY(own_attempt, .code = request_text(request, "code") != NULL));
    TRY(exchange_commit(&exchange, fault));
    struct q_own_attempt_row row = q_own_attempt_row(&exchange, index, 0);
    TRY(read_own(&row, out, fault));
    TRY(password_check(&out->place, out->password, request_text(request, "password"), &matches,
                       fault));
    if (!matches)
        return fault_set(fault, ERR_FORBIDDEN, "password_wrong");
    return check_own_code(request, &row, out, fault);
}

/* The attempt was right, though nothing comes of it. When this fails, it stays counted. */
static void count_no_longer(struct request *request)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    size_t index = 0;
    SCOPED(fault_release) struct fault ignored = {0};
    err done = read_rows(request, q_own_attempt_right(), &exchange, &index, &ignored);
    (void)done;
}

err own_password_put(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(own_release) struct own own = {0};
    char hash[PASSWORD_HASH_SIZE];
    const char *wanted = request_text(request, "new_password");
    TRY(own_check(request, &own, fault));
    const char *names[] = {own.email, own.name, own.organisation};
    TRY(password_rules(request, wanted, names, 3, "/new_password", fault));
    if (fault->item_count > 0)
        count_no_longer(request);
    TRY(fault_invalid(fault));
    TRY(password_hash(&own.place, wanted, own.salt, hash, fault));
    return change_finished(request, response,
                           QUERY(own_password_put, .before = own.password, .step = own.step,
                                 .recovery = own_recovery(&own), .password = hash),
                           api_key_show_changed, fault);
}
