/* SPDX-License-Identifier: Apache-2.0 */
#include "http/request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

void request_step(struct request *request, bool aside)
{
    if (request->aside.step)
        request->aside.step(request->aside.context, aside);
}

void request_release(struct request *request)
{
    json_decref(request->json);
    request->json = NULL;
    free(request->arena);
    request->arena = NULL;
}

/* The head's hash and the body's, as one. */
static void finish_hash(struct request *request)
{
    unsigned char bytes[DIGEST_SIZE];
    digest_field(&request->reader.digest, request->hash, strlen(request->hash));
    digest_end(&request->reader.digest, bytes);
    digest_hex(bytes, request->hash);
}

err request_read(struct request *request, void *out, size_t size, size_t *count,
                 struct fault *fault)
{
    struct reader *reader = &request->reader;
    *count = 0;
    if (reader->ended)
        return OK;
    if (!reader->begun)
        digest_start(&reader->digest);
    reader->begun = true;
    TRY(reader->read(reader->source, out, size, count, fault));
    digest_add(&reader->digest, out, *count);
    if (*count == 0) {
        reader->ended = true;
        finish_hash(request);
    }
    return OK;
}

const char *request_parameter(const struct request *request, const char *name)
{
    for (size_t i = 0; i < request->value_count; i++)
        if (strcmp(request->values[i].name, name) == 0)
            return request->values[i].value;
    return NULL;
}

int64_t request_number(const struct request *request, const char *name)
{
    const char *text = request_parameter(request, name);
    return text ? strtoll(text, NULL, 10) : REQUEST_ABSENT;
}

bool request_flag(const struct request *request, const char *name)
{
    const char *text = request_parameter(request, name);
    return text && strcmp(text, "true") == 0;
}

const char *request_words(const struct request *request, const char *name, char *out, size_t size)
{
    const char *words = request_parameter(request, name);
    if (words)
        snprintf(out, size, "{%s}", words);
    return words ? out : NULL;
}

const char *request_preferred(const struct request *request, const char *const *media_types,
                              size_t count)
{
    const char *best = media_types[0];
    for (size_t i = 1; i < count; i++)
        if (accept_quality(request->accept, media_types[i]) > accept_quality(request->accept, best))
            best = media_types[i];
    return best;
}

void request_concerns(struct request *request, const char *organisation)
{
    snprintf(request->organisation, sizeof request->organisation, "%s",
             organisation ? organisation : "");
}

const char *request_text(const struct request *request, const char *member)
{
    return json_string_value(json_object_get(request->json, member));
}

bool request_etag_known(const struct request *request, const char *etag)
{
    return etag_listed(request->if_none_match, etag);
}
