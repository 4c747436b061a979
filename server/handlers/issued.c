/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/issued.h"

#include <string.h>

#include "handlers/api_keys.h"

void issued_device_make(char out[static DEVICE_TEXT_SIZE])
{
    unsigned char bytes[DIGEST_SIZE];
    secret_random(bytes, sizeof bytes);
    digest_hex(bytes, out);
}

void issued_device_hash(const char *device, char out[static KEY_HASH_TEXT_SIZE])
{
    unsigned char hash[DIGEST_SIZE];
    digest_sha256(device, strlen(device), hash);
    memcpy(out, "\\x", 2);
    digest_hex(hash, out + 2);
}

static void browser_of(const struct request *request, char out[static BROWSER_SIZE])
{
    size_t length = 0;
    for (const char *c = request->user_agent; c && *c && length + 1 < BROWSER_SIZE; c++)
        if (*c >= ' ' && *c <= '~')
            out[length++] = *c;
    out[length] = '\0';
}

err issued_make(const struct request *request, const char *organisation, struct issued *out,
                struct fault *fault)
{
    if (!new_key_make(KEY_SESSION, organisation, secret_random_id(), app_of(request)->secret,
                      &out->session))
        return fault_log(fault, ERR_INTERNAL, "organisation of a user");
    issued_device_make(out->device);
    issued_device_hash(out->device, out->device_hash);
    browser_of(request, out->browser);
    return OK;
}

void issued_wipe(struct issued *issued)
{
    secret_wipe(issued, sizeof *issued);
}

err issued_show(struct request *request, struct changed *changed, struct fault *fault)
{
    struct issued *issued = changed->context;
    char token[DIGEST_HEX_SIZE];
    cookie_token(app_of(request)->secret, issued->session.text, token);
    issued->device_new = json_is_true(json_object_get(changed->result, "device"));
    json_t *session = json_object_get(changed->body, "session");
    if (json_object_set_new(session, "page_token", json_string(token)) != 0)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    return api_key_name_rights(json_object_get(changed->body, "user"), fault);
}

void issued_set(const struct issued *issued, struct response *response)
{
    cookie_set(issued->session.text, response->cookie);
    if (issued->device_new)
        cookie_device_set(issued->device, response->device_cookie);
}
