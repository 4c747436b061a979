/* SPDX-License-Identifier: Apache-2.0 */
/* One's second factor: the server makes its key, a code proves it, recovery codes stand in for it.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/totp.h"
#include "handlers/api_keys.h"
#include "handlers/own.h"
#include "handlers/way/change.h"
#include "handlers/way/read.h"
#include "handlers/way/sealed.h"
#include "operations.h"

enum { URI_MAX = 2048, STEP_TEXT_SIZE = 24, CODES_TEXT_MAX = RECOVERY_CODES * RECOVERY_CODE_SIZE };

static err name_changed(struct request *request, struct changed *changed, struct fault *fault)
{
    (void)request;
    return api_key_name_rights(changed->body, fault);
}

/* What the answer shows, and the statement gets sealed. */
struct offer {
    struct own own;
    char key[TOTP_TEXT_SIZE];
};

static void offer_release(struct offer *offer)
{
    own_release(&offer->own);
    secret_wipe(offer->key, sizeof offer->key);
}

static void add_percent_encoded(struct buf *out, const char *text)
{
    for (const unsigned char *c = (const unsigned char *)text; *c; c++)
        buf_format(out, *c < 128 && (isalnum(*c) || strchr("@.-_", *c)) ? "%c" : "%%%02X", *c);
}

static err show_offer(struct request *request, struct changed *changed, struct fault *fault)
{
    const struct offer *offer = changed->context;
    (void)request;
    SCOPED(buf_release) struct buf uri = BUF_INIT(URI_MAX);
    buf_text_add(&uri, "otpauth://totp/Hoshitori:");
    add_percent_encoded(&uri, offer->own.email);
    buf_format(&uri, "?secret=%s&issuer=Hoshitori", offer->key);
    bool made = buf_ok(&uri) &&
                json_object_set_new(changed->body, "key", json_string(offer->key)) == 0 &&
                json_object_set_new(changed->body, "uri", json_string(buf_text(&uri))) == 0;
    return made ? OK : fault_log(fault, ERR_INTERNAL, "out of memory");
}

err second_factor_offer(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(offer_release) struct offer offer = {.key = ""};
    SCOPED(buf_release) struct buf sealed = BUF_INIT(SEALED_MAX);
    TRY(own_check(request, true, &offer.own, fault));
    TRY(totp_make(offer.key, fault));
    TRY(sealed_write(request, offer.key, strlen(offer.key), &sealed, fault));
    const char *values[] = {offer.own.password, own_step(&offer.own), own_recovery(&offer.own),
                            buf_text(&sealed)};
    struct change change = {.query = Q_OWN_FACTOR_OFFER,
                            .values = values,
                            .count = 4,
                            .finish = show_offer,
                            .context = &offer,
                            .secret = true};
    return change_run(&change, request, response, fault);
}

/* Ten codes for the answer, and the same without hyphens as an array for the statement. */
struct codes {
    char texts[RECOVERY_CODES][RECOVERY_CODE_SIZE];
    char plain[CODES_TEXT_MAX];
};

static void codes_wipe(struct codes *codes)
{
    secret_wipe(codes, sizeof *codes);
}

static void codes_make(struct codes *codes)
{
    size_t at = 0;
    for (size_t i = 0; i < RECOVERY_CODES; i++) {
        char plain[RECOVERY_PLAIN_SIZE];
        recovery_code_make(codes->texts[i]);
        (void)recovery_code_plain(codes->texts[i], plain);
        at += (size_t)snprintf(codes->plain + at, sizeof codes->plain - at, "%c%s", i ? ',' : '{',
                               plain);
    }
    snprintf(codes->plain + at, sizeof codes->plain - at, "}");
}

static err show_codes(struct request *request, struct changed *changed, struct fault *fault)
{
    const struct codes *codes = changed->context;
    json_t *user = json_object_get(changed->body, "user");
    json_t *list = json_array();
    (void)request;
    bool made = json_object_set_new(changed->body, "recovery_codes", list) == 0;
    for (size_t i = 0; made && i < RECOVERY_CODES; i++)
        made = json_array_append_new(list, json_string(codes->texts[i])) == 0;
    if (!made)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    return user ? api_key_name_rights(user, fault) : OK;
}

/* The step of the code under the key that is offered to this session, sealed as it lies there. */
static err check_offered(struct request *request, struct exchange *exchange, size_t *index,
                         char step[static STEP_TEXT_SIZE], struct fault *fault)
{
    int64_t found = 0;
    TRY(read_rows(request, Q_OWN_FACTOR_OFFERED, NULL, 0, exchange, index, fault));
    if (exchange_rows(exchange, *index) != 1)
        return fault_set(fault, ERR_CONFLICT, "not_a_session");
    const char *sealed = exchange_value(exchange, *index, 0, 1);
    if (!sealed)
        return fault_set(fault, ERR_CONFLICT, "second_factor_not_offered");
    TRY(sealed_totp_step(request, sealed, request_text(request, "code"), 0, &found, fault));
    if (found == 0)
        fault_add(fault, "/code", "code_wrong", NULL);
    snprintf(step, STEP_TEXT_SIZE, "%lld", (long long)found);
    return fault_invalid(fault);
}

err second_factor_put(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    SCOPED(codes_wipe) struct codes codes;
    char step[STEP_TEXT_SIZE];
    size_t index = 0;
    TRY(check_offered(request, &exchange, &index, step, fault));
    codes_make(&codes);
    const char *values[] = {exchange_value(&exchange, index, 0, 1), step, codes.plain};
    struct change change = {.query = Q_OWN_FACTOR_PUT,
                            .values = values,
                            .count = 3,
                            .finish = show_codes,
                            .context = &codes};
    return change_run(&change, request, response, fault);
}

err recovery_codes_renew(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(own_release) struct own own = {0};
    SCOPED(codes_wipe) struct codes codes;
    codes_make(&codes);
    TRY(own_check(request, true, &own, fault));
    const char *values[] = {own.password, own_step(&own), own_recovery(&own), codes.plain};
    struct change change = {.query = Q_OWN_RECOVERY_CODES_PUT,
                            .values = values,
                            .count = 4,
                            .finish = show_codes,
                            .context = &codes,
                            .secret = true};
    return change_run(&change, request, response, fault);
}

err second_factor_remove(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(own_release) struct own own = {0};
    TRY(own_check(request, true, &own, fault));
    const char *values[] = {own.password, own_step(&own), own_recovery(&own)};
    struct change change = {
        .query = Q_OWN_FACTOR_REMOVE, .values = values, .count = 3, .finish = name_changed};
    return change_run(&change, request, response, fault);
}

err user_second_factor_remove(struct request *request, struct response *response,
                              struct fault *fault)
{
    const char *values[] = {request_parameter(request, "user")};
    struct change change = {
        .query = Q_USER_SECOND_FACTOR_REMOVE, .values = values, .count = 1, .finish = name_changed};
    return change_run(&change, request, response, fault);
}

err sign_in_policy_get(struct request *request, struct response *response, struct fault *fault)
{
    return read_json(request, response, Q_SIGN_IN_POLICY, NULL, 0, fault);
}

err sign_in_policy_put(struct request *request, struct response *response, struct fault *fault)
{
    const char *values[] = {request_text(request, "second_factor")};
    struct change change = {.query = Q_SIGN_IN_POLICY_PUT, .values = values, .count = 1};
    return change_run(&change, request, response, fault);
}
