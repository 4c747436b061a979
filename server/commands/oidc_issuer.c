/* SPDX-License-Identifier: Apache-2.0 */
/* At which providers of OpenID Connect organisations may let their people sign in. */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>

#include "commands/command.h"
#include "domain/provider.h"

static err add_issuer(const struct config *config, const char *issuer, struct fault *fault)
{
    SCOPED(session_close) struct session session;
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_begin(config, OPERATOR_ORGANISATION, &session, &exchange, fault));
    exchange_send(&exchange, QUERY(oidc_issuer_add, .issuer = issuer));
    TRY(session_audit(&exchange, "oidc-issuer add", "issuers", json_pack("{s:s}", "issuer", issuer),
                      fault));
    return exchange_commit(&exchange, fault);
}

int command_oidc_issuer_add(const struct command *command, const struct config *config, int argc,
                            char **argv, struct fault *fault)
{
    const char *issuer = NULL;
    const struct option_spec specs[] = {{"issuer", false, true, &issuer}};
    if (!options_only(command, specs, 1, argc, argv))
        return EXIT_USAGE;
    if (!provider_issuer(issuer, config->webhooks_anywhere))
        return usage_error(command, "--issuer is an https address of the public internet without "
                                    "query and fragment, as the provider writes it");
    return report_end(add_issuer(config, issuer, fault), fault);
}

static err remove_issuer(const struct config *config, const char *issuer, struct fault *fault)
{
    SCOPED(session_close) struct session session;
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_begin(config, OPERATOR_ORGANISATION, &session, &exchange, fault));
    size_t index = exchange_send(&exchange, QUERY(oidc_issuer_remove, .issuer = issuer));
    TRY(exchange_read(&exchange, fault));
    int users = q_number_row(&exchange, index, 0).value;
    if (users < 0)
        return fault_log(fault, ERR_NOT_FOUND, "no issuer %s", issuer);
    if (users > 0)
        return fault_log(fault, ERR_CONFLICT, "%d organisations use %s", users, issuer);
    TRY(session_audit(&exchange, "oidc-issuer remove", "issuers",
                      json_pack("{s:s}", "issuer", issuer), fault));
    return exchange_commit(&exchange, fault);
}

int command_oidc_issuer_remove(const struct command *command, const struct config *config, int argc,
                               char **argv, struct fault *fault)
{
    const char *issuer = NULL;
    const struct option_spec specs[] = {{"issuer", false, true, &issuer}};
    if (!options_only(command, specs, 1, argc, argv))
        return EXIT_USAGE;
    return report_end(remove_issuer(config, issuer, fault), fault);
}

static err list_allowed(const struct config *config, struct fault *fault)
{
    SCOPED(session_close) struct session session;
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_begin(config, OPERATOR_ORGANISATION, &session, &exchange, fault));
    size_t rows = exchange_send(&exchange, q_oidc_issuer_list());
    TRY(exchange_finish(&exchange, fault));
    puts("issuer\torganisations\tread_at\tfailure");
    for (size_t i = 0; i < exchange_rows(&exchange, rows); i++) {
        struct q_oidc_issuer_list_row row = q_oidc_issuer_list_row(&exchange, rows, i);
        printf("%s\t%" PRId32 "\t%s\t%s\n", row.issuer, row.organisations,
               row.read_at ? row.read_at : "", row.failure ? row.failure : "");
    }
    return OK;
}

int command_oidc_issuer_list(const struct command *command, const struct config *config, int argc,
                             char **argv, struct fault *fault)
{
    if (!options_only(command, NULL, 0, argc, argv))
        return EXIT_USAGE;
    return report_end(list_allowed(config, fault), fault);
}
