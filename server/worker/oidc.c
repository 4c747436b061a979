/* SPDX-License-Identifier: Apache-2.0 */
/* What providers of OpenID Connect are asked: what they say of themselves, and who came back with a
 * code. Taken in one transaction, asked in none, written down in another; a code is good once, so
 * nothing is asked twice. */
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "base/id_token.h"
#include "base/log.h"
#include "base/mail_address.h"
#include "base/spoiled.h"
#include "base/text.h"
#include "base/uri.h"
#include "contract_limits.h"
#include "domain/provider.h"
#include "domain/webhook_url.h"
#include "outbound/transfer.h"
#include "store/exchange.h"
#include "worker/errand.h"
#include "worker/step.h"

enum {
    EACH_MAX = 8, /* of one issuer at a time */
    PAUSE = 100,  /* milliseconds until it is looked again what is to be asked */
    ROUNDS = 50,
    SECOND = 1000000, /* of an instant */
};

static const char AWAY[] = "oidc_provider_away", REFUSED[] = "oidc_refused";

static err begin_errand(const struct work *work, struct errand **errand, struct fault *fault)
{
    if (!errand_begin(work->errands, *errand, work->webhooks_anywhere))
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    (void)steal(errand);
    return OK;
}

static void log_failure(const struct errand *errand, const char *why)
{
    log_message(LOG_WARNING, "oidc_failed", "issuer %s: %s", errand->issuer, why);
}

static err note_issuer(const struct work *work, const struct instant *moment,
                       const struct errand *errand, const json_t *keys, const char *failure,
                       struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    SCOPED(free_at) char *text = keys ? json_dumps(keys, JSON_COMPACT) : NULL;
    struct provider provider = {0};
    if (failure)
        log_failure(errand, failure);
    else
        failure =
            provider_read(errand->metadata, errand->issuer, work->webhooks_anywhere, &provider);
    TRY(exchange_begin(work->pool, &exchange, fault));
    exchange_send(&exchange, QUERY(worker_oidc_issuer_put, .issuer = errand->issuer,
                                   .authorization = provider.authorization_endpoint,
                                   .token = provider.token_endpoint, .keys_url = provider.keys_url,
                                   .names_itself = provider.names_itself,
                                   .secret_in_body = provider.secret_in_body, .keys = text,
                                   .failure = failure, .now = moment->now));
    return exchange_commit(&exchange, fault);
}

static err note_sign_in(const struct work *work, const struct errand *errand, const char *subject,
                        const char *claims, const char *failure, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(exchange_begin(work->pool, &exchange, fault));
    exchange_send(&exchange,
                  QUERY(worker_oidc_done, .org = errand->organisation, .state = errand->state,
                        .subject = subject, .claims = claims, .failure = failure));
    return exchange_commit(&exchange, fault);
}

static err fail_sign_in(const struct work *work, const struct errand *errand, const char *failure,
                        const char *why, struct fault *fault)
{
    log_failure(errand, why);
    return note_sign_in(work, errand, NULL, NULL, failure, fault);
}

/* As whoever lets people in may name them (PersonName). */
static bool is_person_name(const char *text)
{
    return text && text_is_line(text) && !spoiled_name(text) &&
           text_length(text) <= LIMIT_PERSON_NAME_MAX_LENGTH;
}

/* Mail goes to no address that is none, and names no name that is none. */
static err know(const struct work *work, const struct errand *errand, json_t *claims,
                struct fault *fault)
{
    const char *subject = json_string_value(json_object_get(claims, "sub"));
    const char *email = json_string_value(json_object_get(claims, "email"));
    if (!email || !mail_address(email))
        json_object_del(claims, "email");
    if (!is_person_name(json_string_value(json_object_get(claims, "name"))))
        json_object_del(claims, "name");
    SCOPED(free_at) char *text = json_dumps(claims, JSON_COMPACT);
    return text ? note_sign_in(work, errand, subject, text, NULL, fault)
                : fault_log(fault, ERR_INTERNAL, "out of memory");
}

/* The keys are read anew for one token a minute: whoever signs with keys of his own makes no
 * provider work. */
static err ask_new_keys(const struct work *work, const struct instant *moment,
                        struct errand **errand, bool *asked, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(exchange_begin(work->pool, &exchange, fault));
    size_t index = exchange_send(
        &exchange, QUERY(worker_oidc_keys_ask, .issuer = (*errand)->issuer, .now = moment->now));
    TRY(exchange_commit(&exchange, fault));
    *asked = q_worker_oidc_keys_ask_row(&exchange, index, 0).value;
    if (!*asked)
        return OK;
    errand_ask(*errand, ERRAND_NEW_KEYS, (*errand)->keys_url);
    return begin_errand(work, errand, fault);
}

/* When its person proved itself there becomes an instant of our clock; what is none, or is to come,
 * is left out. */
static void date_proof(json_t *claims, int64_t now, int64_t real)
{
    int64_t at = json_integer_value(json_object_get(claims, "auth_time"));
    bool known = at > 0 && at <= real + ID_TOKEN_SKEW;
    json_object_del(claims, "auth_time");
    if (known)
        json_object_set_new(claims, "auth_time", json_integer(at < real ? now - (real - at) : now));
}

/* Whether the token says who it is. */
static err check_token(const struct work *work, const struct instant *moment, struct errand **at,
                       struct fault *fault)
{
    struct errand *errand = *at;
    json_auto_t *claims = NULL;
    const struct id_token_expected expected = {
        .issuer = errand->issuer,
        .client = errand->client,
        .nonce = errand_way(errand, "nonce"),
        /* The provider's clock knows no test. */
        .now = clock_real() / SECOND,
    };
    enum id_token_fault found = id_token_read(errand->token, errand->keys, &expected, &claims);
    if (found == ID_TOKEN_FINE) {
        date_proof(claims, moment->instant / SECOND, expected.now);
        return know(work, errand, claims, fault);
    }
    bool asked = false;
    if (found == ID_TOKEN_KEY_UNKNOWN && errand->kind == ERRAND_TOKEN)
        TRY(ask_new_keys(work, moment, at, &asked, fault));
    return asked ? OK : fail_sign_in(work, errand, REFUSED, id_token_fault_text(found), fault);
}

/* The answer as an object; NULL with what is wrong. */
static json_t *object_of(const struct errand *errand, const struct transfer_result *result,
                         const char **why)
{
    *why = result->outcome == TRANSFER_ANSWERED ? "it answered something else" : result->detail;
    if (result->outcome != TRANSFER_ANSWERED || result->status != 200)
        return NULL;
    json_t *answer =
        json_loadb(errand->answer.data, errand->answer.length, JSON_REJECT_DUPLICATES, NULL);
    if (json_is_object(answer))
        return answer;
    json_decref(answer);
    return NULL;
}

/* What an issuer says of itself leads to its keys. */
static err take_metadata(const struct work *work, const struct instant *moment,
                         struct errand **errand, json_t *answer, const char *why,
                         struct fault *fault)
{
    struct provider provider = {0};
    if (answer)
        why = provider_read(answer, (*errand)->issuer, work->webhooks_anywhere, &provider);
    if (why)
        return note_issuer(work, moment, *errand, NULL, why, fault);
    (*errand)->metadata = json_incref(answer);
    errand_ask(*errand, ERRAND_KEYS, provider.keys_url);
    return begin_errand(work, errand, fault);
}

static err take_id_token(const struct work *work, const struct instant *moment,
                         struct errand **errand, const struct transfer_result *result,
                         const json_t *answer, const char *why, struct fault *fault)
{
    const char *token = json_string_value(json_object_get(answer, "id_token"));
    bool refused = result->outcome == TRANSFER_ANSWERED && result->status < 500;
    if (!token)
        return fail_sign_in(work, *errand, refused ? REFUSED : AWAY, why, fault);
    (*errand)->token = strdup(token);
    return (*errand)->token ? check_token(work, moment, errand, fault)
                            : fault_log(fault, ERR_INTERNAL, "out of memory");
}

static err take_new_keys(const struct work *work, const struct instant *moment,
                         struct errand **errand, json_t *answer, const char *why,
                         struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    if (!answer)
        return fail_sign_in(work, *errand, AWAY, why, fault);
    SCOPED(free_at) char *text = json_dumps(answer, JSON_COMPACT);
    TRY(exchange_begin(work->pool, &exchange, fault));
    exchange_send(&exchange,
                  QUERY(worker_oidc_keys_put, .issuer = (*errand)->issuer, .keys = text));
    TRY(exchange_commit(&exchange, fault));
    json_decref((*errand)->keys);
    (*errand)->keys = json_incref(answer);
    return check_token(work, moment, errand, fault);
}

static err take_answer(const struct work *work, const struct instant *moment,
                       struct errand **errand, const struct transfer_result *result,
                       struct fault *fault)
{
    const char *why = NULL;
    json_auto_t *answer = object_of(*errand, result, &why);
    switch ((*errand)->kind) {
    case ERRAND_METADATA:
        return take_metadata(work, moment, errand, answer, why, fault);
    case ERRAND_KEYS:
        return note_issuer(work, moment, *errand, answer, answer ? NULL : why, fault);
    case ERRAND_TOKEN:
        return take_id_token(work, moment, errand, result, answer, why, fault);
    case ERRAND_NEW_KEYS:
        return take_new_keys(work, moment, errand, answer, why, fault);
    }
    return OK;
}

static err ask_issuer(const struct work *work, const struct instant *moment, bool *more,
                      struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(exchange_begin(work->pool, &exchange, fault));
    size_t index = exchange_send(&exchange, QUERY(worker_oidc_issuer_take, .now = moment->now));
    TRY(exchange_commit(&exchange, fault));
    *more = exchange_rows(&exchange, index) > 0;
    if (!*more)
        return OK;
    SCOPED(errand_free)
    struct errand *errand = errand_new(q_worker_oidc_issuer_take_row(&exchange, index, 0).issuer);
    SCOPED(buf_release) struct buf url = BUF_INIT(PROVIDER_TEXT_MAX);
    if (!errand)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    provider_metadata_url(errand->issuer, &url);
    errand_ask(errand, ERRAND_METADATA, buf_text(&url));
    return begin_errand(work, &errand, fault);
}

/* What cannot be asked is told as what came of it. */
static err redeem(const struct work *work, const struct q_worker_oidc_take_row *row,
                  struct fault *fault)
{
    SCOPED(errand_free) struct errand *errand = errand_new(row->issuer);
    if (!errand)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    const char *why = errand_redeem(errand, row, work->secret);
    return why ? fail_sign_in(work, errand, REFUSED, why, fault)
               : begin_errand(work, &errand, fault);
}

static err redeem_codes(const struct work *work, const struct instant *moment, bool *more,
                        struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    size_t room = transfer_group_room(work->errands);
    if (room == 0)
        return OK;
    TRY(exchange_begin(work->pool, &exchange, fault));
    size_t rows = exchange_send(&exchange, QUERY(worker_oidc_take, .now = moment->now,
                                                 .limit = (int32_t)room, .each = EACH_MAX));
    TRY(exchange_commit(&exchange, fault));
    *more |= exchange_rows(&exchange, rows) > 0;
    for (size_t i = 0; i < exchange_rows(&exchange, rows); i++) {
        struct q_worker_oidc_take_row row = q_worker_oidc_take_row(&exchange, rows, i);
        TRY(redeem(work, &row, fault));
    }
    return OK;
}

static err take_answers(const struct work *work, const struct instant *moment, struct fault *fault)
{
    struct transfer_result result;
    for (int count = 0; count < ERRANDS_AT_ONCE; count++) {
        SCOPED(errand_free)
        struct errand *errand = transfer_group_next(work->errands, count == 0 ? PAUSE : 0, &result);
        if (!errand)
            break;
        TRY(take_answer(work, moment, &errand, &result, fault));
    }
    return OK;
}

err step_oidc(const struct work *work, const struct instant *moment, bool *more,
              struct fault *fault)
{
    for (int round = 0; round < ROUNDS; round++) {
        *more = false;
        if (transfer_group_room(work->errands) > 0)
            TRY(ask_issuer(work, moment, more, fault));
        TRY(redeem_codes(work, moment, more, fault));
        if (transfer_group_busy(work->errands) > 0)
            TRY(take_answers(work, moment, fault));
        *more |= transfer_group_busy(work->errands) > 0;
        if (!*more)
            break;
    }
    return OK;
}

void step_oidc_drop(void *errand)
{
    struct errand *dropped = errand;
    errand_free(&dropped);
}
