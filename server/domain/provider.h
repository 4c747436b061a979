/* SPDX-License-Identifier: Apache-2.0 */
/* A provider of OpenID Connect: where it says that it is spoken to (Discovery 1.0), and what it is
 * asked (RFC 6749). Pure. Its addresses are held to the rules of webhooks (domain/webhook_url.h).
 */
#ifndef DOMAIN_PROVIDER_H
#define DOMAIN_PROVIDER_H

#include <jansson.h>
#include <stdbool.h>

#include "base/buf.h"

enum {
    PROVIDER_TEXT_MAX = 16 * 1024,
    /* Seconds after which a provider that is asked for a proof asks its person anew, and until
     * which that counts as one (enter). Who is asked for it says when it was (`auth_time`). */
    PROVIDER_MAX_AGE = 600,
};

/* Borrows the texts of the metadata. */
struct provider {
    const char *authorization_endpoint, *token_endpoint, *keys_url;
    bool names_itself;   /* its answers carry `iss` (RFC 9207) */
    bool secret_in_body; /* it takes a client's secret in no other way */
};

/* An address without query and fragment. anywhere: for development, of any host and by http. */
bool provider_issuer(const char *issuer, bool anywhere);
/* Appends where it tells of itself. */
void provider_metadata_url(const char *issuer, struct buf *out);
/* NULL when all is there; else what is wrong, for the log. */
const char *provider_read(const json_t *metadata, const char *issuer, bool anywhere,
                          struct provider *out);

/* What one way there and back has. */
struct authorization {
    const char *client, *redirect, *state, *nonce;
    const char *verifier; /* of PKCE */
    bool proof;           /* its person is to be asked anew, unless that was a moment ago */
};

/* Appends the address to which the browser goes. */
void provider_authorize(const char *endpoint, const struct authorization *way, struct buf *out);
/* Appends the form that redeems a code; secret: NULL = not in it. */
void provider_redeem(const char *code, const struct authorization *way, const char *secret,
                     struct buf *out);

#endif
