/* SPDX-License-Identifier: Apache-2.0 */
/* Database roles with which BI tools read one organisation's views. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

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

/* What PostgreSQL still lets every role do, as statements for its superuser, on stderr. */
static err close_public(struct session *session, bool *closed, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(exchange_begin(session->pool, &exchange, fault));
    size_t open = exchange_send(&exchange, q_bi_public_close());
    TRY(exchange_commit(&exchange, fault));
    size_t rows = exchange_rows(&exchange, open);
    *closed = rows == 0;
    if (rows > 0)
        fputs("hoshitori: every role of this PostgreSQL can still write something or leave "
              "something behind.\nLet its superuser run this in the database of Hoshitori, then "
              "try again:\n\n",
              stderr);
    for (size_t i = 0; i < rows; i++)
        fprintf(stderr, "%s;\n", q_value_row(&exchange, open, i).value);
    return OK;
}

static err add_reader(const struct config *config, const char *organisation, const char *role,
                      const char *password, bool *closed, struct fault *fault)
{
    SCOPED(session_close) struct session session;
    TRY(session_open(config, &session, fault));
    TRY(close_public(&session, closed, fault));
    if (!*closed)
        return OK;
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_enter(&session, organisation, &exchange, fault));
    exchange_send(&exchange, QUERY(bi_role_add, .role = role, .password = password));
    TRY(session_audit(&exchange, "bi-role add", role, json_object(), fault));
    return exchange_commit(&exchange, fault);
}

static err end_reader(struct session *session, const char *organisation, const char *role,
                      struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_enter(session, organisation, &exchange, fault));
    exchange_send(&exchange, QUERY(bi_role_end, .role = role));
    return exchange_commit(&exchange, fault);
}

/* Two transactions: its sessions are ended when nobody can log in any more. */
static err remove_role(const struct config *config, const char *organisation, const char *role,
                       struct fault *fault)
{
    SCOPED(session_close) struct session session;
    TRY(session_open(config, &session, fault));
    TRY(end_reader(&session, organisation, role, fault));
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_enter(&session, organisation, &exchange, fault));
    size_t removed = exchange_send(&exchange, QUERY(bi_role_remove, .role = role));
    TRY(session_audit(&exchange, "bi-role remove", role, json_object(), fault));
    TRY(exchange_commit(&exchange, fault));
    const char *left = q_value_row(&exchange, removed, 0).value;
    if (left)
        fprintf(stderr,
                "%s is ended: it logs in nowhere and reads nothing. Its name stays in PostgreSQL, "
                "for what it left elsewhere: %s\n",
                role, left);
    return OK;
}

int command_bi_role_add(const struct command *command, const struct config *config, int argc,
                        char **argv, struct fault *fault)
{
    const char *organisation = NULL;
    const struct option_spec specs[] = {{"organisation", false, true, &organisation}};
    if (!options_only(command, specs, 1, argc, argv))
        return EXIT_USAGE;
    char role[ROLE_SIZE], password[PASSWORD_DIGITS + 1];
    make_role(role);
    make_password(password);
    bool closed = false;
    if (add_reader(config, organisation, role, password, &closed, fault).code != ERR_NONE)
        return report(fault);
    if (!closed)
        return EXIT_FAILED;
    printf("%s\t%s\n", role, password);
    fputs("A role that reads the views bi_* of this organisation, and its password, which is shown "
          "only this once.\n",
          stderr);
    secret_wipe(password, sizeof password);
    return EXIT_DONE;
}

int command_bi_role_remove(const struct command *command, const struct config *config, int argc,
                           char **argv, struct fault *fault)
{
    const char *organisation = NULL;
    const struct option_spec specs[] = {{"organisation", false, true, &organisation}};
    if (!options_read(command, specs, 1, &argc, argv))
        return EXIT_USAGE;
    if (argc != 1)
        return usage_error(command, "name one role");
    return report_end(remove_role(config, organisation, argv[0], fault), fault);
}
