/* SPDX-License-Identifier: Apache-2.0 */
/* What people change of their own account: the password and the second factor. Each asks for the
 * password again, for a page may have been left open. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/password.h"
#include "base/totp.h"
#include "handlers/api_keys.h"
#include "handlers/change.h"
#include "handlers/passwords.h"
#include "handlers/read.h"
#include "handlers/sealed.h"
#include "operations.h"

enum { URI_MAX = 2048, STEP_TEXT_SIZE = 24 };

struct own {
    struct password_place place;
    char email[300];
    char name[500];
    char organisation[1000];
    char password[PASSWORD_HASH_SIZE];
};

static void own_release(struct own *own)
{
    password_leave(&own->place);
}

/* The asking user, after the password that the request repeats was found right. */
static err own_check(struct request *request, const char *member, struct own *out,
                     struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    size_t index = 0;
    bool matches = false;
    TRY(read_rows(request, Q_OWN_SECRETS, NULL, 0, &exchange, &index, fault));
    if (exchange_rows(&exchange, index) != 1)
        return fault_set(fault, ERR_CONFLICT, "not_a_session");
    snprintf(out->email, sizeof out->email, "%s", exchange_value(&exchange, index, 0, 0));
    snprintf(out->password, sizeof out->password, "%s", exchange_value(&exchange, index, 0, 1));
    snprintf(out->name, sizeof out->name, "%s", exchange_value(&exchange, index, 0, 4));
    snprintf(out->organisation, sizeof out->organisation, "%s",
             exchange_value(&exchange, index, 0, 5));
    TRY(password_enter(&out->place, request->address.network, fault));
    TRY(password_check(&out->place, out->password, request_text(request, member), &matches, fault));
    if (!matches)
        return fault_set(fault, ERR_FORBIDDEN, "password_wrong");
    return OK;
}

static err name_changed(struct request *request, struct changed *changed, struct fault *fault)
{
    (void)request;
    return api_key_name_rights(changed->body, fault);
}

err own_password_put(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(own_release) struct own own = {0};
    char hash[PASSWORD_HASH_SIZE];
    TRY(own_check(request, "password", &own, fault));
    const char *names[] = {own.email, own.name, own.organisation};
    password_rules(request_text(request, "new_password"), names, 3, "/new_password", fault);
    TRY(fault_invalid(fault));
    TRY(password_hash(&own.place, request_text(request, "new_password"), hash, fault));
    const char *values[] = {own.password, hash};
    struct change change = {
        .query = Q_OWN_PASSWORD_PUT, .values = values, .count = 2, .finish = name_changed};
    return change_run(&change, request, response, fault);
}

static void add_percent_encoded(struct buf *out, const char *text)
{
    for (const unsigned char *c = (const unsigned char *)text; *c; c++)
        buf_format(out, *c < 128 && (isalnum(*c) || strchr("@.-_", *c)) ? "%c" : "%%%02X", *c);
}

static err show_offer(struct request *request, struct changed *changed, struct fault *fault)
{
    const struct own *own = changed->context;
    char key[TOTP_TEXT_SIZE];
    (void)request;
    TRY(totp_make(key, fault));
    SCOPED(buf_release) struct buf uri = BUF_INIT(URI_MAX);
    buf_text_add(&uri, "otpauth://totp/Hoshitori:");
    add_percent_encoded(&uri, own->email);
    buf_format(&uri, "?secret=%s&issuer=Hoshitori", key);
    bool made = buf_ok(&uri) && json_object_set_new(changed->body, "key", json_string(key)) == 0 &&
                json_object_set_new(changed->body, "uri", json_string(buf_text(&uri))) == 0;
    secret_wipe(key, sizeof key);
    return made ? OK : fault_log(fault, ERR_INTERNAL, "out of memory");
}

/* The account is as it was: the page shows the key, and sends it back with a code that proves it.
 */
err second_factor_offer(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(own_release) struct own own = {0};
    TRY(own_check(request, "password", &own, fault));
    struct change change = {
        .query = Q_OWN_TOTP_OFFER, .finish = show_offer, .context = &own, .secret = true};
    return change_run(&change, request, response, fault);
}

err second_factor_put(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(own_release) struct own own = {0};
    char step[STEP_TEXT_SIZE];
    const char *key = request_text(request, "key");
    if (!totp_valid(key))
        fault_add(fault, "/key", "pattern", NULL);
    TRY(fault_invalid(fault));
    int64_t used = totp_step(key, request_text(request, "code"), request->now, 0);
    if (used == 0)
        fault_add(fault, "/code", "code_wrong", NULL);
    TRY(fault_invalid(fault));
    TRY(own_check(request, "password", &own, fault));
    SCOPED(buf_release) struct buf sealed = BUF_INIT(SEALED_MAX);
    TRY(sealed_write(request, key, strlen(key), &sealed, fault));
    snprintf(step, sizeof step, "%lld", (long long)used);
    const char *values[] = {own.password, buf_text(&sealed), step};
    struct change change = {
        .query = Q_OWN_TOTP_PUT, .values = values, .count = 3, .finish = name_changed};
    return change_run(&change, request, response, fault);
}

err second_factor_remove(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(own_release) struct own own = {0};
    TRY(own_check(request, "password", &own, fault));
    const char *values[] = {own.password, NULL, NULL};
    struct change change = {
        .query = Q_OWN_TOTP_PUT, .values = values, .count = 3, .finish = name_changed};
    return change_run(&change, request, response, fault);
}
