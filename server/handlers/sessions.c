/* SPDX-License-Identifier: Apache-2.0 */
/* Signing in and out. A session is a key of its user that lives in a cookie. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/password.h"
#include "base/totp.h"
#include "handlers/api_keys.h"
#include "handlers/change.h"
#include "handlers/sealed.h"
#include "http/fault_params.h"
#include "operations.h"

enum { WAIT_SECONDS = 60, EMAIL_SIZE = 300, STEP_TEXT_SIZE = 24 };

/* Columns of the statement. */
enum { ORGANISATION, USER, PASSWORD, TOTP, TOTP_STEP, ORGANISATION_NAME };

/* One attempt: what was sent, and the account that it turned out to mean. */
struct attempt {
    struct password_place place;
    char address[KEY_HASH_TEXT_SIZE]; /* keyed hash of the e-mail, whoever has it */
    struct exchange exchange;
    size_t index;
    size_t rows;
    size_t row; /* the account */
    char step[STEP_TEXT_SIZE];
    bool second_factor;
};

static void attempt_release(struct attempt *attempt)
{
    exchange_release(&attempt->exchange);
    password_leave(&attempt->place);
}

static const char *column(const struct attempt *attempt, size_t row, size_t number)
{
    return exchange_value(&attempt->exchange, attempt->index, row, number);
}

static err find(struct request *request, struct attempt *attempt, struct fault *fault)
{
    char email[EMAIL_SIZE];
    snprintf(email, sizeof email, "%s", request_text(request, "email"));
    for (char *c = email; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    key_hash(app_of(request)->secret, email, attempt->address);
    TRY(app_begin(request, &attempt->exchange, fault));
    app_enter_open(&attempt->exchange, request);
    const char *values[] = {email, attempt->address};
    attempt->index = exchange_send(&attempt->exchange, Q_SIGN_IN_CANDIDATES, values, 2);
    fault->retry_after = WAIT_SECONDS; /* if it is refused */
    TRY(exchange_commit(&attempt->exchange, fault));
    fault->retry_after = 0;
    attempt->rows = exchange_rows(&attempt->exchange, attempt->index);
    if (attempt->rows == 1)
        request_concerns(request, column(attempt, 0, ORGANISATION));
    return OK;
}

/* Somebody who works for several organisations with one password says for which. */
static err which(json_t *organisations, struct fault *fault)
{
    fault_params_set(fault, json_pack("{s:O}", "organisations", organisations));
    return fault_set(fault, ERR_CONFLICT, "organisation_needed");
}

static err add_organisation(json_t *list, const struct attempt *attempt, struct fault *fault)
{
    int failed = json_array_append_new(
        list, json_pack("{s:s, s:s}", "organisation", column(attempt, attempt->row, ORGANISATION),
                        "name", column(attempt, attempt->row, ORGANISATION_NAME)));
    return failed ? fault_log(fault, ERR_INTERNAL, "out of memory") : OK;
}

/* The account whose password it is; *found false when there is none. */
static err check_password(struct request *request, struct attempt *attempt, bool *found,
                          struct fault *fault)
{
    json_auto_t *organisations = json_array();
    const char *wanted = request_text(request, "organisation");
    for (size_t row = 0; row < attempt->rows; row++) {
        const char *organisation = column(attempt, row, ORGANISATION);
        bool skip = wanted && organisation && strcmp(wanted, organisation) != 0;
        const char *stored = skip ? NULL : column(attempt, row, PASSWORD);
        bool right = false;
        TRY(password_check(&attempt->place, stored, request_text(request, "password"), &right,
                           fault));
        if (!right)
            continue;
        attempt->row = row;
        request_concerns(request, organisation);
        TRY(add_organisation(organisations, attempt, fault));
    }
    size_t count = json_array_size(organisations);
    *found = count > 0;
    return count > 1 ? which(organisations, fault) : OK;
}

static err check_code(struct request *request, struct attempt *attempt, bool *right,
                      struct fault *fault)
{
    const char *sealed = column(attempt, attempt->row, TOTP);
    const char *code = request_text(request, "code");
    *right = true;
    if (!sealed)
        return OK;
    if (!code)
        return fault_set(fault, ERR_UNAUTHENTICATED, "code_needed");
    SCOPED(buf_release) struct buf key = BUF_INIT(TOTP_TEXT_SIZE);
    TRY(sealed_read(request, sealed, &key, fault));
    int64_t used = strtoll(column(attempt, attempt->row, TOTP_STEP), NULL, 10);
    int64_t step = totp_step(buf_text(&key), code, request->now, used);
    secret_wipe(key.data, key.length);
    snprintf(attempt->step, sizeof attempt->step, "%lld", (long long)step);
    attempt->second_factor = true;
    *right = step != 0;
    return OK;
}

static err show(struct request *request, struct changed *changed, struct fault *fault)
{
    char token[DIGEST_HEX_SIZE];
    cookie_token(app_of(request)->secret, changed->context, token);
    json_t *session = json_object_get(changed->body, "session");
    if (json_object_set_new(session, "page_token", json_string(token)) != 0)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    return api_key_name_rights(json_object_get(changed->body, "user"), fault);
}

static err begin(struct request *request, struct response *response, const struct attempt *attempt,
                 struct fault *fault)
{
    char text[KEY_TEXT_SIZE], hash[KEY_HASH_TEXT_SIZE], id[KEY_ID_TEXT_SIZE];
    struct key key = {.id = secret_random_id()};
    const char *organisation = column(attempt, attempt->row, ORGANISATION);
    if (!uuid_parse(organisation, &key.organisation))
        return fault_log(fault, ERR_INTERNAL, "organisation of a user");
    key_make(KEY_SESSION, &key, text);
    key_hash(app_of(request)->secret, text, hash);
    key_id_text(key.id, id);
    const char *values[] = {organisation,
                            column(attempt, attempt->row, USER),
                            column(attempt, attempt->row, PASSWORD),
                            attempt->second_factor ? attempt->step : NULL,
                            id,
                            hash,
                            text + KEY_LENGTH - 4,
                            attempt->address};
    struct change change = {.query = Q_SESSION_START,
                            .values = values,
                            .count = 8,
                            .finish = show,
                            .context = text,
                            .open = true};
    err done = change_run(&change, request, response, fault);
    if (done.code == ERR_NONE)
        cookie_set(text, response->cookie);
    secret_wipe(text, sizeof text);
    return done;
}

err session_start(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(attempt_release) struct attempt attempt = {.step = ""};
    bool right = false;
    /* The session that came along, if any, stays what it is. */
    request->credential = (struct credential){0};
    /* Before it counts as an attempt. */
    TRY(password_enter(&attempt.place, request->address.network, fault));
    TRY(find(request, &attempt, fault));
    TRY(check_password(request, &attempt, &right, fault));
    if (right)
        TRY(check_code(request, &attempt, &right, fault));
    return right ? begin(request, response, &attempt, fault)
                 : fault_set(fault, ERR_UNAUTHENTICATED, "sign_in_failed");
}

err session_extend(struct request *request, struct response *response, struct fault *fault)
{
    struct change change = {.query = Q_SESSION_EXTEND};
    return change_run(&change, request, response, fault);
}

err session_end(struct request *request, struct response *response, struct fault *fault)
{
    struct change change = {.query = Q_SESSION_END};
    TRY(change_run(&change, request, response, fault));
    cookie_set(NULL, response->cookie);
    /* Not "storage": it holds the language alone, and that is the browser's. */
    response->clear_site_data = "\"cache\"";
    return OK;
}
