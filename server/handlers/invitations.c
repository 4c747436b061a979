/* SPDX-License-Identifier: Apache-2.0 */
/* The answer to an invitation by its token: preview, accept, decline. */
#include <string.h>

#include "base/password.h"
#include "base/rights.h"
#include "contract_limits.h"
#include "domain/decide.h"
#include "domain/text.h"
#include "handlers/api_keys.h"
#include "handlers/body.h"
#include "handlers/passwords.h"
#include "handlers/way/pass.h"
#include "handlers/way/sealed.h"
#include "operations.h"

/* Of the first key. */
enum {
    FIRST_RIGHTS = RIGHT_SUPPLIER_READ | RIGHT_SUPPLIER_WRITE | RIGHT_AUDIT_READ | RIGHT_KEYS_WRITE
};
enum { ANSWER_MAX = 64 * 1024, TEXT_SIZE_MAX = 4096 };

/* The token as the three parameters of every statement here. */
struct token {
    char buyer[UUID_TEXT_SIZE];
    int64_t id;
    char hash[KEY_HASHES_TEXT_SIZE];
};

/* A token that nobody made is answered like one that nobody has. */
static err token_read(const struct request *request, struct token *out, struct fault *fault)
{
    const char *text = request_text(request, "token");
    struct key key;
    if (!text || !key_parse(KEY_INVITATION, text, &key))
        return fault_set(fault, ERR_NOT_FOUND, "invitation_not_found");
    uuid_format(&key.organisation, out->buyer);
    out->id = key.id;
    key_hashes(app_of(request)->secret, text, out->hash);
    return OK;
}

static err show_accounts(json_t *list, const char *code, const struct request *request,
                         struct fault *fault)
{
    SCOPED(buf_release) struct buf text = BUF_INIT(TEXT_SIZE_MAX);
    if (!text_render(&text, TEXT_SHOWN, code, request->language, NULL, 0) || !buf_ok(&text) ||
        json_array_append_new(list, json_pack("{s:s, s:s, s:{}}", "code", code, "text",
                                              buf_text(&text), "params")) != 0)
        return fault_log(fault, ERR_INTERNAL, "text of %s", code);
    return OK;
}

/* What the buyer will see after acceptance. */
static err add_shown(struct request *request, struct changed *changed, struct fault *fault)
{
    static const char *const codes[] = {"shown_organisation", "shown_stars",
                                        "shown_assessments",  "shown_papers",
                                        "shown_readiness",    "shown_nothing_of_others"};
    json_t *list = json_array();
    if (json_object_set_new(changed->body, "shown_to_buyer", list) != 0)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        TRY(show_accounts(list, codes[i], request, fault));
    return OK;
}

err invitation_preview(struct request *request, struct response *response, struct fault *fault)
{
    struct token token;
    TRY(token_read(request, &token, fault));
    struct change change = {.statement = QUERY(invitation_preview, .buyer = token.buyer,
                                               .invitation = token.id, .hash = token.hash),
                            .finish = add_shown,
                            .open = true};
    return change_run(&change, request, response, fault);
}

err invitation_decline(struct request *request, struct response *response, struct fault *fault)
{
    struct token token;
    TRY(token_read(request, &token, fault));
    struct change change = {.statement = QUERY(invitation_decline, .buyer = token.buyer,
                                               .invitation = token.id, .hash = token.hash),
                            .open = true};
    return change_run(&change, request, response, fault);
}

/* Without the link, by whom the invitation is for. */
PASS(list_page, own_invitation_list, q_own_invitation_list())

static err tell_buyer(struct request *request, struct statement mismatch, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    SCOPED(buf_release) struct buf lines = BUF_INIT(DECIDE_LINES_MAX);
    TRY(app_begin(request, &exchange, fault));
    app_enter(&exchange, request, RIGHT_SUPPLIER_WRITE);
    size_t told = exchange_send(&exchange, mismatch);
    TRY(exchange_read(&exchange, fault));
    TRY(decide_text(q_value_row(&exchange, told, 0).value, &lines, fault));
    if (lines.length == 0)
        return exchange_finish(&exchange, fault);
    exchange_send(&exchange,
                  QUERY(board_put, .lines = buf_text(&lines), .cause = "invitation_mismatch"));
    return exchange_commit(&exchange, fault);
}

/* The buyer alone can tell which number is right, and would not hear of what was refused. What
 * fails here leaves the refusal as it is. */
static void tell_of_mismatch(struct request *request, struct statement mismatch,
                             const struct fault *refusal)
{
    SCOPED(fault_release) struct fault ignored = {0};
    if (strcmp(refusal->code, "corporate_number_mismatch") != 0)
        return;
    err told = tell_buyer(request, mismatch, &ignored);
    (void)told;
}

err own_invitation_accept(struct request *request, struct response *response, struct fault *fault)
{
    const char *relationship = request_parameter(request, "invitation");
    err accepted = change_plain(request, response,
                                QUERY(own_invitation_accept, .relationship = relationship), fault);
    if (accepted.code == ERR_CONFLICT)
        tell_of_mismatch(request, QUERY(invitation_mismatch, .relationship = relationship), fault);
    return accepted;
}

PASS(change_plain, own_invitation_decline,
     QUERY(own_invitation_decline, .relationship = request_parameter(request, "invitation")))

/* A redemption in the making: the organisation and key that it founds when no key came along. */
struct redemption {
    struct token token;
    char claims[REQUEST_HASHES_SIZE]; /* what finds the answer again; "" = nothing does */
    char organisation[UUID_TEXT_SIZE];
    struct new_key key;
    char last_day[DAY_TEXT_SIZE];
    char *person;         /* the first user as JSON, in place of a key; NULL = a key */
    struct exchange look; /* holds */
    const char *supplier; /* how the buyer calls it */
    unsigned char salt[PASSWORD_SALT_SIZE]; /* of the first user's password */
    bool replayed;
};

static void redemption_wipe(struct redemption *redemption)
{
    free(redemption->person);
    exchange_release(&redemption->look);
    secret_wipe(redemption, sizeof *redemption);
}

static err redemption_make(const struct request *request, struct redemption *out,
                           struct fault *fault)
{
    uuid_make_text(request->now, out->organisation);
    if (!new_key_make(KEY_API, out->organisation, secret_random_id(), app_of(request)->secret,
                      &out->key))
        return fault_log(fault, ERR_INTERNAL, "a new organisation's id");
    day_format(day_add(day_of_text(request->day), LIMIT_KEY_LAST_DAY_DAYS_DEFAULT), out->last_day);
    /* Whoever sends the same body again must know the Idempotency-Key too: the buyer knows the
     * token. With a key, the answer lies in the organisation's own records. */
    if (request->idempotency_key && !request->credential.present)
        sealed_request_hashes(request, request->idempotency_key, out->claims);
    return OK;
}

static err seal_answer(struct request *request, struct changed *changed,
                       const struct redemption *redemption, struct fault *fault)
{
    SCOPED(free_at) char *text = json_dumps(changed->body, JSON_COMPACT);
    SCOPED(buf_release) struct buf hex = BUF_INIT(2 * ANSWER_MAX + 3);
    if (!text)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    err sealed = sealed_write(request, text, strlen(text), &hex, fault);
    secret_wipe(text, strlen(text));
    TRY(sealed);
    exchange_send(changed->exchange,
                  QUERY(invitation_seal, .buyer = redemption->token.buyer,
                        .invitation = redemption->token.id, .sealed = buf_text(&hex)));
    return OK;
}

/* The answer that the first of two equal requests got. */
static err open_answer(struct request *request, struct changed *changed, const char *hex,
                       struct fault *fault)
{
    SCOPED(buf_release) struct buf text = BUF_INIT(ANSWER_MAX);
    TRY(sealed_read(request, hex, &text, fault));
    json_auto_t *first = json_loads(buf_text(&text), 0, NULL);
    if (!first || json_object_update(changed->body, first) != 0)
        return fault_log(fault, ERR_INTERNAL, "stored answer is not JSON");
    return OK;
}

static err finish_redeem(struct request *request, struct changed *changed, struct fault *fault)
{
    struct redemption *redemption = changed->context;
    const char *sealed = json_string_value(json_object_get(changed->result, "sealed"));
    json_t *key = json_object_get(changed->body, "api_key");
    json_t *person = json_object_get(changed->body, "user");
    if (sealed) {
        redemption->replayed = true;
        return open_answer(request, changed, sealed, fault);
    }
    if (json_is_object(key))
        TRY(api_key_name_rights(key, fault));
    if (json_is_object(person))
        TRY(api_key_name_rights(person, fault));
    if (json_object_set_new(changed->body, "secret",
                            json_is_object(key) ? json_string(redemption->key.text)
                                                : json_null()) != 0)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    return redemption->claims[0] ? seal_answer(request, changed, redemption, fault) : OK;
}

/* Somebody who came by the page wants to sign in, not to keep a key. */
static err person_make(struct request *request, struct redemption *out, struct fault *fault)
{
    char user[UUID_TEXT_SIZE], hash[PASSWORD_HASH_SIZE];
    SCOPED(password_leave) struct password_place place = {0};
    const json_t *person = json_object_get(request->json, "user");
    if (!person)
        return OK;
    const char *password = json_string_value(json_object_get(person, "password"));
    uuid_make_text(request->now, user);
    TRY(password_enter(&place, request->address.network, fault));
    TRY(password_hash(&place, password, out->salt, hash, fault));
    json_auto_t *stored =
        json_pack("{s:s, s:O, s:O, s:s}", "user", user, "email", json_object_get(person, "email"),
                  "name", json_object_get(person, "name"), "password", hash);
    out->person = stored ? json_dumps(stored, JSON_COMPACT) : NULL;
    return out->person ? OK : fault_log(fault, ERR_INTERNAL, "out of memory");
}

/* Before anything costly: whether the token of somebody without a key is worth it. */
static err token_require(struct request *request, struct redemption *redemption,
                         struct fault *fault)
{
    const json_t *person = json_object_get(request->json, "user");
    if (!person)
        return OK;
    struct exchange *look = &redemption->look;
    TRY(app_begin(request, look, fault));
    app_enter_open(look, request);
    size_t index = exchange_send(
        look, QUERY(invitation_require, .buyer = redemption->token.buyer,
                    .invitation = redemption->token.id, .hash = redemption->token.hash,
                    .claims = redemption->claims[0] ? redemption->claims : NULL,
                    .email = json_string_value(json_object_get(person, "email"))));
    TRY(exchange_finish(look, fault));
    struct q_invitation_require_row row = q_invitation_require_row(look, index, 0);
    redemption->supplier = row.supplier;
    return password_salt(row.salt, redemption->salt, fault);
}

static err redeem_rules(const struct request *request, const struct redemption *redemption,
                        struct fault *fault)
{
    const json_t *organisation = json_object_get(request->json, "organisation");
    const json_t *person = json_object_get(request->json, "user");
    if (organisation && request->credential.present)
        fault_add(fault, "/organisation", "not_allowed_with_key", NULL);
    if (person && request->credential.present)
        fault_add(fault, "/user", "not_allowed_with_key", NULL);
    const char *names[] = {json_string_value(json_object_get(person, "email")),
                           json_string_value(json_object_get(person, "name")),
                           json_string_value(json_object_get(organisation, "name")),
                           redemption->supplier};
    if (person)
        TRY(password_rules(request, json_string_value(json_object_get(person, "password")), names,
                           4, "/user/password", fault));
    body_corporate_number(organisation, "corporate_number", "/organisation/corporate_number",
                          fault);
    return fault_invalid(fault);
}

err invitation_redeem(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(redemption_wipe) struct redemption redemption = {0};
    const json_t *organisation = json_object_get(request->json, "organisation");
    TRY(token_read(request, &redemption.token, fault));
    TRY(redemption_make(request, &redemption, fault));
    TRY(token_require(request, &redemption, fault));
    TRY(redeem_rules(request, &redemption, fault));
    TRY(person_make(request, &redemption, fault));
    SCOPED(free_at) char *details = organisation ? json_dumps(organisation, JSON_COMPACT) : NULL;
    struct change change = {
        .statement =
            QUERY(invitation_redeem, .buyer = redemption.token.buyer,
                  .invitation = redemption.token.id, .hash = redemption.token.hash,
                  .claims = redemption.claims[0] ? redemption.claims : NULL, .details = details,
                  .org = redemption.organisation, .key = redemption.key.id,
                  .key_hash = redemption.key.hash,
                  .key_name = request->language == LANGUAGE_JA ? "最初のキー" : "First key",
                  .key_last4 = new_key_last4(&redemption.key), .key_rights = FIRST_RIGHTS,
                  .key_last_day = redemption.last_day, .person = redemption.person),
        .finish = finish_redeem,
        .context = &redemption,
        .open = true,
        .rights_if_key = RIGHT_SUPPLIER_WRITE,
        .secret = true};
    err redeemed = change_run(&change, request, response, fault);
    if (redeemed.code == ERR_CONFLICT && request->credential.present)
        tell_of_mismatch(request,
                         QUERY(invitation_mismatch, .buyer = redemption.token.buyer,
                               .invitation = redemption.token.id, .hash = redemption.token.hash),
                         fault);
    TRY(redeemed);
    request_concerns(request, redemption.token.buyer);
    response->replayed |= redemption.replayed;
    return OK;
}
