/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mail_token.h"

#include <string.h>

enum { IDS = 32, PROOF = 16 };

bool mail_token_make(const struct secret *secret, const char *organisation, const char *mail,
                     char out[static MAIL_TOKEN_SIZE])
{
    unsigned char bytes[IDS + DIGEST_SIZE];
    struct uuid ids[2];
    if (!uuid_parse(organisation, &ids[0]) || !uuid_parse(mail, &ids[1]))
        return false;
    memcpy(bytes, ids[0].bytes, IDS / 2);
    memcpy(bytes + IDS / 2, ids[1].bytes, IDS / 2);
    secret_hash(secret, SECRET_MAIL, bytes, IDS, bytes + IDS);
    hex_write(bytes, IDS + PROOF, out);
    return true;
}

static bool is_proof(const struct secret *secret, const unsigned char *ids,
                     const unsigned char *proof)
{
    unsigned char made[DIGEST_SIZE];
    bool right = false;
    for (size_t i = 0; i < secret->count; i++) {
        secret_hash_under(secret, i, SECRET_MAIL, ids, IDS, made);
        right |= secret_equal(made, proof, PROOF);
    }
    return right;
}

bool mail_token_read(const struct secret *secret, const char *token,
                     char organisation[static UUID_TEXT_SIZE], char mail[static UUID_TEXT_SIZE])
{
    unsigned char bytes[IDS + PROOF];
    struct uuid ids[2];
    if (!hex_read(token, strlen(token), bytes, sizeof bytes) ||
        !is_proof(secret, bytes, bytes + IDS))
        return false;
    memcpy(ids[0].bytes, bytes, IDS / 2);
    memcpy(ids[1].bytes, bytes + IDS / 2, IDS / 2);
    uuid_format(&ids[0], organisation);
    uuid_format(&ids[1], mail);
    return true;
}
