/* SPDX-License-Identifier: Apache-2.0 */
/* Database roles with which BI tools read one organisation's views. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/uuid.h"
#include "commands/command.h"

enum { ROLE_SIZE = 40, PASSWORD_DIGITS = 32 };

static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/* No name that another tool of the same organisation has. */
static void make_role(char out[static ROLE_SIZE])
{
    snprintf(out, ROLE_SIZE, "hoshitori_bi_%08x%08x", secret_random_below(UINT32_MAX),
             secret_random_below(UINT32_MAX));
}

static void make_password(char out[static PASSWORD_DIGITS + 1])
{
    for (int i = 0; i < PASSWORD_DIGITS; i++)
        out[i] = digits[secret_random_below(sizeof digits - 1)];
    out[PASSWORD_DIGITS] = '\0';
}

static err run(const struct config *config, const char *organisation, const char *action,
               enum query_id query, const char *const *values, size_t count, struct fault *fault)
{
    SCOPED(session_close) struct session session;
    TRY(session_open(config, &session, fault));
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_enter(&session, organisation, &exchange, fault));
    exchange_send(&exchange, query, values, count);
    session_audit(&exchange, action, values[0], "{}");
    return exchange_commit(&exchange, fault);
}

int command_bi_role_add(const struct command *command, const struct config *config, int argc,
                        char **argv)
{
    const char *organisation = NULL;
    struct uuid id;
    const struct option_spec specs[] = {{"organisation", false, true, &organisation}};
    if (!options_read(command, specs, 1, &argc, argv))
        return EXIT_USAGE;
    if (argc != 0 || !uuid_parse(organisation, &id))
        return usage_error(command, "--organisation takes an organisation's id");
    char role[ROLE_SIZE], password[PASSWORD_DIGITS + 1];
    struct fault fault = {0};
    make_role(role);
    make_password(password);
    const char *values[] = {role, password};
    if (run(config, organisation, "bi-role add", Q_OPERATOR_BI_ROLE_ADD, values, 2, &fault).code !=
        ERR_NONE)
        return report(&fault);
    printf("%s\t%s\n", role, password);
    fputs("A role that reads the views bi_* of this organisation, and its password, which is shown "
          "only this once.\n",
          stderr);
    secret_wipe(password, sizeof password);
    return EXIT_DONE;
}

int command_bi_role_remove(const struct command *command, const struct config *config, int argc,
                           char **argv)
{
    const char *organisation = NULL;
    struct uuid id;
    const struct option_spec specs[] = {{"organisation", false, true, &organisation}};
    if (!options_read(command, specs, 1, &argc, argv))
        return EXIT_USAGE;
    if (!uuid_parse(organisation, &id))
        return usage_error(command, "--organisation takes an organisation's id");
    if (argc != 1)
        return usage_error(command, "name one role");
    struct fault fault = {0};
    const char *values[] = {argv[0]};
    return run(config, organisation, "bi-role remove", Q_OPERATOR_BI_ROLE_REMOVE, values, 1, &fault)
                       .code == ERR_NONE
               ? EXIT_DONE
               : report(&fault);
}
