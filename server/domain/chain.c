/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/chain.h"

#include <stdio.h>
#include <string.h>

void chain_start(struct chain *chain, const char *organisation)
{
    *chain = (struct chain){.plain = -1};
    if (organisation)
        snprintf(chain->organisation, sizeof chain->organisation, "%s", organisation);
}

void chain_release(struct chain *chain)
{
    absences_release(&chain->absences);
}

/* Members of an entry's text that must not come twice. */
enum told_member {
    TOLD_SEQUENCE = 1 << 0,
    TOLD_ORGANISATION = 1 << 1,
    TOLD_RECORDED_AT = 1 << 2,
    TOLD_KEY = 1 << 3,
    TOLD_ACTION = 1 << 4,
    TOLD_PLAIN = 1 << 5,
    TOLD_SEALED = 1 << 6,
    TOLD_ERASED = 1 << 7,
    TOLD_OBJECT = 1 << 8,
    TOLD_NEEDED = TOLD_SEQUENCE | TOLD_ORGANISATION,
};

/* What is looked for in it. */
struct told {
    struct chain *chain;
    const struct chain_entry *entry;
    struct buf decoded;
    int64_t sequence;
    char organisation[UUID_TEXT_SIZE];
    unsigned seen; /* enum told_member */
    int64_t plain;
    struct json_span sealed; /* JSON */
    bool differs;
};

static void told_release(struct told *told)
{
    buf_release(&told->decoded);
}

static bool first_time(struct told *told, enum told_member bit)
{
    bool first = !(told->seen & bit);
    told->seen |= bit;
    return first;
}

static bool same(struct json_span a, struct json_span b)
{
    return !a.data == !b.data && a.length == b.length &&
           (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}

static bool compare_repeated(struct json_scan *scan, const struct chain_repeated *repeated,
                             struct told *told)
{
    struct json_span value;
    if (!json_scan_text(scan, &told->decoded, &value))
        return false;
    told->differs |= repeated->given && !same(value, repeated->value);
    return true;
}

static bool take_organisation(struct json_scan *scan, struct told *told)
{
    struct json_span value;
    if (!json_scan_text(scan, &told->decoded, &value) || value.length != UUID_TEXT_SIZE - 1)
        return false;
    memcpy(told->organisation, value.data, value.length);
    return true;
}

static bool take_erased(struct json_scan *scan, void *context)
{
    struct told *told = context;
    struct json_span name;
    if (!json_scan_text(scan, &told->decoded, &name))
        return false;
    absences_list(&told->chain->absences, name);
    return true;
}

static bool take_entry_member(struct json_scan *scan, struct json_span name, void *context)
{
    struct told *told = context;
    if (json_span_is(name, "seq"))
        return first_time(told, TOLD_SEQUENCE) && json_scan_integer(scan, &told->sequence);
    if (json_span_is(name, "organisation"))
        return first_time(told, TOLD_ORGANISATION) && take_organisation(scan, told);
    if (json_span_is(name, "recorded_at"))
        return first_time(told, TOLD_RECORDED_AT) &&
               compare_repeated(scan, &told->entry->recorded_at, told);
    if (json_span_is(name, "key"))
        return first_time(told, TOLD_KEY) && compare_repeated(scan, &told->entry->key, told);
    if (json_span_is(name, "action"))
        return first_time(told, TOLD_ACTION) && compare_repeated(scan, &told->entry->action, told);
    if (json_span_is(name, "object"))
        return first_time(told, TOLD_OBJECT) && compare_repeated(scan, &told->entry->object, told);
    if (json_span_is(name, "plain"))
        return first_time(told, TOLD_PLAIN) && json_scan_integer(scan, &told->plain);
    if (json_span_is(name, "sealed"))
        return first_time(told, TOLD_SEALED) && json_scan_raw(scan, &told->sealed);
    if (json_span_is(name, "erased"))
        return first_time(told, TOLD_ERASED) && json_scan_array(scan, take_erased, told);
    return json_scan_skip(scan);
}

static bool repeats(const struct told *told, const struct chain_repeated *repeated,
                    enum told_member bit)
{
    return !repeated->given || (told->seen & bit);
}

static enum chain_break check_values(struct chain *chain, const struct chain_entry *entry,
                                     struct json_span sealed)
{
    switch (values_check(sealed, entry->personal, entry->sequence, &chain->absences)) {
    case VALUES_FIT:
        return CHAIN_WHOLE;
    case VALUES_DIFFER:
        return CHAIN_VALUE;
    case VALUES_MEMORY:
        break;
    }
    return CHAIN_MEMORY;
}

/* All entries tell the same, and no text is missing beyond. */
static bool take_plain(struct chain *chain, int64_t plain)
{
    if (chain->plain >= 0)
        return plain == chain->plain;
    chain->plain = plain;
    return plain >= 0 && absences_last_text(&chain->absences) <= plain;
}

static enum chain_break check_entry_text(struct chain *chain, const struct chain_entry *entry)
{
    SCOPED(told_release)
    struct told told = {.chain = chain, .entry = entry, .decoded = BUF_INIT(64 * 1024)};
    struct json_scan scan = JSON_SCAN_INIT(entry->text.data, entry->text.length);
    if (!json_scan_object(&scan, take_entry_member, &told) || !json_scan_done(&scan) ||
        (told.seen & TOLD_NEEDED) != TOLD_NEEDED)
        return CHAIN_TEXT;
    if (told.sequence != entry->sequence)
        return CHAIN_NUMBER;
    if (chain->organisation[0] && strcmp(chain->organisation, told.organisation) != 0)
        return CHAIN_ORGANISATION;
    if (told.differs || !repeats(&told, &entry->recorded_at, TOLD_RECORDED_AT) ||
        !repeats(&told, &entry->key, TOLD_KEY) || !repeats(&told, &entry->action, TOLD_ACTION) ||
        !repeats(&told, &entry->object, TOLD_OBJECT))
        return CHAIN_REPEATED;
    memcpy(chain->organisation, told.organisation, sizeof chain->organisation);
    if (told.seen & TOLD_PLAIN && !take_plain(chain, told.plain))
        return CHAIN_PLAIN;
    return check_values(chain, entry, told.sealed);
}

/* All that is known of an entry without its text. */
static enum chain_break pass_erased(struct chain *chain, const struct chain_entry *entry)
{
    unsigned char hash[DIGEST_SIZE];
    if (!hex_read(entry->hash.data, entry->hash.length, hash, sizeof hash))
        return CHAIN_HASH;
    if (chain->plain >= 0 && entry->sequence > chain->plain)
        return CHAIN_PLAIN;
    if (entry->key.value.data || entry->action.value.data || entry->object.value.data)
        return CHAIN_REPEATED;
    if (!absences_add_text(&chain->absences, entry->sequence, entry->recorded_at.value,
                           chain->hash))
        return CHAIN_MEMORY;
    chain->sequence = entry->sequence;
    memcpy(chain->hash, hash, sizeof hash);
    return CHAIN_WHOLE;
}

enum chain_break chain_follow_entry(struct chain *chain, const struct chain_entry *entry)
{
    struct digest digest;
    unsigned char next[DIGEST_SIZE];
    char hex[DIGEST_HEX_SIZE];
    if (entry->sequence != chain->sequence + 1)
        return CHAIN_GAP;
    if (!entry->text.data)
        return pass_erased(chain, entry);
    digest_start(&digest);
    digest_add(&digest, chain->hash, sizeof chain->hash);
    digest_add(&digest, entry->text.data, entry->text.length);
    digest_end(&digest, next);
    digest_hex(next, hex);
    if (!json_span_is(entry->hash, hex))
        return CHAIN_HASH;
    enum chain_break found = check_entry_text(chain, entry);
    if (found != CHAIN_WHOLE)
        return found;
    chain->sequence = entry->sequence;
    memcpy(chain->hash, next, sizeof next);
    return CHAIN_WHOLE;
}

enum chain_break chain_follow(struct chain *chain, int64_t sequence, const char *text,
                              const char *hash)
{
    const struct chain_entry entry = {
        .sequence = sequence, .text = {text, strlen(text)}, .hash = {hash, strlen(hash)}};
    return chain_follow_entry(chain, &entry);
}

enum chain_break chain_end(const struct chain *chain, int64_t head_sequence, const char *head_hash)
{
    char hex[DIGEST_HEX_SIZE];
    digest_hex(chain->hash, hex);
    return chain->sequence == head_sequence && strcmp(hex, head_hash) == 0 ? CHAIN_WHOLE
                                                                           : CHAIN_HEAD;
}

const struct absence *chain_unlisted(const struct chain *chain)
{
    return absences_unlisted(&chain->absences);
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
    case CHAIN_REPEATED:
        return "what is repeated beside the text differs from it";
    case CHAIN_HASH:
        return "the hash does not fit the text";
    case CHAIN_VALUE:
        return "a personal value does not fit its commitment";
    case CHAIN_PLAIN:
        return "the text is missing of an entry that cannot have been erased";
    case CHAIN_ERASED:
        return "something is missing, and no later entry says that it was erased";
    case CHAIN_MEMORY:
        return "out of memory";
    case CHAIN_HEAD:
        return "the chain does not end where its head says";
    }
    return "unknown";
}
