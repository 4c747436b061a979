/* SPDX-License-Identifier: Apache-2.0 */
#include "base/jws.h"

#include <sodium.h>
#include <string.h>

#include "base/json_out.h"
#include "base/secret.h"

#include "base/banned.h"

#define BASE64 sodium_base64_VARIANT_URLSAFE_NO_PADDING

enum { HEADER_MAX = 300, KEY_TEXT_SIZE = sodium_base64_ENCODED_LEN(PUBLIC_KEY_SIZE, BASE64) };

_Static_assert(KID_SIZE == sodium_base64_ENCODED_LEN(DIGEST_SIZE, BASE64), "a kid is a SHA-256");

static void add_base64(struct buf *out, const void *bytes, size_t length)
{
    const size_t size = sodium_base64_ENCODED_LEN(length, BASE64);
    if (!buf_reserve(out, size))
        return;
    sodium_bin2base64(out->data + out->length, size, bytes, length, BASE64);
    out->length += size - 1;
}

/* The bytes of a text of the alphabet, in its one canonical form. libsodium 1.0.18 takes some bytes
 * above 127 for characters of it. */
static bool decode_base64(const char *text, size_t length, void *out, size_t size, size_t *got)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (size_t i = 0; i < length; i++)
        if (!memchr(alphabet, text[i], sizeof alphabet - 1))
            return false;
    return sodium_base642bin(out, size, text, length, NULL, got, NULL, BASE64) == 0;
}

/* Appends what a text stands for. */
static bool read_base64(const char *text, size_t length, struct buf *out)
{
    size_t got = 0;
    if (!buf_reserve(out, length) ||
        !decode_base64(text, length, out->data + out->length, length, &got))
        return false;
    out->length += got;
    out->data[out->length] = '\0';
    return true;
}

static void write_key(const unsigned char *public_key, char out[static KEY_TEXT_SIZE])
{
    sodium_bin2base64(out, KEY_TEXT_SIZE, public_key, PUBLIC_KEY_SIZE, BASE64);
}

void jwk_kid(const unsigned char public_key[static PUBLIC_KEY_SIZE], char out[static KID_SIZE])
{
    char x[KEY_TEXT_SIZE];
    unsigned char digest[DIGEST_SIZE];
    SCOPED(buf_release) struct buf members = BUF_INIT(HEADER_MAX);
    write_key(public_key, x);
    struct json_out out_members = JSON_OUT_INIT(&members);
    json_out_object(&out_members, NULL); /* in the order of the thumbprint */
    json_out_text(&out_members, "crv", "Ed25519");
    json_out_text(&out_members, "kty", "OKP");
    json_out_text(&out_members, "x", x);
    json_out_object_end(&out_members);
    digest_sha256(buf_text(&members), members.length, digest);
    sodium_bin2base64(out, KID_SIZE, digest, sizeof digest, BASE64);
}

json_t *jwk_write(const unsigned char public_key[static PUBLIC_KEY_SIZE])
{
    char x[KEY_TEXT_SIZE], kid[KID_SIZE];
    write_key(public_key, x);
    jwk_kid(public_key, kid);
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "kty", "OKP", "crv", "Ed25519", "x", x,
                     "kid", kid, "use", "sig", "alg", "EdDSA");
}

static bool member_is(const json_t *object, const char *name, const char *value)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text && strcmp(text, value) == 0;
}

bool jwk_read(const json_t *jwk, unsigned char out[static PUBLIC_KEY_SIZE])
{
    char kid[KID_SIZE];
    unsigned char key[PUBLIC_KEY_SIZE];
    size_t got = 0;
    const json_t *x = json_object_get(jwk, "x");
    if (!member_is(jwk, "kty", "OKP") || !member_is(jwk, "crv", "Ed25519") || !json_is_string(x) ||
        !decode_base64(json_string_value(x), json_string_length(x), key, sizeof key, &got) ||
        got != sizeof key)
        return false;
    jwk_kid(key, kid);
    if (!member_is(jwk, "kid", kid))
        return false;
    memcpy(out, key, sizeof key);
    return true;
}

static void write_header(const char *kid, const char *type, struct buf *text)
{
    struct json_out out = JSON_OUT_INIT(text);
    json_out_object(&out, NULL);
    json_out_text(&out, "alg", "EdDSA");
    json_out_text(&out, "kid", kid);
    json_out_text(&out, "typ", type);
    json_out_object_end(&out);
}

void jws_write(const struct signing_key *key, const char *type, const struct buf *payload,
               struct buf *out)
{
    char kid[KID_SIZE];
    unsigned char signature[SIGNATURE_SIZE];
    const size_t begin = out->length;
    SCOPED(buf_release) struct buf header = BUF_INIT(HEADER_MAX);
    jwk_kid(key->public_key, kid);
    write_header(kid, type, &header);
    add_base64(out, buf_text(&header), header.length);
    buf_char(out, '.');
    add_base64(out, buf_text(payload), payload->length);
    if (!buf_ok(&header) || !buf_ok(payload))
        out->failed = true;
    if (!buf_ok(out))
        return;
    signing_sign(key, out->data + begin, out->length - begin, signature);
    buf_char(out, '.');
    add_base64(out, signature, sizeof signature);
}

static json_t *read_object(const char *text, size_t length)
{
    SCOPED(buf_release) struct buf bytes = BUF_INIT(JWS_MAX);
    if (!read_base64(text, length, &bytes))
        return NULL;
    json_t *value = json_loadb(buf_text(&bytes), bytes.length, JSON_REJECT_DUPLICATES, NULL);
    if (json_is_object(value))
        return value;
    json_decref(value);
    return NULL;
}

static bool read_header(const char *text, size_t length, const char *type, char *kid)
{
    json_auto_t *header = read_object(text, length);
    const json_t *name = json_object_get(header, "kid");
    if (json_object_size(header) != 3 || !member_is(header, "alg", "EdDSA") ||
        !member_is(header, "typ", type) || json_string_length(name) != KID_SIZE - 1)
        return false;
    memcpy(kid, json_string_value(name), KID_SIZE);
    return true;
}

static bool read_signature(const char *text, unsigned char *out)
{
    size_t got = 0;
    return decode_base64(text, strlen(text), out, SIGNATURE_SIZE, &got) && got == SIGNATURE_SIZE;
}

bool jws_read(const char *text, const char *type, struct jws *out)
{
    struct jws read = {.payload = NULL};
    const char *first = strchr(text, '.');
    const char *second = first ? strchr(first + 1, '.') : NULL;
    if (!second || strlen(text) > JWS_MAX || strchr(second + 1, '.') ||
        !read_header(text, (size_t)(first - text), type, read.kid) ||
        !read_signature(second + 1, read.signature))
        return false;
    read.payload = read_object(first + 1, (size_t)(second - first - 1));
    if (!read.payload)
        return false;
    read.signed_length = (size_t)(second - text);
    *out = read;
    return true;
}

bool jws_signed(const struct jws *jws, const char *text,
                const unsigned char public_key[static PUBLIC_KEY_SIZE])
{
    char kid[KID_SIZE];
    jwk_kid(public_key, kid);
    return strcmp(kid, jws->kid) == 0 &&
           signing_check(public_key, text, jws->signed_length, jws->signature);
}

void jws_release(struct jws *jws)
{
    json_decref(jws->payload);
    *jws = (struct jws){.payload = NULL};
}
