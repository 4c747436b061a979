/* SPDX-License-Identifier: Apache-2.0 */
/* The audit chain of one organisation, entry by entry: hash = SHA-256(previous hash || text), the
 * first previous hash being 32 zero bytes. Whoever changes, drops, adds or reorders an entry must
 * change every hash after it, and with them the head; domain/proof.h holds the head.
 *
 * What was erased is missing, and a later entry says so: values beside the texts, and whole texts
 * of entries from before there were such values, up to the number that all later ones tell. Of such
 * an entry the hash is believed, for the next one's rests on it, and the entry that says so names
 * the hash before it. */
#ifndef DOMAIN_CHAIN_H
#define DOMAIN_CHAIN_H

#include <stddef.h>
#include <stdint.h>

#include "base/json_scan.h"
#include "base/secret.h"
#include "base/uuid.h"
#include "domain/absence.h"

enum chain_break {
    CHAIN_WHOLE,
    CHAIN_GAP,          /* the number does not follow the one before */
    CHAIN_TEXT,         /* the text is not an entry */
    CHAIN_NUMBER,       /* the text tells another number */
    CHAIN_ORGANISATION, /* the text is of another organisation */
    CHAIN_REPEATED,     /* what is repeated beside the text differs from it */
    CHAIN_HASH,         /* the hash is not that of the text */
    CHAIN_VALUE,        /* a value beside the text does not fit its commitment */
    CHAIN_PLAIN,        /* the text is missing of an entry that cannot lose it */
    CHAIN_ERASED,       /* something is missing, and no later entry says that it was erased */
    CHAIN_HEAD,         /* the chain does not end as its head says */
    CHAIN_MEMORY,       /* out of memory */
};

struct chain {
    char organisation[UUID_TEXT_SIZE]; /* empty = taken from the first entry */
    int64_t sequence;                  /* of the last entry that was followed */
    unsigned char hash[DIGEST_SIZE];
    int64_t plain; /* up to this entry texts may be missing; -1 = not told yet */
    struct absences absences;
};

/* What a row or an export repeats of an entry's text. */
struct chain_repeated {
    bool given;
    struct json_span value;
};

struct chain_entry {
    int64_t sequence;
    struct json_span text; /* data NULL: erased */
    struct json_span hash; /* hexadecimal digits */
    struct chain_repeated recorded_at;
    struct chain_repeated key;
    struct chain_repeated action;
    struct chain_repeated object;
    struct json_span personal; /* the values beside it, JSON; data NULL: none */
};

/* `organisation` may be NULL. */
void chain_start(struct chain *chain, const char *organisation);
void chain_release(struct chain *chain);
/* Goes one entry further. A chain that is broken stays where it was. */
enum chain_break chain_follow_entry(struct chain *chain, const struct chain_entry *entry);
/* The same without anything repeated; `hash` is 64 hexadecimal digits. */
enum chain_break chain_follow(struct chain *chain, int64_t sequence, const char *text,
                              const char *hash);
/* Whether it ended where the head says. */
enum chain_break chain_end(const struct chain *chain, int64_t head_sequence, const char *head_hash);
/* What is missing, but not said to be erased, when no entry follows; NULL for nothing. */
const struct absence *chain_unlisted(const struct chain *chain);
/* What is wrong, in English. */
const char *chain_break_text(enum chain_break what);

#endif
