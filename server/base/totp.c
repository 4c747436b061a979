/* SPDX-License-Identifier: Apache-2.0 */
#include "base/totp.h"

#include <liboath/oath.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"

#include "base/banned.h"

enum { STEP_SECONDS = 30, SLACK = 1 };

err totp_make(char out[static TOTP_TEXT_SIZE], struct fault *fault)
{
    char key[TOTP_KEY_SIZE];
    secret_random(key, sizeof key);
    SCOPED(free_at) char *text = NULL;
    size_t length = 0;
    int failed = oath_base32_encode(key, sizeof key, &text, &length);
    secret_wipe(key, sizeof key);
    if (failed || length != TOTP_TEXT_SIZE - 1)
        return fault_log(fault, ERR_INTERNAL, "base32: %s", oath_strerror(failed));
    memcpy(out, text, TOTP_TEXT_SIZE);
    secret_wipe(text, length);
    return OK;
}

/* The caller frees it. */
static char *key_of(const char *text)
{
    char *key = NULL;
    size_t length = 0;
    if (strlen(text) != TOTP_TEXT_SIZE - 1 ||
        oath_base32_decode(text, strlen(text), &key, &length) != OATH_OK)
        return NULL;
    if (length == TOTP_KEY_SIZE)
        return key;
    free(key);
    return NULL;
}

bool totp_valid(const char *text)
{
    SCOPED(free_at) char *key = key_of(text);
    return key != NULL;
}

int64_t totp_step(const char *text, const char *code, int64_t now, int64_t used)
{
    SCOPED(free_at) char *key = key_of(text);
    if (!key || strlen(code) != TOTP_CODE_LENGTH)
        return 0;
    int64_t current = now / 1000000 / STEP_SECONDS;
    int64_t found = 0;
    for (int64_t step = current - SLACK; step <= current + SLACK; step++) {
        char expected[TOTP_CODE_LENGTH + 1];
        if (step > used &&
            oath_hotp_generate(key, TOTP_KEY_SIZE, (uint64_t)step, TOTP_CODE_LENGTH, false,
                               OATH_HOTP_DYNAMIC_TRUNCATION, expected) == OATH_OK &&
            secret_equal(expected, code, TOTP_CODE_LENGTH))
            found = step;
    }
    secret_wipe(key, TOTP_KEY_SIZE);
    return found;
}
