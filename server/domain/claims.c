/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/claims.h"

#include <string.h>

#include "base/clock.h"
#include "base/json_out.h"
#include "base/secret.h"
#include "domain/day.h"
#include "domain/text.h"

enum { SENTENCE_MAX = 8 * 1024, INSTANT_MAX = 64 };

static const int64_t TOKYO = 9 * INT64_C(3600000000);

static const char *language_code(enum language language)
{
    return language == LANGUAGE_JA ? "ja" : "en";
}

/* HH:MM in Japan. */
static void add_time(int64_t instant, struct buf *out)
{
    char text[CLOCK_TEXT_SIZE];
    clock_format(instant + TOKYO, text);
    buf_add(out, text + strlen("2027-05-10T"), strlen("12:30"));
}

void claims_instant(int64_t instant, enum language language, struct buf *out)
{
    day_text(out, day_of_instant(instant), language);
    buf_char(out, ' ');
    add_time(instant, out);
}

static const char *sentence_code(const struct claims *claims)
{
    if (claims->required_star == 0)
        return "standing";
    return claims->buyer ? "status_named" : "status_unnamed";
}

static const json_t *name_of(const json_t *party)
{
    return json_object_get(party, "name");
}

/* The parameters of the sentence. */
static void write_parameters(const struct claims *claims, struct buf *text)
{
    char known_on[DAY_TEXT_SIZE];
    SCOPED(buf_release) struct buf time = BUF_INIT(INSTANT_MAX);
    struct json_out out = JSON_OUT_INIT(text);
    day_format(day_of_instant(claims->known_at), known_on);
    add_time(claims->known_at, &time);
    json_out_object(&out, NULL);
    json_out_value(&out, "subject", name_of(claims->subject));
    json_out_value(&out, "buyer", name_of(claims->buyer));
    json_out_text(&out, "as_of", claims->as_of);
    json_out_text(&out, "known_on", known_on);
    json_out_text(&out, "known_time", buf_text(&time));
    json_out_int(&out, "held_star", claims->held_star);
    json_out_text(&out, "level", claims->held_assurance);
    if (claims->required_star > 0) {
        json_out_int(&out, "required_star", claims->required_star);
        json_out_text(&out, "demanded_level", claims->required_assurance);
    }
    json_out_object_end(&out);
}

static void write_texts(struct json_out *out, const char *key, const char *code,
                        const struct json_members *members)
{
    json_out_object(out, key);
    for (enum language language = LANGUAGE_JA; language <= LANGUAGE_EN; language++) {
        SCOPED(buf_release) struct buf text = BUF_INIT(SENTENCE_MAX);
        text_render(&text, TEXT_STATEMENT, code, language, members, 0);
        json_out_text(out, language_code(language), buf_ok(&text) ? buf_text(&text) : NULL);
    }
    json_out_object_end(out);
}

static void write_demand(struct json_out *out, const struct claims *claims)
{
    if (claims->required_star > 0) {
        json_out_int(out, "required_star", claims->required_star);
        json_out_text(out, "required_assurance", claims->required_assurance);
    } else {
        json_out_null(out, "required_star");
        json_out_null(out, "required_assurance");
    }
}

static void write_basis(struct json_out *out, const struct buf *basis)
{
    unsigned char digest[DIGEST_SIZE];
    char text[sizeof "sha-256:" + DIGEST_HEX_SIZE] = "sha-256:";
    digest_sha256(buf_text(basis), basis->length, digest);
    digest_hex(digest, text + strlen(text));
    json_out_text(out, "basis", text);
}

static void write_claims(struct json_out *out, const struct claims *claims)
{
    char known_at[CLOCK_TEXT_SIZE];
    clock_format(claims->known_at, known_at);
    json_out_text(out, "iss", claims->issuer);
    json_out_text(out, "jti", claims->code);
    json_out_int(out, "iat", claims->issued_at / 1000000);
    json_out_text(out, "statement", claims->required_star > 0 ? "status" : "standing");
    json_out_value(out, "subject", claims->subject);
    json_out_value(out, "buyer", claims->buyer);
    json_out_text(out, "as_of", claims->as_of);
    json_out_text(out, "known_at", known_at);
    write_demand(out, claims);
    json_out_int(out, "held_star", claims->held_star);
    json_out_text(out, "held_assurance", claims->held_assurance);
    write_basis(out, claims->basis);
}

err claims_write(const struct claims *claims, struct buf *text, struct fault *fault)
{
    struct json_members members;
    SCOPED(buf_release) struct buf parameters = BUF_INIT(SENTENCE_MAX);
    write_parameters(claims, &parameters);
    if (!buf_ok(&parameters) ||
        !json_members_read((struct text_span){buf_text(&parameters), parameters.length}, &members))
        return fault_log(fault, ERR_INTERNAL, "parameters of a statement");
    struct json_out out = JSON_OUT_INIT(text);
    json_out_object(&out, NULL);
    write_claims(&out, claims);
    write_texts(&out, "sentence", sentence_code(claims), &members);
    write_texts(&out, "note", "self_declared", NULL);
    json_out_object_end(&out);
    return buf_ok(text) ? OK : fault_log(fault, ERR_INTERNAL, "a statement is too long");
}

static bool has_texts(const json_t *payload, const char *member)
{
    const json_t *texts = json_object_get(payload, member);
    return json_is_string(json_object_get(texts, "ja")) &&
           json_is_string(json_object_get(texts, "en"));
}

static bool has_instant(const json_t *payload, const char *member)
{
    int64_t instant;
    const char *text = json_string_value(json_object_get(payload, member));
    return text && clock_parse(text, &instant);
}

bool claims_readable(const json_t *payload)
{
    day on;
    const char *as_of = json_string_value(json_object_get(payload, "as_of"));
    const char *code = json_string_value(json_object_get(payload, "jti"));
    const json_t *star = json_object_get(payload, "held_star");
    return as_of && day_parse(as_of, &on) && has_instant(payload, "known_at") &&
           json_is_string(json_object_get(payload, "iss")) && code &&
           strlen(code) < CLAIMS_CODE_SIZE && json_is_integer(json_object_get(payload, "iat")) &&
           json_is_string(name_of(json_object_get(payload, "subject"))) && json_is_integer(star) &&
           json_integer_value(star) > 0 && has_texts(payload, "sentence") &&
           has_texts(payload, "note");
}
