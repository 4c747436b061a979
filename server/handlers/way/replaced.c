/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/way/replaced.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/secret.h"
#include "handlers/way/precondition.h"

#include "base/banned.h"

enum { OWNER_DIGITS = 12, NUMBER_BYTES = 7 };

static void hash_of_text(struct digest *digest, const char *text)
{
    digest_field(digest, text, strlen(text));
}

/* As for GET of the resource, so for PUT and for its verbs. */
static void owner_of(const struct request *request, char out[static DIGEST_HEX_SIZE])
{
    const struct operation *operation = request->operation;
    unsigned char hash[DIGEST_SIZE];
    struct digest digest;
    digest_start(&digest);
    hash_of_text(&digest, request->credential.organisation_id);
    digest_field(&digest, operation->path, strcspn(operation->path, ":"));
    for (size_t i = 0; i < operation->parameter_count; i++)
        if (operation->parameters[i].in == PARAMETER_PATH)
            hash_of_text(&digest, request_parameter(request, operation->parameters[i].name));
    digest_end(&digest, hash);
    digest_hex(hash, out);
}

err replaced_tag(const struct request *request, const json_t *body, const char *const *members,
                 char out[static RESPONSE_ETAG_SIZE], struct fault *fault)
{
    char owner[DIGEST_HEX_SIZE];
    unsigned char hash[DIGEST_SIZE];
    struct digest digest;
    uint64_t number = 0;
    digest_start(&digest);
    for (size_t i = 0; members[i]; i++) {
        SCOPED(free_at)
        char *text = json_dumps(json_object_get(body, members[i]),
                                JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
        if (!text)
            return fault_log(fault, ERR_INTERNAL, "no %s to make a tag of", members[i]);
        hash_of_text(&digest, text);
    }
    digest_end(&digest, hash);
    for (size_t i = 0; i < NUMBER_BYTES; i++)
        number = number << 8 | hash[i];
    owner_of(request, owner);
    snprintf(out, RESPONSE_ETAG_SIZE, "%" PRIu64 ".%.*s", number, (int)OWNER_DIGITS, owner);
    return OK;
}

err replaced_hold(const struct request *request, json_t *result, const char *const *members,
                  struct fault *fault)
{
    char before[RESPONSE_ETAG_SIZE], after[RESPONSE_ETAG_SIZE];
    TRY(replaced_tag(request, json_object_get(result, "before"), members, before, fault));
    TRY(replaced_tag(request, json_object_get(result, "body"), members, after, fault));
    bool repeated = strcmp(request->operation->method, "PUT") == 0 && strcmp(before, after) == 0;
    if (!precondition_names(request, before) && !repeated) {
        fault_add(fault, "header:If-Match", "precondition_failed", NULL);
        return fault_set(fault, ERR_PRECONDITION, "precondition_failed");
    }
    if (json_object_set_new(result, "tag", json_string(after)) != 0)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    return OK;
}
