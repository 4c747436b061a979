/* SPDX-License-Identifier: Apache-2.0 */
/* What tells of a person goes. */
#include "base/secret.h"
#include "handlers/body.h"
#include "handlers/way/pass.h"
#include "operations.h"

err erasure_add(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(free_at) char *body = NULL;
    char id[UUID_TEXT_SIZE], salt[DIGEST_HEX_SIZE];
    unsigned char random[DIGEST_SIZE];
    TRY(body_text(request, &body, fault));
    uuid_make_text(request->now, id);
    secret_random(random, sizeof random);
    hex_write(random, sizeof random, salt);
    return change_plain(request, response,
                        QUERY(erasure_add, .erasure = id, .body = body, .salt = salt), fault);
}

PASS(list_page, erasure_list, q_erasure_list())
