/* SPDX-License-Identifier: Apache-2.0 */
/* One's second factor: the server makes its key, a code proves it, recovery codes stand in for it.
 */
#include <stdio.h>
#include <string.h>

#include "base/totp.h"
#include "base/uri.h"
#include "handlers/api_keys.h"
#include "handlers/own.h"
#include "handlers/way/pass.h"
#include "handlers/way/sealed.h"
#include "operations.h"

enum { URI_MAX = 2048, CODES_TEXT_MAX = RECOVERY_CODES * RECOVERY_CODE_SIZE };

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

static err show_offer(struct request *request, struct changed *changed, struct fault *fault)
{
    const struct offer *offer = changed->context;
    (void)request;
    SCOPED(buf_release) struct buf uri = BUF_INIT(URI_MAX);
    buf_text_add(&uri, "otpauth://totp/Hoshitori:");
    uri_encode(&uri, offer->own.email);
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
    TRY(own_check(request, &offer.own, fault));
    TRY(totp_make(offer.key, fault));
    TRY(sealed_write(request, offer.key, strlen(offer.key), &sealed, fault));
    struct change change = {
        .statement = QUERY(own_factor_offer, .before = offer.own.password, .step = offer.own.step,
                           .recovery = own_recovery(&offer.own), .totp = buf_text(&sealed)),
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

/* The step of the code under the key that is offered to this session, sealed as it lies there;
 * `exchange` holds its text. */
static err check_offered(struct request *request, struct exchange *exchange, const char **sealed,
                         int64_t *step, struct fault *fault)
{
    size_t index = 0;
    TRY(read_rows(request, q_own_factor_offered(), exchange, &index, fault));
    if (exchange_rows(exchange, index) != 1)
        return fault_set(fault, ERR_CONFLICT, "not_a_session");
    *sealed = q_own_factor_offered_row(exchange, index, 0).totp;
    if (!*sealed)
        return fault_set(fault, ERR_CONFLICT, "second_factor_not_offered");
    TRY(sealed_totp_step(request, *sealed, request_text(request, "code"), 0, step, fault));
    if (*step == 0)
        fault_add(fault, "/code", "code_wrong", NULL);
    return fault_invalid(fault);
}

err second_factor_put(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    SCOPED(codes_wipe) struct codes codes;
    const char *sealed = NULL;
    int64_t step = 0;
    TRY(check_offered(request, &exchange, &sealed, &step, fault));
    codes_make(&codes);
    struct change change = {
        .statement = QUERY(own_factor_put, .offer = sealed, .step = step, .codes = codes.plain),
        .finish = show_codes,
        .context = &codes};
    return change_run(&change, request, response, fault);
}

err recovery_codes_renew(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(own_release) struct own own = {0};
    SCOPED(codes_wipe) struct codes codes;
    codes_make(&codes);
    TRY(own_check(request, &own, fault));
    struct change change = {.statement = QUERY(own_recovery_codes_put, .before = own.password,
                                               .step = own.step, .recovery = own_recovery(&own),
                                               .codes = codes.plain),
                            .finish = show_codes,
                            .context = &codes,
                            .secret = true};
    return change_run(&change, request, response, fault);
}

err second_factor_remove(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(own_release) struct own own = {0};
    TRY(own_check(request, &own, fault));
    return change_finished(request, response,
                           QUERY(own_factor_remove, .before = own.password, .step = own.step,
                                 .recovery = own_recovery(&own)),
                           api_key_show_changed, fault);
}

PASS(change_finished, user_second_factor_remove, QUERY(user_second_factor_remove, FROM(user)),
     api_key_show_changed)

static const char *const sign_in_members[] = {"second_factor", NULL};

PASS(read_replaced, sign_in_policy_get, q_sign_in_policy(), sign_in_members, NULL)

PASS(change_replaced, sign_in_policy_put, QUERY(sign_in_policy_put, TEXT(second_factor)),
     sign_in_members)
