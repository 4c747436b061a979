/* SPDX-License-Identifier: Apache-2.0 */
#include "base/content_digest.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/banned.h"

static const char NAME[] = "sha-256=:";

enum { TEXT = 44 }; /* characters of base64 */

bool content_digest_read(const char *header, unsigned char out[static DIGEST_SIZE])
{
    for (const char *at = header; at && *at; at += strspn(at, ", \t")) {
        size_t length = strcspn(at, ",");
        size_t read = 0;
        const char *end = NULL, *text = at + sizeof NAME - 1;
        if (strncmp(at, NAME, sizeof NAME - 1) == 0)
            return strlen(text) > TEXT && text[TEXT] == ':' &&
                   strspn(text + TEXT + 1, " \t,") >= (text[TEXT + 1] != '\0') &&
                   sodium_base642bin(out, DIGEST_SIZE, text, TEXT, NULL, &read, &end,
                                     sodium_base64_VARIANT_ORIGINAL) == 0 &&
                   read == DIGEST_SIZE && end == text + TEXT;
        at += length;
    }
    return false;
}

void content_digest_write(const unsigned char digest[static DIGEST_SIZE],
                          char out[static CONTENT_DIGEST_SIZE])
{
    char text[TEXT + 1];
    sodium_bin2base64(text, sizeof text, digest, DIGEST_SIZE, sodium_base64_VARIANT_ORIGINAL);
    snprintf(out, CONTENT_DIGEST_SIZE, "%s%s:", NAME, text);
}
