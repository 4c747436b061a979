/* SPDX-License-Identifier: Apache-2.0 */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "commands/audit.h"

enum { KEY_FILE_MAX = 16 * 1024 };

void trial_start(struct trial *trial, const struct verification *verification,
                 const char *organisation, struct verdict *verdict)
{
    *trial = (struct trial){.verdict = verdict, .verification = verification};
    chain_start(&trial->chain, organisation);
    proof_start(&trial->proof, organisation, &verification->keys);
}

void trial_release(struct trial *trial)
{
    chain_release(&trial->chain);
    proof_release(&trial->proof);
}

void trial_break(struct trial *trial, const char *what, const char *place, ...)
{
    va_list arguments;
    const char *organisation =
        trial->chain.organisation[0] ? trial->chain.organisation : trial->proof.organisation;
    trial->verdict->broken += !trial->broken;
    trial->broken = true;
    printf("%s\t", organisation[0] ? organisation : "-");
    va_start(arguments, place);
    vprintf(place, arguments);
    va_end(arguments);
    printf("\t%s\n", what);
}

static err want_keys(const struct trial *trial, struct fault *fault)
{
    if (trial->verification->keys.count > 0)
        return OK;
    return fault_log(fault, ERR_INVALID,
                     "with which key are the checkpoints signed? --key takes the public key, or a "
                     "file with one a line; hoshitori audit key prints it");
}

/* Exports that are filtered or newest first look as if entries were missing. */
static const char *break_text(const struct trial *trial, enum chain_break found)
{
    if (found == CHAIN_GAP && trial->verification->events)
        return "an entry is missing or repeated; only an export of the whole log can be checked: "
               "oldest first, without filters, from entry 1 on";
    return chain_break_text(found);
}

void trial_entry(struct trial *trial, const struct chain_entry *entry)
{
    if (trial->chain_ended)
        return;
    enum chain_break found = chain_follow_entry(&trial->chain, entry);
    enum proof_break unfit =
        found == CHAIN_WHOLE ? proof_pass(&trial->proof, &trial->chain) : PROOF_WHOLE;
    trial->verdict->entries += found == CHAIN_WHOLE;
    if (found != CHAIN_WHOLE)
        trial_break(trial, break_text(trial, found), "entry %" PRId64, entry->sequence);
    else if (unfit != PROOF_WHOLE)
        trial_break(trial, proof_break_text(unfit), "checkpoint at entry %" PRId64,
                    entry->sequence);
    trial->chain_ended = found != CHAIN_WHOLE || unfit != PROOF_WHOLE;
}

err trial_checkpoint(struct trial *trial, const struct checkpoint *checkpoint, struct fault *fault)
{
    enum proof_break found;
    TRY(want_keys(trial, fault));
    TRY(proof_checkpoint(&trial->proof, checkpoint, &found, fault));
    trial->verdict->checkpoints += found == PROOF_WHOLE;
    if (found != PROOF_WHOLE)
        trial_break(trial, proof_break_text(found), "checkpoint at entry %" PRId64,
                    checkpoint->sequence);
    return OK;
}

err trial_kept(struct trial *trial, const struct checkpoint *checkpoint, struct fault *fault)
{
    enum proof_break found;
    TRY(want_keys(trial, fault));
    TRY(proof_kept(&trial->proof, checkpoint, &found, fault));
    if (found != PROOF_WHOLE)
        trial_break(trial, proof_break_text(found), "kept checkpoint at entry %" PRId64,
                    checkpoint->sequence);
    return OK;
}

err trial_receipt(struct trial *trial, const struct receipt *receipt, struct fault *fault)
{
    char sealed_at[CLOCK_TEXT_SIZE];
    const char *only = trial->verification->relationship;
    TRY(want_keys(trial, fault));
    if (only && strcmp(only, receipt->relationship) != 0)
        return OK;
    enum proof_break found = proof_receipt(&trial->proof, receipt);
    if (found == PROOF_WHOLE)
        return OK;
    clock_format(receipt->sealed_at, sealed_at);
    trial_break(trial, proof_break_text(found), "receipt %s of %s", receipt->relationship,
                sealed_at);
    return OK;
}

static void check_erased(struct trial *trial)
{
    const struct absence *missing = chain_unlisted(&trial->chain);
    if (!missing)
        trial->verdict->erased += trial->chain.absences.count;
    else if (missing->place == ABSENT_TEXT)
        trial_break(trial, chain_break_text(CHAIN_ERASED), "entry %" PRId64, missing->sequence);
    else
        trial_break(trial, chain_break_text(CHAIN_ERASED), "entry %" PRId64 ", value %" PRId64,
                    missing->sequence, missing->place);
}

void trial_end(struct trial *trial)
{
    if (!trial->chain_ended)
        check_erased(trial);
    int64_t sequence = 0;
    if (!trial->chain_ended && proof_end(&trial->proof, &sequence) != PROOF_WHOLE)
        trial_break(trial, proof_break_text(PROOF_BEYOND), "checkpoint at entry %" PRId64,
                    sequence);
    if (trial->chain.sequence > trial->proof.sequence)
        trial->verdict->uncovered += trial->chain.sequence - trial->proof.sequence;
    trial->verdict->chains++;
}

/* Words of a text: keys, or lines of a file of them. */
static err read_public_keys(const char *text, struct public_keys *out, struct fault *fault)
{
    while (*text) {
        size_t length = strcspn(text, ", \t\r\n");
        if (length > 0 && out->count == PROOF_KEYS_MAX)
            return fault_log(fault, ERR_INVALID, "--key: at most %d keys", PROOF_KEYS_MAX);
        if (length > 0 && !hex_read(text, length, out->keys[out->count++], PUBLIC_KEY_SIZE))
            return fault_log(fault, ERR_INVALID,
                             "--key: a public key is 64 hexadecimal digits, not \"%.*s\"",
                             (int)(length > 80 ? 80 : length), text);
        text += length + (text[length] != '\0');
    }
    return out->count ? OK : fault_log(fault, ERR_INVALID, "--key: there is no key in it");
}

err public_keys_read(const char *text, struct public_keys *out, struct fault *fault)
{
    if (text[strspn(text, "0123456789abcdefABCDEF,")] == '\0')
        return read_public_keys(text, out, fault);
    char content[KEY_FILE_MAX];
    SCOPED(fclose_at) FILE *file = fopen(text, "re");
    if (!file)
        return fault_log(fault, ERR_INVALID, "--key %s: %s", text, strerror(errno));
    size_t length = fread(content, 1, sizeof content - 1, file);
    content[length] = '\0';
    return read_public_keys(content, out, fault);
}
