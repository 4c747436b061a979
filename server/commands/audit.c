/* SPDX-License-Identifier: Apache-2.0 */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#include "base/signing.h"
#include "base/uuid.h"
#include "commands/command.h"
#include "domain/chain.h"

enum { PAGE = 1000 };

/* What a verification found; the first break of each chain is told. */
struct verdict {
    size_t chains;
    int64_t entries;
    size_t broken;
};

static void tell_break(struct verdict *verdict, const char *organisation, int64_t sequence,
                       enum chain_break what)
{
    verdict->broken++;
    printf("%s\tentry %" PRId64 "\t%s\n", organisation[0] ? organisation : "-", sequence,
           chain_break_text(what));
}

/* Entries up to the head's: what is appended meanwhile is none of this run's business. */
static err follow_page(struct session *session, struct chain *chain, int64_t head, size_t *rows,
                       enum chain_break *found, int64_t *at, struct fault *fault)
{
    char after[24], limit[12];
    snprintf(after, sizeof after, "%" PRId64, chain->sequence);
    snprintf(limit, sizeof limit, "%d", PAGE);
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_enter(session, chain->organisation, &exchange, fault));
    const char *values[] = {chain->organisation, after, limit};
    size_t page = exchange_send(&exchange, Q_OPERATOR_AUDIT_CHAIN, values, 3);
    TRY(exchange_finish(&exchange, fault));
    *rows = exchange_rows(&exchange, page);
    for (size_t i = 0; i < *rows && *found == CHAIN_WHOLE && chain->sequence < head; i++) {
        *at = strtoll(exchange_value(&exchange, page, i, 0), NULL, 10);
        *found = chain_follow(chain, *at, exchange_value(&exchange, page, i, 1),
                              exchange_value(&exchange, page, i, 2));
    }
    return OK;
}

static err verify_organisation(struct session *session, const char *organisation, int64_t head,
                               const char *head_hash, struct verdict *verdict, struct fault *fault)
{
    struct chain chain;
    enum chain_break found = CHAIN_WHOLE;
    size_t rows = PAGE;
    int64_t at = 0;
    chain_start(&chain, organisation);
    while (rows == PAGE && found == CHAIN_WHOLE && chain.sequence < head)
        TRY(follow_page(session, &chain, head, &rows, &found, &at, fault));
    if (found == CHAIN_WHOLE) {
        found = chain_end(&chain, head, head_hash);
        at = chain.sequence;
    }
    verdict->chains++;
    verdict->entries += chain.sequence;
    if (found != CHAIN_WHOLE)
        tell_break(verdict, organisation, at, found);
    return OK;
}

static err verify_database(const struct config *config, const char *organisation,
                           struct verdict *verdict, struct fault *fault)
{
    SCOPED(session_close) struct session session;
    TRY(session_open(config, &session, fault));
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_enter(&session, OPERATOR_ORGANISATION, &exchange, fault));
    size_t heads = exchange_send(&exchange, Q_OPERATOR_AUDIT_HEADS, NULL, 0);
    TRY(exchange_finish(&exchange, fault));
    for (size_t i = 0; i < exchange_rows(&exchange, heads); i++) {
        const char *owner = exchange_value(&exchange, heads, i, 0);
        if (organisation && strcmp(organisation, owner) != 0)
            continue;
        int64_t head = strtoll(exchange_value(&exchange, heads, i, 1), NULL, 10);
        TRY(verify_organisation(&session, owner, head, exchange_value(&exchange, heads, i, 2),
                                verdict, fault));
    }
    if (organisation && verdict->chains == 0)
        return fault_log(fault, ERR_NOT_FOUND, "%s has no audit log", organisation);
    return OK;
}

static err follow_item(struct chain *chain, const json_t *item, struct verdict *verdict,
                       struct fault *fault)
{
    const json_t *sequence = json_object_get(item, "sequence");
    const char *text = json_string_value(json_object_get(item, "entry"));
    const char *hash = json_string_value(json_object_get(item, "hash"));
    if (!json_is_integer(sequence) || !text || !hash)
        return fault_log(fault, ERR_INVALID,
                         "after entry %" PRId64 ": no object with sequence, entry and hash",
                         chain->sequence);
    int64_t at = json_integer_value(sequence);
    enum chain_break found = chain_follow(chain, at, text, hash);
    verdict->entries = chain->sequence;
    if (found != CHAIN_WHOLE)
        tell_break(verdict, chain->organisation, at, found);
    return OK;
}

/* An entry, or a page of GET /v1/audit/events. */
static err follow_value(struct chain *chain, const json_t *value, struct verdict *verdict,
                        struct fault *fault)
{
    const json_t *items = json_object_get(value, "items");
    if (!items)
        return follow_item(chain, value, verdict, fault);
    for (size_t i = 0; i < json_array_size(items) && !verdict->broken; i++)
        TRY(follow_item(chain, json_array_get(items, i), verdict, fault));
    return OK;
}

static bool at_end(FILE *file)
{
    int c;
    do
        c = fgetc(file);
    while (c != EOF && isspace(c));
    return c == EOF || ungetc(c, file) == EOF;
}

static void close_file(FILE **file)
{
    if (*file)
        fclose(*file);
}

/* JSON values one after the other, as NDJSON or pages are. */
static err verify_export(const char *path, const char *organisation, struct verdict *verdict,
                         struct fault *fault)
{
    struct chain chain;
    TRY(secret_start(fault));
    SCOPED(close_file) FILE *file = fopen(path, "re");
    if (!file)
        return fault_log(fault, ERR_INVALID, "%s: %s", path, strerror(errno));
    chain_start(&chain, organisation);
    while (!verdict->broken && !at_end(file)) {
        json_error_t error;
        json_auto_t *value =
            json_loadf(file, JSON_DISABLE_EOF_CHECK | JSON_REJECT_DUPLICATES, &error);
        if (!value)
            return fault_log(fault, ERR_INVALID, "%s, after entry %" PRId64 ": %s", path,
                             chain.sequence, error.text);
        TRY(follow_value(&chain, value, verdict, fault));
    }
    if (ferror(file))
        return fault_log(fault, ERR_INVALID, "%s cannot be read", path);
    verdict->chains = 1;
    return OK;
}

int command_audit_key(const struct command *command, const struct config *config, int argc,
                      char **argv)
{
    struct fault fault = {0};
    struct signing_key key;
    char text[PUBLIC_KEY_HEX_SIZE];
    if (!options_only(command, NULL, 0, argc, argv))
        return EXIT_USAGE;
    if (secret_start(&fault).code != ERR_NONE ||
        signing_load(config->signing_key_file, false, &key, &fault).code != ERR_NONE)
        return report(&fault);
    hex_write(key.public_key, sizeof key.public_key, text);
    signing_release(&key);
    puts(text);
    return EXIT_DONE;
}

int command_audit_verify(const struct command *command, const struct config *config, int argc,
                         char **argv)
{
    const char *organisation = NULL, *file = NULL;
    const struct option_spec specs[] = {{"organisation", false, false, &organisation},
                                        {"file", false, false, &file}};
    struct uuid id;
    char canonical[UUID_TEXT_SIZE];
    if (!options_only(command, specs, 2, argc, argv))
        return EXIT_USAGE;
    if (organisation && !uuid_parse(organisation, &id))
        return usage_error(command, "--organisation takes an organisation's id");
    if (organisation)
        uuid_format(&id, canonical);
    const char *wanted = organisation ? canonical : NULL;
    struct verdict verdict = {0};
    struct fault fault = {0};
    err done = file ? verify_export(file, wanted, &verdict, &fault)
                    : verify_database(config, wanted, &verdict, &fault);
    if (done.code != ERR_NONE)
        return report(&fault);
    printf("%zu chains, %" PRId64 " entries, %zu broken\n", verdict.chains, verdict.entries,
           verdict.broken);
    return verdict.broken ? EXIT_DIFFERENT : EXIT_DONE;
}
