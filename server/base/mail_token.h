/* SPDX-License-Identifier: Apache-2.0 */
/* What a link in a mail holds to end such mails, without signing in: which mail it stands in, and a
 * proof that the server made it. It opens nothing else, and works as long as the secret's
 * generation is known. */
#ifndef BASE_MAIL_TOKEN_H
#define BASE_MAIL_TOKEN_H

#include "base/secret.h"
#include "base/uuid.h"

enum { MAIL_TOKEN_SIZE = 2 * (16 + 16 + 16) + 1 };

/* False when one is no id. */
bool mail_token_make(const struct secret *secret, const char *organisation, const char *mail,
                     char out[static MAIL_TOKEN_SIZE]) MUST_CHECK;
/* False for one that the server did not make. */
bool mail_token_read(const struct secret *secret, const char *token,
                     char organisation[static UUID_TEXT_SIZE],
                     char mail[static UUID_TEXT_SIZE]) MUST_CHECK;

#endif
