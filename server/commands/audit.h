/* SPDX-License-Identifier: Apache-2.0 */
/* Verification of audit chains: what commands/audit.c (the database) and commands/audit_export.c
 * (files) share. */
#ifndef COMMANDS_AUDIT_H
#define COMMANDS_AUDIT_H

#include "commands/command.h"
#include "domain/proof.h"

/* What a verification found; the first break of each kind is told for each chain. */
struct verdict {
    size_t chains;
    int64_t entries;
    size_t broken; /* chains */
    size_t checkpoints;
    int64_t uncovered; /* entries after the newest checkpoint */
    size_t erased;     /* values and texts, which later entries list */
};

/* What to verify, as the options say. NULL where nothing was said. */
struct verification {
    const char *organisation; /* canonical */
    const char *events;       /* files */
    const char *checkpoints;
    const char *kept;
    const char *relationship; /* only the receipts of this one */
    struct public_keys keys;
};

/* One chain while it is followed. */
struct trial {
    struct chain chain;
    struct proof proof;
    struct verdict *verdict;
    const struct verification *verification;
    bool broken;      /* somewhere */
    bool chain_ended; /* by a break */
};

void trial_start(struct trial *trial, const struct verification *verification,
                 const char *organisation, struct verdict *verdict);
void trial_release(struct trial *trial);
/* Each tells what is wrong, once. */
void trial_entry(struct trial *trial, const struct chain_entry *entry);
err trial_checkpoint(struct trial *trial, const struct checkpoint *checkpoint,
                     struct fault *fault) MUST_CHECK;
err trial_kept(struct trial *trial, const struct checkpoint *checkpoint,
               struct fault *fault) MUST_CHECK;
err trial_receipt(struct trial *trial, const struct receipt *receipt,
                  struct fault *fault) MUST_CHECK;
void trial_break(struct trial *trial, const char *what, const char *place, ...)
    __attribute__((format(printf, 3, 4)));
/* When no entry follows. */
void trial_end(struct trial *trial);

/* The files of an export or of what was kept. */
err export_events(const char *path, struct trial *trial, struct fault *fault) MUST_CHECK;
err export_checkpoints(const char *path, struct trial *trial, struct fault *fault) MUST_CHECK;
/* Checkpoints and receipts. The latter want all checkpoints to be in already. */
err export_kept(const char *path, struct trial *trial, struct fault *fault) MUST_CHECK;

/* Public keys: the text itself (64 hexadecimal digits, several with commas between them), or a file
 * with one a line. */
err public_keys_read(const char *text, struct public_keys *out, struct fault *fault) MUST_CHECK;

#endif
