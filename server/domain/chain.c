/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/chain.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

void chain_start(struct chain *chain, const char *organisation)
{
    *chain = (struct chain){0};
    if (organisation)
        snprintf(chain->organisation, sizeof chain->organisation, "%s", organisation);
}

static enum chain_break check_text(const struct chain *chain, int64_t sequence, const json_t *entry)
{
    const json_t *number = json_object_get(entry, "seq");
    const char *organisation = json_string_value(json_object_get(entry, "organisation"));
    if (!json_is_integer(number) || !organisation ||
        strlen(organisation) != sizeof chain->organisation - 1)
        return CHAIN_TEXT;
    if (json_integer_value(number) != sequence)
        return CHAIN_NUMBER;
    if (chain->organisation[0] && strcmp(chain->organisation, organisation) != 0)
        return CHAIN_ORGANISATION;
    return CHAIN_WHOLE;
}

enum chain_break chain_follow(struct chain *chain, int64_t sequence, const char *text,
                              const char *hash)
{
    struct digest digest;
    unsigned char next[DIGEST_SIZE];
    char hex[DIGEST_HEX_SIZE];
    if (sequence != chain->sequence + 1)
        return CHAIN_GAP;
    digest_start(&digest);
    digest_add(&digest, chain->hash, sizeof chain->hash);
    digest_add(&digest, text, strlen(text));
    digest_end(&digest, next);
    digest_hex(next, hex);
    if (strcmp(hex, hash) != 0)
        return CHAIN_HASH;
    json_auto_t *entry = json_loads(text, 0, NULL);
    enum chain_break found = check_text(chain, sequence, entry);
    if (found != CHAIN_WHOLE)
        return found;
    snprintf(chain->organisation, sizeof chain->organisation, "%s",
             json_string_value(json_object_get(entry, "organisation")));
    chain->sequence = sequence;
    memcpy(chain->hash, next, sizeof next);
    return CHAIN_WHOLE;
}

enum chain_break chain_end(const struct chain *chain, int64_t head_sequence, const char *head_hash)
{
    char hex[DIGEST_HEX_SIZE];
    digest_hex(chain->hash, hex);
    return chain->sequence == head_sequence && strcmp(hex, head_hash) == 0 ? CHAIN_WHOLE
                                                                           : CHAIN_HEAD;
}

const char *chain_break_text(enum chain_break what)
{
    switch (what) {
    case CHAIN_WHOLE:
        return "the chain is whole";
    case CHAIN_GAP:
        return "an entry is missing or repeated";
    case CHAIN_TEXT:
        return "the text is not an audit entry";
    case CHAIN_NUMBER:
        return "the text bears another number";
    case CHAIN_ORGANISATION:
        return "the text is another organisation's";
    case CHAIN_HASH:
        return "the hash does not fit the text";
    case CHAIN_HEAD:
        return "the chain does not end where its head says";
    }
    return "unknown";
}
