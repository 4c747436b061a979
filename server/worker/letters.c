/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/letters.h"

#include "base/hex.h"
#include "base/json_out.h"
#include "base/key.h"
#include "base/secret.h"
#include "base/uuid.h"

enum { CHUNK = 100, LINK_MAX = 2048, SEALED_MAX = 4096 };

static err seal_link(const struct work *work, const struct new_key *made, struct buf *out,
                     struct fault *fault)
{
    SCOPED(buf_release) struct buf url = BUF_INIT(LINK_MAX);
    SCOPED(buf_release) struct buf sealed = BUF_INIT(SEALED_MAX);
    buf_format(&url, "%s/invitations#token=%s", work->public_url, made->text);
    secret_seal(work->secret, url.data, url.length, &sealed);
    buf_text_add(out, "\\x");
    hex_add(out, sealed.data, sealed.length);
    if (url.data)
        secret_wipe(url.data, url.length);
    return buf_ok(&url) && buf_ok(&sealed) && buf_ok(out)
               ? OK
               : fault_log(fault, ERR_INTERNAL, "a link cannot be sealed");
}

static err make_one(const struct work *work, const char *organisation, int64_t instant,
                    struct json_out *json, struct fault *fault)
{
    SCOPED(new_key_wipe) struct new_key made = {0};
    SCOPED(buf_release) struct buf sealed = BUF_INIT(2 * SEALED_MAX);
    char mail[UUID_TEXT_SIZE];
    if (!new_key_make(KEY_INVITATION, organisation, secret_random_id(), work->secret, &made))
        return fault_log(fault, ERR_INTERNAL, "organisation of a job");
    TRY(seal_link(work, &made, &sealed, fault));
    uuid_make_text(instant, mail);
    json_out_object(json, NULL);
    json_out_int(json, "id", made.id);
    json_out_text(json, "hash", made.hash);
    json_out_text(json, "mail", mail);
    json_out_text(json, "sealed", buf_text(&sealed));
    json_out_object_end(json);
    return OK;
}

err letters_make(const struct work *work, const char *organisation, int64_t instant,
                 struct buf *out, struct fault *fault)
{
    struct json_out json = JSON_OUT_INIT(out);
    json_out_array(&json, NULL);
    for (int i = 0; i < CHUNK; i++)
        TRY(make_one(work, organisation, instant, &json, fault));
    json_out_array_end(&json);
    return buf_ok(out) ? OK : fault_log(fault, ERR_INTERNAL, "too many links");
}
