/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/public_code.h"

#include "base/secret.h"

enum { RANDOM_BYTES = 16 };

void public_code_make(const struct request *request, char out[static PUBLIC_CODE_SIZE])
{
    unsigned char random[RANDOM_BYTES];
    char *to = out;
    for (const char *from = request->credential.organisation_id; *from; from++)
        if (*from != '-')
            *to++ = *from;
    secret_random(random, sizeof random);
    hex_write(random, sizeof random, to);
}
