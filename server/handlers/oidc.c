/* SPDX-License-Identifier: Apache-2.0 */
/* Signing in at a provider of OpenID Connect: to it, and back with a code. The worker redeems the
 * code; until it has, the page asks again. A way is good once, for ten minutes, in the browser in
 * which it began: its mark is a cookie, and what the provider sends back is known by its hash. */
#include <stdio.h>
#include <string.h>

#include "base/pkce.h"
#include "domain/provider.h"
#include "handlers/issued.h"
#include "handlers/user_link.h"
#include "handlers/way/sealed.h"
#include "operations.h"

enum { REDIRECT_SIZE = 1024 };

/* One that begins. */
struct departure {
    char state[PKCE_VERIFIER_SIZE], nonce[PKCE_VERIFIER_SIZE], verifier[PKCE_VERIFIER_SIZE];
    char device[DEVICE_TEXT_SIZE];
    char redirect[REDIRECT_SIZE];
    struct user_link link; /* id 0: none */
    const char *organisation;
    bool proof;
    struct buf sealed;
};

static void departure_release(struct departure *departure)
{
    secret_wipe(departure->verifier, sizeof departure->verifier);
    buf_release(&departure->sealed);
}

/* Each organisation has a way back of its own, so that no provider's answer passes for another's.
 */
static void redirect_of(const struct request *request, const char *organisation,
                        char out[static REDIRECT_SIZE])
{
    snprintf(out, REDIRECT_SIZE, "%s/sign-in/%s", app_of(request)->public_url, organisation);
}

static err seal_way(const struct request *request, const json_t *way, struct buf *out,
                    struct fault *fault)
{
    SCOPED(free_at) char *text = json_dumps(way, JSON_COMPACT);
    return text ? sealed_write(request, text, strlen(text), out, fault)
                : fault_log(fault, ERR_INTERNAL, "out of memory");
}

/* Of an organisation's people, of who holds a link, or of who is signed in. */
static err read_departure(struct request *request, struct departure *out, struct fault *fault)
{
    out->organisation = request_text(request, "organisation");
    out->proof = json_is_true(json_object_get(request->json, "proof"));
    if (request_text(request, "token")) {
        TRY(user_link_read(request, &out->link, fault));
        out->organisation = out->link.organisation;
    }
    if (out->organisation)
        request->credential = (struct credential){0};
    else if (!request->credential.present)
        return fault_set(fault, ERR_UNAUTHENTICATED, NULL);
    else
        out->organisation = request->credential.organisation_id;
    request_concerns(request, out->organisation);
    return OK;
}

static err make_departure(const struct request *request, struct departure *out, struct fault *fault)
{
    pkce_make(out->state);
    pkce_make(out->nonce);
    pkce_make(out->verifier);
    redirect_of(request, out->organisation, out->redirect);
    if (request->device[0])
        snprintf(out->device, sizeof out->device, "%s", request->device);
    else
        issued_device_make(out->device);
    json_auto_t *way = json_pack("{s:s, s:s, s:s}", "nonce", out->nonce, "verifier", out->verifier,
                                 "redirect", out->redirect);
    return seal_way(request, way, &out->sealed, fault);
}

static void send_departure(const struct request *request, const struct departure *departure,
                           struct exchange *exchange, size_t *index)
{
    char state[KEY_HASH_TEXT_SIZE], device[KEY_HASH_TEXT_SIZE];
    bool link = departure->link.id != 0;
    issued_device_hash(departure->state, state);
    issued_device_hash(departure->device, device);
    *index = exchange_send(
        exchange,
        QUERY(oidc_sign_in_begin,
              .org = request->credential.present ? NULL : departure->organisation,
              .link = {link, departure->link.id}, .hash = link ? departure->link.hash : NULL,
              .state = state, .device = device, .sealed = buf_text(&departure->sealed),
              .network = request->address.text));
}

static err show_departure(const struct departure *departure,
                          const struct q_oidc_sign_in_begin_row *row, struct response *response,
                          struct fault *fault)
{
    SCOPED(buf_release) struct buf url = BUF_INIT(PROVIDER_TEXT_MAX);
    const struct authorization way = {.client = row->client_id,
                                      .redirect = departure->redirect,
                                      .state = departure->state,
                                      .nonce = departure->nonce,
                                      .verifier = departure->verifier,
                                      .proof = departure->proof};
    provider_authorize(row->authorization_endpoint, &way, &url);
    json_auto_t *body = buf_ok(&url) ? json_pack("{s:s}", "url", buf_text(&url)) : NULL;
    if (!body)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    response_json(response, 201, body);
    cookie_device_set(departure->device, response->device_cookie);
    return OK;
}

err oidc_sign_in_begin(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(departure_release) struct departure departure = {.sealed = BUF_INIT(SEALED_MAX)};
    SCOPED(exchange_release) struct exchange exchange = {0};
    size_t index = 0;
    TRY(read_departure(request, &departure, fault));
    TRY(make_departure(request, &departure, fault));
    TRY(app_begin(request, &exchange, fault));
    if (request->credential.present)
        app_enter(&exchange, request, 0);
    else
        app_enter_open(&exchange, request);
    send_departure(request, &departure, &exchange, &index);
    TRY(exchange_commit(&exchange, fault));
    struct q_oidc_sign_in_begin_row row = q_oidc_sign_in_begin_row(&exchange, index, 0);
    if (row.wait > 0)
        return fault_set_later(fault, ERR_TOO_MANY, "sign_in_limited", row.wait);
    return row.authorization_endpoint ? show_departure(&departure, &row, response, fault)
                                      : fault_set(fault, ERR_CONFLICT, "oidc_provider_away");
}

/* One that came back. */
struct arrival {
    char state[KEY_HASH_TEXT_SIZE], device[KEY_HASH_TEXT_SIZE];
    struct buf sealed;
    const char *organisation;
    bool known; /* the provider has said who it is */
};

static void arrival_release(struct arrival *arrival)
{
    buf_release(&arrival->sealed);
}

/* The code goes beside what was sealed when it began. */
static err add_code(struct request *request, struct arrival *arrival, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    SCOPED(buf_release) struct buf plain = BUF_INIT(SEALED_MAX);
    const char *code = request_text(request, "code");
    if (!code)
        return OK;
    TRY(app_begin(request, &exchange, fault));
    app_enter_open(&exchange, request);
    size_t index =
        exchange_send(&exchange, QUERY(oidc_sign_in_sealed, .org = arrival->organisation,
                                       .state = arrival->state, .device = arrival->device));
    TRY(exchange_finish(&exchange, fault));
    if (exchange_rows(&exchange, index) == 0)
        return OK;
    TRY(sealed_read(request, q_oidc_sign_in_sealed_row(&exchange, index, 0).sealed, &plain, fault));
    json_auto_t *way = json_loadb(plain.data, plain.length, 0, NULL);
    secret_wipe(plain.data, plain.length);
    if (!way || json_object_set_new(way, "code", json_string(code)) != 0)
        return fault_log(fault, ERR_INTERNAL, "a way to a provider cannot be read");
    return seal_way(request, way, &arrival->sealed, fault);
}

static err failed_with(const char *failure, struct fault *fault)
{
    static const char *const codes[] = {"oidc_provider_away", "oidc_other_issuer", "oidc_refused"};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (strcmp(codes[i], failure) == 0)
            return fault_set(fault, i == 0 ? ERR_CONFLICT : ERR_UNAUTHENTICATED, codes[i]);
    return fault_log(fault, ERR_INTERNAL, "unknown failure %s", failure);
}

static err take_arrival(struct request *request, struct arrival *arrival, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(add_code(request, arrival, fault));
    TRY(app_begin(request, &exchange, fault));
    app_enter_open(&exchange, request);
    size_t index = exchange_send(
        &exchange, QUERY(oidc_sign_in_answer, .org = arrival->organisation, .state = arrival->state,
                         .device = arrival->device, TEXT(issuer),
                         .sealed = arrival->sealed.length ? buf_text(&arrival->sealed) : NULL,
                         .failure = request_text(request, "code") ? NULL : "oidc_refused"));
    TRY(exchange_commit(&exchange, fault));
    struct q_oidc_sign_in_answer_row row = q_oidc_sign_in_answer_row(&exchange, index, 0);
    arrival->known = strcmp(row.step, "known") == 0;
    return row.failure ? failed_with(row.failure, fault) : OK;
}

static err begin_known(struct request *request, struct response *response,
                       const struct arrival *arrival, struct fault *fault)
{
    SCOPED(issued_wipe) struct issued issued = {.device_new = false};
    char user[UUID_TEXT_SIZE];
    uuid_make_text(request->now, user);
    TRY(issued_make(request, arrival->organisation, &issued, fault));
    snprintf(issued.device, sizeof issued.device, "%s", request->device);
    struct change change = {
        .statement =
            QUERY(oidc_session_start, .org = arrival->organisation, .state = arrival->state,
                  .device = arrival->device, .user = user, .key = issued.session.id,
                  .hash = issued.session.hash, .last4 = new_key_last4(&issued.session),
                  .network = request->address.text, .browser = text_or_null(issued.browser)),
        .finish = issued_show,
        .context = &issued,
        .open = true};
    TRY(change_run(&change, request, response, fault));
    issued_set(&issued, response);
    return OK;
}

err oidc_session_start(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(arrival_release) struct arrival arrival = {.sealed = BUF_INIT(SEALED_MAX)};
    /* The session that came along, if any, stays what it is. */
    request->credential = (struct credential){0};
    if (!request->device[0])
        return fault_set(fault, ERR_CONFLICT, "oidc_sign_in_over");
    arrival.organisation = request_text(request, "organisation");
    request_concerns(request, arrival.organisation);
    issued_device_hash(request_text(request, "state"), arrival.state);
    issued_device_hash(request->device, arrival.device);
    TRY(take_arrival(request, &arrival, fault));
    if (arrival.known)
        return begin_known(request, response, &arrival, fault);
    json_auto_t *body = json_pack("{s:s}", "state", "waiting");
    if (!body)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    response_json(response, 202, body);
    return OK;
}
