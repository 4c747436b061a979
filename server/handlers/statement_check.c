/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/statement_check.h"

#include <string.h>

#include "base/text.h"
#include "domain/claims.h"
#include "http/response.h"
#include "operations.h"

enum { URL_MAX = 2048 };

static err refuse(struct fault *fault, const char *code)
{
    fault_add(fault, "/jws", code, NULL);
    return fault_invalid(fault);
}

err statement_open(const char *text, struct jws *out, struct fault *fault)
{
    SCOPED(jws_release) struct jws jws = {.payload = NULL};
    if (!jws_read(text, JWS_STATEMENT, &jws) || !claims_readable(jws.payload))
        return refuse(fault, "statement_not_genuine");
    *out = jws;
    jws.payload = NULL;
    return OK;
}

const char *statement_text(const json_t *object, const char *member)
{
    return json_string_value(json_object_get(object, member));
}

err statement_check(const struct jws *jws, const char *text,
                    const struct q_statement_seen_row *seen, struct fault *fault)
{
    unsigned char public_key[PUBLIC_KEY_SIZE];
    if (!seen->known)
        return refuse(fault, "statement_issuer_unknown");
    if (!hex_read(seen->public_key, strlen(seen->public_key), public_key, sizeof public_key))
        return fault_log(fault, ERR_INTERNAL, "a stored key is none");
    /* A key that is trusted for one issuer signs nothing for another. */
    if (!jws_signed(jws, text, public_key) ||
        (seen->issuer && strcmp(seen->issuer, statement_text(jws->payload, "iss")) != 0))
        return refuse(fault, "statement_not_genuine");
    return OK;
}

void statement_url(const json_t *payload, struct buf *out)
{
    buf_format(out, "%s/verify#code=%s", statement_text(payload, "iss"),
               statement_text(payload, "jti"));
}

void statement_tell(struct json_out *out, const json_t *payload,
                    const struct statement_withdrawal *state)
{
    SCOPED(buf_release) struct buf url = BUF_INIT(URL_MAX);
    statement_url(payload, &url);
    json_out_value(out, "claims", payload);
    json_out_text(out, "verify_url", buf_ok(&url) ? buf_text(&url) : NULL);
    json_out_text(out, "withdrawal",
                  !state->own           ? "not_checked"
                  : state->withdrawn_at ? "withdrawn"
                                        : "not_withdrawn");
    json_out_text(out, "withdrawn_at", state->own ? state->withdrawn_at : NULL);
}

/* Anybody, without a key */

/* What is known here of a code, and of a key unless `kid` is NULL. */
static err see(struct request *request, const char *kid, const char *code,
               struct exchange *exchange, struct q_statement_seen_row *seen, struct fault *fault)
{
    TRY(app_begin(request, exchange, fault));
    app_enter_open(exchange, request);
    size_t index = exchange_send(exchange, QUERY(statement_seen, .kid = kid, .code = code));
    TRY(exchange_finish(exchange, fault));
    *seen = q_statement_seen_row(exchange, index, 0);
    return OK;
}

static err answer(struct response *response, const struct jws *jws, const char *text,
                  const struct q_statement_seen_row *seen, struct fault *fault)
{
    struct json_out out = JSON_OUT_INIT(&response->body);
    const struct statement_withdrawal state = {.own = !seen->issuer && seen->jws &&
                                                      strcmp(seen->jws, text) == 0,
                                               .withdrawn_at = seen->withdrawn_at};
    json_out_object(&out, NULL);
    statement_tell(&out, jws->payload, &state);
    json_out_text(&out, "kid", jws->kid);
    json_out_text(&out, "jws", text);
    json_out_object_end(&out);
    response->status = 200;
    return buf_ok(&response->body) ? OK : fault_log(fault, ERR_INTERNAL, "statement too large");
}

static err verify_text(struct request *request, struct response *response, const char *text,
                       struct fault *fault)
{
    SCOPED(jws_release) struct jws jws = {.payload = NULL};
    SCOPED(exchange_release) struct exchange exchange = {0};
    struct q_statement_seen_row seen;
    TRY(statement_open(text, &jws, fault));
    TRY(see(request, jws.kid, statement_text(jws.payload, "jti"), &exchange, &seen, fault));
    TRY(statement_check(&jws, text, &seen, fault));
    return answer(response, &jws, text, &seen, fault);
}

static err verify_code(struct request *request, struct response *response, const char *code,
                       struct fault *fault)
{
    SCOPED(jws_release) struct jws jws = {.payload = NULL};
    SCOPED(exchange_release) struct exchange exchange = {0};
    struct q_statement_seen_row seen;
    TRY(see(request, NULL, code, &exchange, &seen, fault));
    if (!seen.jws)
        return fault_set(fault, ERR_NOT_FOUND, "statement_not_found");
    TRY(statement_open(seen.jws, &jws, fault));
    TRY(statement_check(&jws, seen.jws, &seen, fault));
    return answer(response, &jws, seen.jws, &seen, fault);
}

err statement_verify(struct request *request, struct response *response, struct fault *fault)
{
    const char *code = request_text(request, "code");
    if (code)
        return verify_code(request, response, code, fault);
    SCOPED(free_at) char *text = strdup(request_text(request, "jws"));
    if (!text)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    return verify_text(request, response, text_trim(text), fault);
}

/* Keys */

static err add_public_key(json_t *keys, const char *hex, struct fault *fault)
{
    unsigned char public_key[PUBLIC_KEY_SIZE];
    if (!hex_read(hex, strlen(hex), public_key, sizeof public_key) ||
        json_array_append_new(keys, jwk_write(public_key)) != 0)
        return fault_log(fault, ERR_INTERNAL, "a stored key is none");
    return OK;
}

/* The one that signs now is known before it signed anything. */
static err add_keys(const struct request *request, const struct exchange *exchange, size_t rows,
                    json_t *keys, struct fault *fault)
{
    char now[PUBLIC_KEY_HEX_SIZE];
    hex_write(app_of(request)->statement_key->public_key, PUBLIC_KEY_SIZE, now);
    TRY(add_public_key(keys, now, fault));
    for (size_t i = 0; i < exchange_rows(exchange, rows); i++) {
        struct q_statement_key_list_row row = q_statement_key_list_row(exchange, rows, i);
        if (strcmp(row.public_key, now) != 0)
            TRY(add_public_key(keys, row.public_key, fault));
    }
    return OK;
}

err statement_key_list(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(app_begin(request, &exchange, fault));
    app_enter_open(&exchange, request);
    size_t rows = exchange_send(&exchange, q_statement_key_list());
    TRY(exchange_finish(&exchange, fault));
    json_auto_t *body = json_pack("{s:s, s:[]}", "issuer", app_of(request)->public_url, "keys");
    TRY(add_keys(request, &exchange, rows, json_object_get(body, "keys"), fault));
    response->cache_control = "public, max-age=300";
    response_json(response, 200, body);
    return OK;
}
