/* SPDX-License-Identifier: Apache-2.0 */
/* Whose statements the service takes besides its own: by a file that the operator was given, never
 * by fetching. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/jws.h"
#include "commands/command.h"

enum { KEYS_FILE_MAX = 256 * 1024 };

static err read_keys(const char *path, json_t **out, struct fault *fault)
{
    SCOPED(buf_release) struct buf text = BUF_INIT(KEYS_FILE_MAX);
    TRY(file_whole(path, &text, fault));
    json_auto_t *keys = json_loadb(buf_text(&text), text.length, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_string(json_object_get(keys, "issuer")) ||
        json_array_size(json_object_get(keys, "keys")) == 0)
        return fault_log(fault, ERR_INVALID,
                         "%s: a file of public keys is expected, as the issuer shows it under "
                         "/.well-known/jwks.json, with \"issuer\" and \"keys\"",
                         path);
    *out = json_incref(keys);
    return OK;
}

static err trust_key(const json_t *jwk, const char *issuer, struct exchange *exchange,
                     struct fault *fault)
{
    unsigned char public_key[PUBLIC_KEY_SIZE];
    char kid[KID_SIZE], hex[2 + PUBLIC_KEY_HEX_SIZE] = "\\x";
    if (!jwk_read(jwk, public_key))
        return fault_log(fault, ERR_INVALID,
                         "one of the keys is no Ed25519 key, or its kid is not its thumbprint");
    jwk_kid(public_key, kid);
    hex_write(public_key, PUBLIC_KEY_SIZE, hex + 2);
    exchange_send(exchange,
                  QUERY(statement_trust, .kid = kid, .issuer = issuer, .public_key = hex));
    return OK;
}

static err trust(const struct config *config, const char *path, struct fault *fault)
{
    size_t index;
    const json_t *jwk;
    json_auto_t *keys = NULL;
    TRY(read_keys(path, &keys, fault));
    const char *issuer = json_string_value(json_object_get(keys, "issuer"));
    SCOPED(session_close) struct session session;
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_begin(config, OPERATOR_ORGANISATION, &session, &exchange, fault));
    json_array_foreach(json_object_get(keys, "keys"), index, jwk)
        TRY(trust_key(jwk, issuer, &exchange, fault));
    TRY(session_audit(&exchange, "statement trust", "statement-issuers",
                      json_pack("{s:s}", "issuer", issuer), fault));
    TRY(exchange_commit(&exchange, fault));
    printf("%s: %zu keys\n", issuer, index);
    return OK;
}

int command_statement_trust(const struct command *command, const struct config *config, int argc,
                            char **argv, struct fault *fault)
{
    if (!options_read(command, NULL, 0, &argc, argv))
        return EXIT_USAGE;
    if (argc != 1)
        return usage_error(command, "one file of public keys is expected");
    return report_end(trust(config, argv[0], fault), fault);
}

static err distrust(const struct config *config, const char *name, struct fault *fault)
{
    SCOPED(session_close) struct session session;
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_begin(config, OPERATOR_ORGANISATION, &session, &exchange, fault));
    size_t gone = exchange_send(&exchange, QUERY(statement_distrust, .name = name));
    TRY(exchange_read(&exchange, fault));
    if (q_number_row(&exchange, gone, 0).value == 0)
        return fault_log(fault, ERR_NOT_FOUND, "no issuer and no key %s; see statement issuers",
                         name);
    TRY(session_audit(&exchange, "statement distrust", "statement-issuers",
                      json_pack("{s:s}", "issuer", name), fault));
    return exchange_commit(&exchange, fault);
}

int command_statement_distrust(const struct command *command, const struct config *config, int argc,
                               char **argv, struct fault *fault)
{
    if (!options_read(command, NULL, 0, &argc, argv))
        return EXIT_USAGE;
    if (argc != 1)
        return usage_error(command, "an issuer's address or a key's id is expected");
    return report_end(distrust(config, argv[0], fault), fault);
}

static err list_issuers(const struct config *config, struct fault *fault)
{
    SCOPED(session_close) struct session session;
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_begin(config, OPERATOR_ORGANISATION, &session, &exchange, fault));
    size_t rows = exchange_send(&exchange, q_statement_issuers());
    TRY(exchange_finish(&exchange, fault));
    puts("kid\tsince\tissuer");
    for (size_t i = 0; i < exchange_rows(&exchange, rows); i++) {
        struct q_statement_issuers_row row = q_statement_issuers_row(&exchange, rows, i);
        printf("%s\t%s\t%s\n", row.kid, row.recorded_at, row.issuer ? row.issuer : "-");
    }
    return OK;
}

int command_statement_issuers(const struct command *command, const struct config *config, int argc,
                              char **argv, struct fault *fault)
{
    if (!options_only(command, NULL, 0, argc, argv))
        return EXIT_USAGE;
    return report_end(list_issuers(config, fault), fault);
}
