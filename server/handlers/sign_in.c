/* SPDX-License-Identifier: Apache-2.0 */
/* Signing in. Three exchanges and one hash, whoever has the address: the attempt is counted, the
 * password hashed with what belongs to the address, and looked for among its accounts. */
#include <string.h>

#include "base/password.h"
#include "base/recovery.h"
#include "base/totp.h"
#include "handlers/issued.h"
#include "handlers/passwords.h"
#include "handlers/way/change.h"
#include "handlers/way/sealed.h"
#include "http/fault_params.h"
#include "operations.h"

struct attempt {
    struct password_place place;
    const char *organisation; /* by which it was narrowed: its id */
    const char *number;       /* or its 法人番号 */
    const char *code;
    char device[KEY_HASH_TEXT_SIZE]; /* hash of the browser's mark, "" = none */
    char recovery[RECOVERY_PLAIN_SIZE];
    int wait; /* too many tried before; only a second factor opens */
    unsigned char salt[PASSWORD_SALT_SIZE];
    char hash[PASSWORD_HASH_SIZE];
    struct nullable_bigint step;
    struct exchange exchange; /* with the accounts that were found */
    size_t index;
    struct q_sign_in_match_row account; /* the first of them */
};

static void attempt_release(struct attempt *attempt)
{
    password_leave(&attempt->place);
    exchange_release(&attempt->exchange);
    secret_wipe(attempt->recovery, sizeof attempt->recovery);
}

static void read_attempt(const struct request *request, struct attempt *attempt)
{
    struct uuid id;
    const char *organisation = request_text(request, "organisation");
    if (organisation && uuid_parse(organisation, &id))
        attempt->organisation = organisation;
    else
        attempt->number = organisation;
    attempt->code = request_text(request, "code");
    if (!attempt->code || !recovery_code_plain(attempt->code, attempt->recovery))
        attempt->recovery[0] = '\0';
    if (request->device[0])
        issued_device_hash(request->device, attempt->device);
}

static err failed(const struct attempt *attempt, struct fault *fault)
{
    return attempt->wait > 0
               ? fault_set_later(fault, ERR_TOO_MANY, "sign_in_limited", attempt->wait)
               : fault_set(fault, ERR_UNAUTHENTICATED, "sign_in_failed");
}

/* Notes a refusal of somebody whose password was right. */
static err refused(struct request *request, const struct attempt *attempt, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(app_begin(request, &exchange, fault));
    app_enter_open(&exchange, request);
    exchange_send(&exchange, QUERY(sign_in_refused, TEXT(email), .org = attempt->organisation,
                                   .network = request->address.text));
    return exchange_commit(&exchange, fault);
}

static err count_attempt(struct request *request, struct attempt *attempt, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(app_begin(request, &exchange, fault));
    app_enter_open(&exchange, request);
    size_t index = exchange_send(
        &exchange, QUERY(sign_in_begin, TEXT(email), .org = attempt->organisation,
                         .network = request->address.text, .device = text_or_null(attempt->device),
                         .code = attempt->code != NULL));
    TRY(exchange_commit(&exchange, fault));
    struct q_sign_in_begin_row row = q_sign_in_begin_row(&exchange, index, 0);
    attempt->wait = row.wait;
    return row.salt ? password_salt(row.salt, attempt->salt, fault)
                    : fault_set_later(fault, ERR_TOO_MANY, "sign_in_limited", row.wait);
}

static err find_accounts(struct request *request, struct attempt *attempt, struct fault *fault)
{
    TRY(app_begin(request, &attempt->exchange, fault));
    app_enter_open(&attempt->exchange, request);
    attempt->index = exchange_send(
        &attempt->exchange,
        QUERY(sign_in_match, TEXT(email), .org = attempt->organisation, .number = attempt->number,
              .password = attempt->hash, .network = request->address.text,
              .device = text_or_null(attempt->device), .code = attempt->code != NULL,
              .recovery = text_or_null(attempt->recovery)));
    TRY(exchange_commit(&attempt->exchange, fault));
    attempt->account = q_sign_in_match_row(&attempt->exchange, attempt->index, 0);
    return OK;
}

/* Somebody who works for several organisations with one password says for which. */
static err which(const struct attempt *attempt, size_t rows, struct fault *fault)
{
    json_auto_t *list = json_array();
    for (size_t i = 0; i < rows; i++) {
        struct q_sign_in_match_row row = q_sign_in_match_row(&attempt->exchange, attempt->index, i);
        if (json_array_append_new(list, json_pack("{s:s, s:s}", "organisation", row.org_id, "name",
                                                  row.organisation)) != 0)
            return fault_log(fault, ERR_INTERNAL, "out of memory");
    }
    fault_params_set(fault, json_pack("{s:O}", "organisations", list));
    return fault_set(fault, ERR_CONFLICT, "organisation_needed");
}

static err check_totp(struct request *request, struct attempt *attempt, bool *right,
                      struct fault *fault)
{
    const struct q_sign_in_match_row *account = &attempt->account;
    int64_t step = 0;
    TRY(sealed_totp_step(request, account->totp, attempt->code, account->totp_step.value, &step,
                         fault));
    attempt->step = (struct nullable_bigint){true, step};
    *right = step != 0;
    return OK;
}

static err check_sign_in_code(struct request *request, struct attempt *attempt, struct fault *fault)
{
    const struct q_sign_in_match_row *account = &attempt->account;
    bool right = attempt->wait == 0;
    if (account->totp) {
        if (!attempt->code)
            return fault_set(fault, ERR_UNAUTHENTICATED, "code_needed");
        right = account->recovery.value && account->wait == 0;
        if (!account->recovery.value && account->wait == 0)
            TRY(check_totp(request, attempt, &right, fault));
    }
    if (right)
        return OK;
    TRY(refused(request, attempt, fault));
    return account->wait > 0
               ? fault_set_later(fault, ERR_TOO_MANY, "sign_in_limited", account->wait)
               : failed(attempt, fault);
}

static err check_attempt(struct request *request, struct attempt *attempt, struct fault *fault)
{
    const char *password = request_text(request, "password");
    TRY(password_enter(&attempt->place, request->address.network, fault));
    TRY(count_attempt(request, attempt, fault));
    TRY(password_hash(&attempt->place, password, attempt->salt, attempt->hash, fault));
    TRY(find_accounts(request, attempt, fault));
    size_t rows = exchange_rows(&attempt->exchange, attempt->index);
    if (rows == 0 || (rows > 1 && attempt->wait > 0))
        return failed(attempt, fault);
    if (rows > 1)
        return which(attempt, rows, fault);
    request_concerns(request, attempt->account.org_id);
    return check_sign_in_code(request, attempt, fault);
}

static err begin_session(struct request *request, struct response *response,
                         const struct attempt *attempt, struct fault *fault)
{
    SCOPED(issued_wipe) struct issued issued = {.device_new = false};
    TRY(issued_make(request, attempt->account.org_id, &issued, fault));
    struct change change = {
        .statement =
            QUERY(session_start, .org = attempt->account.org_id, .user = attempt->account.user_id,
                  .password = attempt->hash, .totp_step = attempt->step,
                  .recovery = text_or_null(attempt->recovery), .key = issued.session.id,
                  .hash = issued.session.hash, .last4 = new_key_last4(&issued.session),
                  .network = request->address.text, .browser = text_or_null(issued.browser),
                  .device = text_or_null(attempt->device), .new_device = issued.device_hash),
        .finish = issued_show,
        .context = &issued,
        .open = true};
    TRY(change_run(&change, request, response, fault));
    issued_set(&issued, response);
    return OK;
}

err session_start(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(attempt_release) struct attempt attempt = {.wait = 0};
    /* The session that came along, if any, stays what it is. */
    request->credential = (struct credential){0};
    read_attempt(request, &attempt);
    if (attempt.organisation)
        request_concerns(request, attempt.organisation);
    TRY(check_attempt(request, &attempt, fault));
    return begin_session(request, response, &attempt, fault);
}
