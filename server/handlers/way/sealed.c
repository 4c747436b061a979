/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/way/sealed.h"

#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "base/totp.h"

err sealed_write(const struct request *request, const char *bytes, size_t length, struct buf *out,
                 struct fault *fault)
{
    SCOPED(buf_release) struct buf sealed = BUF_INIT(SEALED_MAX);
    secret_seal(app_of(request)->secret, bytes, length, &sealed);
    buf_text_add(out, "\\x");
    hex_add(out, sealed.data, sealed.length);
    if (!buf_ok(&sealed) || !buf_ok(out))
        return fault_log(fault, ERR_INTERNAL, "too large to seal: %zu bytes", length);
    return OK;
}

err sealed_read(const struct request *request, const char *hex, struct buf *out,
                struct fault *fault)
{
    SCOPED(buf_release) struct buf bytes = BUF_INIT(SEALED_MAX);
    if (strncmp(hex, "\\x", 2) != 0 || !hex_decode(hex + 2, &bytes) ||
        !secret_open(app_of(request)->secret, bytes.data, bytes.length, out) || !buf_ok(out))
        return fault_log(fault, ERR_INTERNAL, "a stored secret cannot be unsealed");
    return OK;
}

/* Servers of 0.1.0 stored the digest itself; theirs is known again for the day that it is kept. */
void sealed_request_hashes(const struct request *request, const char *salt,
                           char out[static REQUEST_HASHES_SIZE])
{
    const struct secret *secret = app_of(request)->secret;
    char text[DIGEST_HEX_SIZE + IDEMPOTENCY_KEY_MAX + 1], hash[DIGEST_HEX_SIZE];
    unsigned char bytes[DIGEST_SIZE];
    int length = snprintf(text, sizeof text, "%s %s", request->hash, salt);
    char *end = out;
    for (size_t i = 0; i < secret->count; i++) {
        secret_hash_under(secret, i, SECRET_REQUEST, text, (size_t)length, bytes);
        digest_hex(bytes, hash);
        end += snprintf(end, DIGEST_HEX_SIZE + 3, "%c%02x%s", i == 0 ? '{' : ',',
                        secret->generations[i], hash);
    }
    snprintf(end, DIGEST_HEX_SIZE + 2, ",%s}", request->hash);
}

err sealed_totp_step(const struct request *request, const char *hex, const char *code, int64_t used,
                     int64_t *step, struct fault *fault)
{
    SCOPED(buf_release) struct buf key = BUF_INIT(TOTP_TEXT_SIZE);
    TRY(sealed_read(request, hex, &key, fault));
    *step = totp_step(buf_text(&key), code, request->now, used);
    secret_wipe(key.data, key.length);
    return OK;
}
