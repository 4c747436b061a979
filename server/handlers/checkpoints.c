/* SPDX-License-Identifier: Apache-2.0 */
/* What each party keeps as a witness: checkpoints of its own audit log, receipts for the others'.
 */
#include <stdio.h>
#include <string.h>

#include "domain/checkpoint.h"
#include "handlers/way/pass.h"
#include "operations.h"

err audit_checkpoint_list(struct request *request, struct response *response, struct fault *fault)
{
    char public_key[PUBLIC_KEY_HEX_SIZE];
    hex_write(app_of(request)->signing_key->public_key, PUBLIC_KEY_SIZE, public_key);
    return read_json(request, response,
                     QUERY(checkpoint_list, OWN, .after = request_number(request, "after"),
                           .rows = (int32_t)request_number(request, "limit"),
                           .public_key = public_key),
                     fault);
}

static bool set_hex(json_t *item, const char *member, const void *bytes, size_t size)
{
    char text[SIGNATURE_HEX_SIZE];
    hex_write(bytes, size, text);
    return json_object_set_new(item, member, json_string(text)) == 0;
}

static err seal_item(struct request *request, json_t *item, struct fault *fault)
{
    struct receipt receipt = {.sealed_at = request->now};
    unsigned char checkpoint[DIGEST_SIZE];
    const json_t *hash = json_object_get(item, "checkpoint");
    const char *relationship = json_string_value(json_object_get(item, "relationship"));
    if (!relationship ||
        !hex_read(json_string_value(hash), json_string_length(hash), checkpoint, sizeof checkpoint))
        return fault_log(fault, ERR_INTERNAL, "a checkpoint to be sealed is no hash");
    snprintf(receipt.relationship, sizeof receipt.relationship, "%s", relationship);
    receipt_sign(app_of(request)->signing_key, checkpoint, &receipt);
    json_object_del(item, "checkpoint");
    bool set = json_object_set_new(item, "sealed_at", json_string(request->now_text)) == 0 &&
               set_hex(item, "seal", receipt.seal, DIGEST_SIZE) &&
               set_hex(item, "public_key", receipt.public_key, PUBLIC_KEY_SIZE) &&
               set_hex(item, "signature", receipt.signature, SIGNATURE_SIZE);
    return set ? OK : fault_log(fault, ERR_INTERNAL, "out of memory");
}

PASS(list_page_filled, audit_receipt_list, q_receipt_list(), seal_item)
