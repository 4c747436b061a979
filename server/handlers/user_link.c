/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/user_link.h"

err user_link_read(const struct request *request, struct user_link *out, struct fault *fault)
{
    struct key key;
    const char *text = request_text(request, "token");
    if (!text || !key_parse(KEY_USER_LINK, text, &key))
        return fault_set(fault, ERR_NOT_FOUND, "link_not_found");
    uuid_format(&key.organisation, out->organisation);
    out->id = key.id;
    key_hashes(app_of(request)->secret, text, out->hash);
    return OK;
}
