/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/audit.h"

#include <inttypes.h>
#include <string.h>

#include "base/signing.h"
#include "base/uuid.h"

enum { PAGE = 1000 };

/* Where a chain ends in the database. */
struct chain_head {
    int64_t sequence;
    char hash[DIGEST_HEX_SIZE];
};

static struct json_span span(const char *text)
{
    return (struct json_span){text, text ? strlen(text) : 0};
}

/* One statement, as the organisation. */
static err read_as(struct session *session, const char *organisation, struct statement statement,
                   struct exchange *out, size_t *rows, struct fault *fault)
{
    TRY(session_enter(session, organisation, out, fault));
    *rows = exchange_send(out, statement);
    return exchange_finish(out, fault);
}

/* Entries up to the head's: what is appended meanwhile is none of this run's business. */
static err follow_page(struct session *session, const struct chain_head *head, struct trial *trial,
                       size_t *count, struct fault *fault)
{
    size_t rows;
    SCOPED(exchange_release) struct exchange page = {0};
    TRY(read_as(session, trial->chain.organisation,
                QUERY(audit_chain, .org = trial->chain.organisation, .after = trial->chain.sequence,
                      .limit = PAGE),
                &page, &rows, fault));
    *count = exchange_rows(&page, rows);
    for (size_t i = 0; i < *count && trial->chain.sequence < head->sequence; i++) {
        struct q_audit_chain_row row = q_audit_chain_row(&page, rows, i);
        const struct chain_entry entry = {.sequence = row.seq,
                                          .text = span(row.entry),
                                          .hash = span(row.hash),
                                          .recorded_at = {true, span(row.recorded_at)},
                                          .personal = span(row.personal)};
        trial_entry(trial, &entry);
    }
    return OK;
}

static err read_head(struct session *session, struct trial *trial, struct chain_head *out,
                     struct fault *fault)
{
    const char *organisation = trial->chain.organisation;
    size_t index;
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(read_as(session, organisation, QUERY(audit_head_of, .org = organisation), &exchange, &index,
                fault));
    struct q_audit_head_of_row row = q_audit_head_of_row(&exchange, index, 0);
    out->sequence = row.seq;
    snprintf(out->hash, sizeof out->hash, "%s", row.hash);
    if (row.newest > out->sequence)
        trial_break(trial, chain_break_text(CHAIN_HEAD), "entry %" PRId64, row.newest);
    return OK;
}

static err follow_entries(struct session *session, struct trial *trial, struct fault *fault)
{
    struct chain_head head;
    size_t count = PAGE;
    TRY(read_head(session, trial, &head, fault));
    while (count == PAGE && !trial->chain_ended && trial->chain.sequence < head.sequence)
        TRY(follow_page(session, &head, trial, &count, fault));
    if (trial->chain_ended)
        return OK;
    enum chain_break found = chain_end(&trial->chain, head.sequence, head.hash);
    if (found != CHAIN_WHOLE)
        trial_break(trial, chain_break_text(found), "entry %" PRId64, trial->chain.sequence);
    return OK;
}

static bool read_hex_span(const char *text, void *out, size_t size)
{
    return text && hex_read(text, strlen(text), out, size);
}

/* A row that cannot be a checkpoint gets zeros, which nobody signed. */
static struct checkpoint checkpoint_of(const struct q_checkpoint_chain_row *row,
                                       const char *organisation)
{
    struct checkpoint read = {.sequence = row->sequence};
    snprintf(read.organisation, sizeof read.organisation, "%s", organisation);
    const struct checkpoint none = read;
    return read_hex_span(row->head, read.head, DIGEST_SIZE) && row->signed_at &&
                   clock_parse(row->signed_at, &read.signed_at) &&
                   read_hex_span(row->previous, read.previous, DIGEST_SIZE) &&
                   read_hex_span(row->public_key, read.public_key, PUBLIC_KEY_SIZE) &&
                   read_hex_span(row->signature, read.signature, SIGNATURE_SIZE)
               ? read
               : none;
}

static err read_checkpoints(struct session *session, struct trial *trial, struct fault *fault)
{
    const char *organisation = trial->chain.organisation;
    size_t count = PAGE;
    int64_t after = INT64_MIN;
    while (count == PAGE && !trial->broken) {
        size_t rows;
        SCOPED(exchange_release) struct exchange page = {0};
        TRY(read_as(session, organisation,
                    QUERY(checkpoint_chain, .org = organisation, .after = after, .limit = PAGE),
                    &page, &rows, fault));
        count = exchange_rows(&page, rows);
        for (size_t i = 0; i < count && !trial->broken; i++) {
            struct q_checkpoint_chain_row row = q_checkpoint_chain_row(&page, rows, i);
            const struct checkpoint read = checkpoint_of(&row, organisation);
            TRY(trial_checkpoint(trial, &read, fault));
            after = read.sequence;
        }
    }
    return OK;
}

/* Its hash was read first: what was signed since is newer. */
static void check_newest(const char *hash, struct trial *trial)
{
    unsigned char newest[DIGEST_SIZE];
    if (trial->broken || (hash && hex_read(hash, strlen(hash), newest, sizeof newest) &&
                          proof_has(&trial->proof, newest)))
        return;
    trial_break(trial, "the newest checkpoints are missing", "checkpoint after entry %" PRId64,
                trial->proof.sequence);
}

/* Checkpoints before entries: those that the chain ought to reach are older than its end. */
static err verify_organisation(struct session *session, const struct verification *verification,
                               const char *organisation, const char *newest,
                               struct verdict *verdict, struct fault *fault)
{
    SCOPED(trial_release) struct trial trial;
    trial_start(&trial, verification, organisation, verdict);
    TRY(read_checkpoints(session, &trial, fault));
    check_newest(newest, &trial);
    if (verification->kept)
        TRY(export_kept(verification->kept, &trial, fault));
    proof_arrange(&trial.proof);
    TRY(follow_entries(session, &trial, fault));
    trial_end(&trial);
    return OK;
}

static err verify_database(const struct config *config, const struct verification *verification,
                           struct verdict *verdict, struct fault *fault)
{
    SCOPED(session_close) struct session session;
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_begin(config, OPERATOR_ORGANISATION, &session, &exchange, fault));
    size_t rows = exchange_send(&exchange, q_audit_heads());
    TRY(exchange_finish(&exchange, fault));
    const char *wanted = verification->organisation;
    for (size_t i = 0; i < exchange_rows(&exchange, rows); i++) {
        struct q_audit_heads_row head = q_audit_heads_row(&exchange, rows, i);
        if (!wanted || strcmp(wanted, head.org_id) == 0)
            TRY(verify_organisation(&session, verification, head.org_id, head.checkpoint, verdict,
                                    fault));
    }
    if (wanted && verdict->chains == 0)
        return fault_log(fault, ERR_NOT_FOUND, "%s has no audit log", wanted);
    return OK;
}

static err verify_export(const struct verification *verification, struct verdict *verdict,
                         struct fault *fault)
{
    SCOPED(trial_release) struct trial trial;
    trial_start(&trial, verification, verification->organisation, verdict);
    TRY(secret_start(fault));
    if (verification->checkpoints)
        TRY(export_checkpoints(verification->checkpoints, &trial, fault));
    if (verification->kept)
        TRY(export_kept(verification->kept, &trial, fault));
    proof_arrange(&trial.proof);
    if (!trial.chain.organisation[0])
        chain_start(&trial.chain, trial.proof.organisation);
    TRY(export_events(verification->events, &trial, fault));
    trial_end(&trial);
    return OK;
}

/* The server's own key when none is given; where its file is not, checkpoints ask for one. */
static err find_keys(const struct config *config, const char *given, struct public_keys *out,
                     struct fault *fault)
{
    struct signing_key key;
    SCOPED(fault_release) struct fault ignored = {0};
    TRY(secret_start(fault));
    if (given)
        return public_keys_read(given, out, fault);
    if (signing_load(config->signing_key_file, false, &key, &ignored).code != ERR_NONE)
        return OK;
    memcpy(out->keys[out->count++], key.public_key, PUBLIC_KEY_SIZE);
    signing_release(&key);
    return OK;
}

int command_audit_key(const struct command *command, const struct config *config, int argc,
                      char **argv, struct fault *fault)
{
    struct signing_key key;
    char text[PUBLIC_KEY_HEX_SIZE];
    if (!options_only(command, NULL, 0, argc, argv))
        return EXIT_USAGE;
    if (secret_start(fault).code != ERR_NONE ||
        signing_load(config->signing_key_file, false, &key, fault).code != ERR_NONE)
        return report(fault);
    hex_write(key.public_key, sizeof key.public_key, text);
    signing_release(&key);
    puts(text);
    return EXIT_DONE;
}

static const char *canonical_id(const char *text, char out[static UUID_TEXT_SIZE])
{
    struct uuid id;
    if (!text || !uuid_parse(text, &id))
        return NULL;
    uuid_format(&id, out);
    return out;
}

static void tell_verdict(const struct verdict *verdict)
{
    printf("%zu chains, %" PRId64 " entries, %zu broken; %zu checkpoints, %" PRId64
           " entries after the newest\n",
           verdict->chains, verdict->entries, verdict->broken, verdict->checkpoints,
           verdict->uncovered);
    if (verdict->erased)
        printf("%zu personal values or entries erased, each listed by a later entry\n",
               verdict->erased);
}

int command_audit_verify(const struct command *command, const struct config *config, int argc,
                         char **argv, struct fault *fault)
{
    struct verification verification = {.keys = {.count = 0}};
    const char *organisation = NULL, *relationship = NULL, *key = NULL;
    const struct option_spec specs[] = {{"organisation", false, false, &organisation},
                                        {"file", false, false, &verification.events},
                                        {"checkpoints", false, false, &verification.checkpoints},
                                        {"kept", false, false, &verification.kept},
                                        {"relationship", false, false, &relationship},
                                        {"key", false, false, &key}};
    char id[UUID_TEXT_SIZE], relationship_id[UUID_TEXT_SIZE];
    if (!options_only(command, specs, sizeof specs / sizeof *specs, argc, argv))
        return EXIT_USAGE;
    verification.organisation = canonical_id(organisation, id);
    verification.relationship = canonical_id(relationship, relationship_id);
    if (verification.checkpoints && !verification.events)
        return usage_error(command, "--checkpoints goes with --file");
    if (verification.kept && !verification.events && !organisation)
        return usage_error(command, "--kept goes with --file or --organisation");
    struct verdict verdict = {0};
    err done = find_keys(config, key, &verification.keys, fault);
    if (done.code == ERR_NONE)
        done = verification.events ? verify_export(&verification, &verdict, fault)
                                   : verify_database(config, &verification, &verdict, fault);
    if (done.code != ERR_NONE)
        return report(fault);
    tell_verdict(&verdict);
    return verdict.broken ? EXIT_DIFFERENT : EXIT_DONE;
}
