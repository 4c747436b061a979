/* SPDX-License-Identifier: Apache-2.0 */
#include "base/id_token.h"

#include <cjose/cjose.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"

#include "base/banned.h"

enum { RSA_LEAST = 2048, SUBJECT_MAX = 255, KEYS_MAX = 100 };

static const struct {
    const char *name, *kind, *curve;
} algorithms[] = {
    {"RS256", "RSA", NULL},   {"RS384", "RSA", NULL},   {"RS512", "RSA", NULL},
    {"PS256", "RSA", NULL},   {"PS384", "RSA", NULL},   {"PS512", "RSA", NULL},
    {"ES256", "EC", "P-256"}, {"ES384", "EC", "P-384"}, {"ES512", "EC", "P-521"},
};

static const char *text_in(const json_t *object, const char *member)
{
    return json_string_value(json_object_get(object, member));
}

static bool texts_match(const char *one, const char *other)
{
    return one && other && strcmp(one, other) == 0;
}

/* The row of the algorithm; -1: none of ours. */
static int algorithm_of(const char *name)
{
    for (size_t i = 0; name && i < sizeof algorithms / sizeof *algorithms; i++)
        if (strcmp(algorithms[i].name, name) == 0)
            return (int)i;
    return -1;
}

/* A key that does not say what it is for is for anything. */
static bool key_fits(const json_t *key, int algorithm, const char *kid)
{
    const char *use = text_in(key, "use"), *own = text_in(key, "alg");
    const char *curve = algorithms[algorithm].curve;
    return texts_match(text_in(key, "kty"), algorithms[algorithm].kind) &&
           (!curve || texts_match(text_in(key, "crv"), curve)) &&
           (!use || strcmp(use, "sig") == 0) &&
           (!own || strcmp(own, algorithms[algorithm].name) == 0) &&
           (!kid || texts_match(text_in(key, "kid"), kid));
}

static bool signed_with(cjose_jws_t *jws, const json_t *jwk, int algorithm)
{
    cjose_err error;
    char *text = json_dumps(jwk, JSON_COMPACT);
    cjose_jwk_t *key = text ? cjose_jwk_import(text, strlen(text), &error) : NULL;
    bool long_enough =
        key && (algorithms[algorithm].curve || cjose_jwk_get_keysize(key, &error) >= RSA_LEAST);
    bool good = long_enough && cjose_jws_verify(jws, key, &error);
    cjose_jwk_release(key);
    free(text);
    return good;
}

/* A token without a kid is tried with each key that fits. */
static enum id_token_fault check_signature(cjose_jws_t *jws, const json_t *keys)
{
    cjose_err error;
    size_t index;
    json_t *key;
    bool found = false;
    cjose_header_t *header = cjose_jws_get_protected(jws);
    int algorithm = algorithm_of(cjose_header_get(header, CJOSE_HDR_ALG, &error));
    const char *kid = cjose_header_get(header, CJOSE_HDR_KID, &error);
    if (algorithm < 0)
        return ID_TOKEN_ALGORITHM;
    json_array_foreach(json_object_get(keys, "keys"), index, key)
    {
        if (index == KEYS_MAX)
            break;
        if (!key_fits(key, algorithm, kid))
            continue;
        found = true;
        if (signed_with(jws, key, algorithm))
            return ID_TOKEN_FINE;
    }
    return found && kid ? ID_TOKEN_SIGNATURE : ID_TOKEN_KEY_UNKNOWN;
}

static bool names_client(const json_t *audience, const char *client)
{
    size_t index;
    json_t *item;
    json_array_foreach(audience, index, item)
    {
        if (texts_match(json_string_value(item), client))
            return true;
    }
    return texts_match(json_string_value(audience), client);
}

static bool is_for(const json_t *claims, const char *client)
{
    const json_t *audience = json_object_get(claims, "aud");
    const json_t *party = json_object_get(claims, "azp");
    bool others = json_array_size(audience) > 1;
    return names_client(audience, client) &&
           (party ? texts_match(json_string_value(party), client) : !others);
}

static bool is_now(const json_t *claims, int64_t now)
{
    const json_t *end = json_object_get(claims, "exp"), *made = json_object_get(claims, "iat"),
                 *from = json_object_get(claims, "nbf");
    return json_is_number(end) && json_number_value(end) > (double)(now - ID_TOKEN_SKEW) &&
           json_is_number(made) && json_number_value(made) < (double)(now + ID_TOKEN_SKEW) &&
           (!from ||
            (json_is_number(from) && json_number_value(from) < (double)(now + ID_TOKEN_SKEW)));
}

static bool is_subject(const char *subject)
{
    size_t length = subject ? strlen(subject) : 0;
    for (size_t i = 0; i < length; i++)
        if (subject[i] < ' ' || subject[i] > '~')
            return false;
    return length > 0 && length <= SUBJECT_MAX;
}

static enum id_token_fault check_claims(const json_t *claims,
                                        const struct id_token_expected *expected)
{
    const char *nonce = text_in(claims, "nonce");
    if (!texts_match(text_in(claims, "iss"), expected->issuer))
        return ID_TOKEN_ISSUER;
    if (!is_for(claims, expected->client))
        return ID_TOKEN_AUDIENCE;
    if (!is_now(claims, expected->now))
        return ID_TOKEN_EXPIRED;
    if (!nonce || strlen(nonce) != strlen(expected->nonce) ||
        !secret_equal(nonce, expected->nonce, strlen(nonce)))
        return ID_TOKEN_NONCE;
    return is_subject(text_in(claims, "sub")) ? ID_TOKEN_FINE : ID_TOKEN_SUBJECT;
}

static enum id_token_fault read_claims(cjose_jws_t *jws, const struct id_token_expected *expected,
                                       json_t **out)
{
    cjose_err error;
    uint8_t *bytes = NULL;
    size_t length = 0;
    if (!cjose_jws_get_plaintext(jws, &bytes, &length, &error))
        return ID_TOKEN_MALFORMED;
    json_auto_t *claims = json_loadb((const char *)bytes, length, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(claims))
        return ID_TOKEN_MALFORMED;
    enum id_token_fault fault = check_claims(claims, expected);
    if (fault == ID_TOKEN_FINE)
        *out = json_incref(claims);
    return fault;
}

enum id_token_fault id_token_read(const char *text, const json_t *keys,
                                  const struct id_token_expected *expected, json_t **claims)
{
    cjose_err error;
    size_t length = strnlen(text, ID_TOKEN_MAX + 1);
    cjose_jws_t *jws = length <= ID_TOKEN_MAX ? cjose_jws_import(text, length, &error) : NULL;
    if (!jws)
        return ID_TOKEN_MALFORMED;
    char *extensions = cjose_header_get_raw(cjose_jws_get_protected(jws), "crit", &error);
    enum id_token_fault fault = extensions ? ID_TOKEN_ALGORITHM : check_signature(jws, keys);
    free(extensions);
    if (fault == ID_TOKEN_FINE)
        fault = read_claims(jws, expected, claims);
    cjose_jws_release(jws);
    return fault;
}

const char *id_token_fault_text(enum id_token_fault fault)
{
    static const char *const texts[] = {[ID_TOKEN_FINE] = "fine",
                                        [ID_TOKEN_MALFORMED] = "it is no ID token",
                                        [ID_TOKEN_ALGORITHM] = "its algorithm is not taken",
                                        [ID_TOKEN_KEY_UNKNOWN] = "it is signed with an unknown key",
                                        [ID_TOKEN_SIGNATURE] = "its signature is wrong",
                                        [ID_TOKEN_ISSUER] = "it names another issuer",
                                        [ID_TOKEN_AUDIENCE] = "it is made for another client",
                                        [ID_TOKEN_EXPIRED] = "it is not good now",
                                        [ID_TOKEN_NONCE] = "it is of another sign-in",
                                        [ID_TOKEN_SUBJECT] = "it names no subject"};
    return texts[fault];
}
