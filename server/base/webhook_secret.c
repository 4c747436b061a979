/* SPDX-License-Identifier: Apache-2.0 */
#include "base/webhook_secret.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/secret.h"

static const char PREFIX[] = "whsec_";
enum { PREFIX_LENGTH = sizeof PREFIX - 1, STAMP_SIZE = 24 };

void webhook_secret_make(char out[static WEBHOOK_SECRET_SIZE])
{
    unsigned char key[SECRET_SIZE];
    secret_random(key, sizeof key);
    memcpy(out, PREFIX, PREFIX_LENGTH);
    sodium_bin2base64(out + PREFIX_LENGTH, WEBHOOK_SECRET_SIZE - PREFIX_LENGTH, key, sizeof key,
                      sodium_base64_VARIANT_ORIGINAL);
    secret_wipe(key, sizeof key);
}

static bool webhook_key(const char *secret, unsigned char out[static SECRET_SIZE])
{
    size_t size = 0;
    return strncmp(secret, PREFIX, PREFIX_LENGTH) == 0 &&
           sodium_base642bin(out, SECRET_SIZE, secret + PREFIX_LENGTH,
                             strlen(secret + PREFIX_LENGTH), NULL, &size, NULL,
                             sodium_base64_VARIANT_ORIGINAL) == 0 &&
           size == SECRET_SIZE;
}

static void mac_text(crypto_auth_hmacsha256_state *state, const char *text)
{
    crypto_auth_hmacsha256_update(state, (const unsigned char *)text, strlen(text));
}

bool webhook_secret_sign(const char *secret, const char *id, int64_t timestamp, const char *body,
                         char out[static WEBHOOK_SIGNATURE_SIZE])
{
    unsigned char key[SECRET_SIZE], mac[crypto_auth_hmacsha256_BYTES];
    char stamp[STAMP_SIZE];
    crypto_auth_hmacsha256_state state;
    if (!webhook_key(secret, key))
        return false;
    snprintf(stamp, sizeof stamp, ".%" PRId64 ".", timestamp);
    crypto_auth_hmacsha256_init(&state, key, sizeof key);
    mac_text(&state, id);
    mac_text(&state, stamp);
    mac_text(&state, body);
    crypto_auth_hmacsha256_final(&state, mac);
    secret_wipe(key, sizeof key);
    secret_wipe(&state, sizeof state);
    memcpy(out, "v1,", 3);
    sodium_bin2base64(out + 3, WEBHOOK_SIGNATURE_SIZE - 3, mac, sizeof mac,
                      sodium_base64_VARIANT_ORIGINAL);
    return true;
}
