/* SPDX-License-Identifier: Apache-2.0 */
/* statement add, list, withdraw; keep, kept, discard of those that were received; and verify,
 * which needs no server. */
#include <stdlib.h>
#include <string.h>

#include "base/encoding.h"
#include "base/jws.h"
#include "base/scope.h"
#include "base/secret.h"
#include "base/text.h"
#include "buyers.h"
#include "call.h"
#include "commands.h"
#include "files.h"
#include "labels.h"
#include "rows.h"
#include "say.h"

static const char *in_language(const struct session *session, const json_t *claims,
                               const char *member)
{
    return text_at(json_object_get(claims, member), session->language == LANGUAGE_JA ? "ja" : "en");
}

/* verify */

static err read_key_set(struct session *session, json_t **out)
{
    const char *path = argument(session->arguments, OPTION_KEYS);
    SCOPED(free_at) char *text = NULL;
    size_t length;
    if (path == NULL)
        return refuse(session, ERR_MALFORMED, W_VERIFY_KEYS, NULL);
    TRY(file_read(session, path, &text, &length));
    const size_t mark = encoding_mark(text, length);
    json_auto_t *keys = json_loadb(text + mark, length - mark, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_array(json_object_get(keys, "keys")) || *text_at(keys, "issuer") == '\0')
        return refuse(session, ERR_INVALID, W_VERIFY_NO_KEYS, path, NULL);
    *out = json_incref(keys);
    return OK;
}

/* What a statement says, says it in both languages. */
static bool says_something(const json_t *claims)
{
    return *text_at(claims, "sentence.ja") != '\0' && *text_at(claims, "sentence.en") != '\0' &&
           *text_at(claims, "note.ja") != '\0' && *text_at(claims, "note.en") != '\0';
}

/* Whether one of the keys signed it, whose they are. */
static err check_signature(struct session *session, const char *text, const struct jws *jws,
                           const json_t *keys)
{
    unsigned char public_key[PUBLIC_KEY_SIZE];
    size_t i;
    json_t *jwk;
    json_array_foreach(json_object_get(keys, "keys"), i, jwk)
    {
        if (strcmp(text_at(jwk, "kid"), jws->kid) != 0 || !jwk_read(jwk, public_key))
            continue;
        return jws_signed(jws, text, public_key) &&
                       strcmp(text_at(jws->payload, "iss"), text_at(keys, "issuer")) == 0
                   ? OK
                   : refuse(session, ERR_INVALID, W_VERIFY_WRONG, NULL);
    }
    return refuse(session, ERR_INVALID, W_VERIFY_NO_KEY, NULL);
}

static void tell_claims(const struct session *session, const json_t *claims)
{
    SCOPED(buf_release) struct buf url = BUF_INIT(JWS_MAX);
    buf_format(&url, "%s/verify#code=%s", text_at(claims, "iss"), text_at(claims, "jti"));
    if (session->json) {
        print_json(claims);
    } else {
        say_text(session, stdout, 0, in_language(session, claims, "sentence"));
        say_text(session, stdout, 0, in_language(session, claims, "note"));
        say(session, stdout, W_VERIFY_GENUINE, NULL);
    }
    say(session, session->json ? stderr : stdout, W_VERIFY_NOT_CHECKED, buf_text(&url), NULL);
}

err run_verify(struct session *session)
{
    const char *path = operand(session->arguments);
    json_auto_t *keys = NULL;
    SCOPED(free_at) char *bytes = NULL;
    SCOPED(jws_release) struct jws jws = {.payload = NULL};
    SCOPED(fault_release) struct fault fault = {0};
    size_t length;
    TRY(secret_start(&fault));
    TRY(read_key_set(session, &keys));
    TRY(file_read(session, path, &bytes, &length));
    bool whole = memchr(bytes, '\0', length) == NULL;
    const char *text = text_trim(bytes);
    if (!whole || !jws_read(text, JWS_STATEMENT, &jws) || !says_something(jws.payload))
        return refuse(session, ERR_INVALID, W_VERIFY_NO_STATEMENT, path, NULL);
    TRY(check_signature(session, text, &jws, keys));
    tell_claims(session, jws.payload);
    return OK;
}

/* What a supplier gives out */

static err keep_signed_text(struct session *session, const char *jws)
{
    const char *path = argument(session->arguments, OPTION_OUTPUT);
    return path != NULL ? file_write_text(session, path, jws) : OK;
}

err run_statement_add(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer made = {0};
    SCOPED(free_at) char *buyer = NULL;
    const char *named = operand(session->arguments);
    json_auto_t *body = json_object();
    if (named != NULL)
        TRY(buyer_of(session, named, &buyer));
    set_text(body, "buyer", buyer);
    set_text(body, "as_of", argument(session->arguments, OPTION_AS_OF));
    set_text(body, "known_at", argument(session->arguments, OPTION_KNOWN_AT));
    TRY(call_post(session, body, &made, "/v1/statements"));
    TRY(keep_signed_text(session, text_at(made.json, "jws")));
    return tell_answer(session, made.json, W_STATEMENT_GIVEN,
                       in_language(session, json_object_get(made.json, "claims"), "sentence"),
                       text_at(made.json, "statement"), text_at(made.json, "verify_url"), NULL);
}

static void add_statement(struct table *table, const json_t *statement)
{
    char at[CLOCK_TEXT_SIZE] = "", withdrawn[CLOCK_TEXT_SIZE] = "";
    tokyo_time(text_at(statement, "recorded_at"), at);
    tokyo_time(text_at(statement, "withdrawn_at"), withdrawn);
    table_texts(table, text_at(statement, "statement"), at, withdrawn,
                in_language(table->session, json_object_get(statement, "claims"), "sentence"));
}

err run_statement_list(struct session *session)
{
    static const enum word titles[] = {W_T_RELATIONSHIP, W_T_WHEN, W_T_WITHDRAWN, W_T_SENTENCE,
                                       W_NONE};
    return list_print(session, "/v1/statements", titles, add_statement);
}

err run_statement_withdraw(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer gone = {0};
    const char *id = operand(session->arguments);
    json_auto_t *body = json_object();
    set_text(body, "reason", argument(session->arguments, OPTION_REASON));
    TRY(confirm(session, W_ASK_STATEMENT_WITHDRAW, id, NULL));
    TRY(call_post(session, body, &gone, "/v1/statements/%s:withdraw", id));
    return tell_answer(session, gone.json, W_STATEMENT_WITHDRAWN, id, NULL);
}

/* What a buyer received */

err run_statement_keep(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer kept = {0};
    SCOPED(free_at) char *text = NULL;
    const char *path = operand(session->arguments);
    json_auto_t *body = json_object();
    size_t length;
    TRY(file_read(session, path, &text, &length));
    if (memchr(text, '\0', length) != NULL)
        return refuse(session, ERR_INVALID, W_VERIFY_NO_STATEMENT, path, NULL);
    set_text(body, "jws", text_trim(text));
    TRY(call_post(session, body, &kept, "/v1/kept-statements"));
    return tell_answer(session, kept.json, W_STATEMENT_KEPT,
                       in_language(session, json_object_get(kept.json, "claims"), "sentence"),
                       text_at(kept.json, "kept"), NULL);
}

static void add_kept(struct table *table, const json_t *kept)
{
    char at[CLOCK_TEXT_SIZE] = "", withdrawn[CLOCK_TEXT_SIZE] = "";
    const char *known = text_at(kept, "withdrawal");
    tokyo_time(text_at(kept, "recorded_at"), at);
    tokyo_time(text_at(kept, "withdrawn_at"), withdrawn);
    table_texts(table, text_at(kept, "kept"), at,
                withdrawn[0] != '\0'
                    ? withdrawn
                    : word(table->session, strcmp(known, "not_withdrawn") == 0 ? W_NO : W_NOTHING),
                in_language(table->session, json_object_get(kept, "claims"), "sentence"));
}

err run_statement_kept(struct session *session)
{
    static const enum word titles[] = {W_T_KEPT, W_T_WHEN, W_T_WITHDRAWN, W_T_SENTENCE, W_NONE};
    return list_print(session, "/v1/kept-statements", titles, add_kept);
}

err run_statement_discard(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer gone = {0};
    const char *id = operand(session->arguments);
    TRY(confirm(session, W_ASK_STATEMENT_DISCARD, id, NULL));
    TRY(call_delete(session, NULL, &gone, "/v1/kept-statements/%s", id));
    return tell_answer(session, gone.json, W_STATEMENT_DISCARDED, id, NULL);
}
