/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/provider.h"

#include <string.h>
#include <strings.h>

#include "base/pkce.h"
#include "base/uri.h"
#include "domain/webhook_url.h"

static bool may_be_asked(const char *text, bool anywhere)
{
    struct webhook_url parts;
    if (!text)
        return false;
    if (anywhere && (strncasecmp(text, "http://", 7) == 0 || strncasecmp(text, "https://", 8) == 0))
        return strlen(text) <= WEBHOOK_URL_MAX && uri_clean(text);
    return webhook_url_read(text, &parts) == WEBHOOK_URL_FINE;
}

bool provider_issuer(const char *issuer, bool anywhere)
{
    return may_be_asked(issuer, anywhere) && !strpbrk(issuer, "?#");
}

void provider_metadata_url(const char *issuer, struct buf *out)
{
    size_t length = strlen(issuer);
    if (length > 0 && issuer[length - 1] == '/')
        length--;
    buf_add(out, issuer, length);
    buf_text_add(out, "/.well-known/openid-configuration");
}

static bool lists(const json_t *list, const char *word)
{
    size_t index;
    json_t *item;
    json_array_foreach(list, index, item)
    {
        if (json_is_string(item) && strcmp(json_string_value(item), word) == 0)
            return true;
    }
    return false;
}

static const char *address_in(const json_t *metadata, const char *member, bool anywhere)
{
    const char *text = json_string_value(json_object_get(metadata, member));
    return may_be_asked(text, anywhere) ? text : NULL;
}

const char *provider_read(const json_t *metadata, const char *issuer, bool anywhere,
                          struct provider *out)
{
    const char *own = json_string_value(json_object_get(metadata, "issuer"));
    const json_t *proofs = json_object_get(metadata, "code_challenge_methods_supported");
    const json_t *ways = json_object_get(metadata, "token_endpoint_auth_methods_supported");
    if (!own || strcmp(own, issuer) != 0)
        return "it calls itself by another name";
    if (proofs && !lists(proofs, "S256"))
        return "it takes no proof of the code (PKCE) by S256";
    *out = (struct provider){
        .authorization_endpoint = address_in(metadata, "authorization_endpoint", anywhere),
        .token_endpoint = address_in(metadata, "token_endpoint", anywhere),
        .keys_url = address_in(metadata, "jwks_uri", anywhere),
        .names_itself = json_is_true(
            json_object_get(metadata, "authorization_response_iss_parameter_supported")),
        .secret_in_body = ways && !lists(ways, "client_secret_basic"),
    };
    return out->authorization_endpoint && out->token_endpoint && out->keys_url
               ? NULL
               : "it names no address to which anything may be sent";
}

static void add_field_of_form(struct buf *out, const char *name, const char *value)
{
    buf_format(out, "&%s=", name);
    uri_encode(out, value);
}

void provider_authorize(const char *endpoint, const struct authorization *way, struct buf *out)
{
    char challenge[PKCE_CHALLENGE_SIZE];
    pkce_challenge(way->verifier, challenge);
    buf_format(out, "%s%cresponse_type=code&scope=openid%%20email%%20profile", endpoint,
               strchr(endpoint, '?') ? '&' : '?');
    add_field_of_form(out, "client_id", way->client);
    add_field_of_form(out, "redirect_uri", way->redirect);
    add_field_of_form(out, "state", way->state);
    add_field_of_form(out, "nonce", way->nonce);
    add_field_of_form(out, "code_challenge", challenge);
    buf_text_add(out, "&code_challenge_method=S256");
    if (way->proof)
        buf_format(out, "&max_age=%d", PROVIDER_MAX_AGE);
}

void provider_redeem(const char *code, const struct authorization *way, const char *secret,
                     struct buf *out)
{
    buf_text_add(out, "grant_type=authorization_code");
    add_field_of_form(out, "code", code);
    add_field_of_form(out, "redirect_uri", way->redirect);
    add_field_of_form(out, "code_verifier", way->verifier);
    add_field_of_form(out, "client_id", way->client);
    if (secret)
        add_field_of_form(out, "client_secret", secret);
}
