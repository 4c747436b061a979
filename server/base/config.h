/* SPDX-License-Identifier: Apache-2.0 */
/* The options of the program, from one table: environment first, then flags, which win.
 *
 * A secret never comes by a flag. HOSHITORI_X holds it, or HOSHITORI_X_FILE names a file with it
 * that only its owner can read (base/private_file.h), or it is the credential x that systemd gives.
 *
 * There is no configuration file. `hoshitori config`, `--help` and the documentation print from
 * the same table. */
#ifndef BASE_CONFIG_H
#define BASE_CONFIG_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

/* field, kind, flag, default, meaning; the environment variable is HOSHITORI_ and the field's
 * name in capitals. Kinds: TEXT, SECRET (a text that is never printed), NUMBER. An empty default
 * of a path is derived from data_dir; see config_load. */
#define CONFIG_LIST(X)                                                                             \
    X(listen, TEXT, "listen", "127.0.0.1:8080",                                                    \
      "Address and port to serve; port 0 lets the system choose")                                  \
    X(data_dir, TEXT, "data-dir", "", "Directory of the server's secret and private PostgreSQL")   \
    X(database_url, SECRET, "database-url", "",                                                    \
      "PostgreSQL of the service; empty = a private one in the data directory")                    \
    X(migrate_url, SECRET, "migrate-url", "",                                                      \
      "The same database as the migrating role, for migrate and the operator's commands")          \
    X(secret_file, TEXT, "secret-file", "", "File of the server's secret, readable by it alone")   \
    X(signing_key_file, TEXT, "signing-key-file", "",                                              \
      "File of the key that signs the audit logs' checkpoints, readable by the server alone")      \
    X(statement_key_file, TEXT, "statement-key-file", "",                                          \
      "File of the key that signs statements, readable by the server alone")                       \
    X(worker, NUMBER, "worker", "1",                                                               \
      "Whether serve does the work without a request, too; 0 = hoshitori work does it")            \
    X(read_only, NUMBER, "read-only", "0",                                                         \
      "1 = at a standby: lists and statuses only, and no worker; the primary says who may ask")    \
    X(webhooks_anywhere, NUMBER, "webhooks-anywhere", "0",                                         \
      "For development: 1 = webhooks may go to http and to addresses that are not public")         \
    X(threads, NUMBER, "threads", "96", "Connections served at the same time (1 to 1000)")         \
    X(pool_size, NUMBER, "pool-size", "0",                                                         \
      "Connections to PostgreSQL for requests (0 = two for each processor, at most 64)")           \
    X(key_rate, NUMBER, "key-rate", "100",                                                         \
      "Tokens in a second of an organisation, for requests; 0 = any")                              \
    X(key_burst, NUMBER, "key-burst", "200", "Tokens at once of an organisation")                  \
    X(address_rate, NUMBER, "address-rate", "20",                                                  \
      "Requests in a second without a live key from one address; 0 = any")                         \
    X(address_burst, NUMBER, "address-burst", "40",                                                \
      "Requests at once without a live key from one address")                                      \
    X(drain_seconds, NUMBER, "drain-seconds", "0",                                                 \
      "Seconds that the server serves on after SIGTERM while /readyz says no, for a proxy")        \
    X(breached_passwords, TEXT, "breached-passwords", "",                                          \
      "File of passwords known from breaches: their SHA-1 in order, a line each; empty = none")    \
    X(smtp_url, TEXT, "smtp-url", "",                                                              \
      "Mail server: smtp://HOST:587 (STARTTLS) or smtps://HOST:465; empty = no mail is sent here") \
    X(smtp_user, TEXT, "smtp-user", "", "Name to sign in to the mail server with; empty = none")   \
    X(smtp_password, SECRET, "smtp-password", "", "Password for the mail server")                  \
    X(smtp_tls, TEXT, "smtp-tls", "required",                                                      \
      "required, or none for a mail server on this machine")                                       \
    X(smtp_ca_file, TEXT, "smtp-ca-file", "",                                                      \
      "Certificates to check the mail server with; empty = those of the system")                   \
    X(mail_from, TEXT, "mail-from", "",                                                            \
      "Address from which mail comes; set for every server where mail is sent, empty = none is")   \
    X(clamd, TEXT, "clamd", "",                                                                    \
      "Virus scanner for files: socket of clamd, or 127.0.0.1:PORT; empty = none are scanned")     \
    X(log_level, TEXT, "log-level", "info", "debug, info, warning, error or off")                  \
    X(public_url, TEXT, "public-url", "",                                                          \
      "Address under which people reach the service; links in invitations start with it")          \
    X(test_clock, TEXT, "test-clock", "", "For tests: file holding the instant that counts as now")

#define CONFIG_TEXT char *
#define CONFIG_SECRET char *
#define CONFIG_NUMBER int

struct config {
#define X(field, kind, flag, fallback, meaning) CONFIG_##kind field;
    CONFIG_LIST(X)
#undef X
};

/* Takes the options out of argv (the program's and subcommands' own words stay, in order, and
 * *argc shrinks). `--flag value` and `--flag=value`; after `--` everything stays. An unknown
 * option stays too: it may be the subcommand's.
 * data_dir: /var/lib/hoshitori as root, else $XDG_DATA_HOME/hoshitori or
 * ~/.local/share/hoshitori; secret_file: the credential "secret" or data_dir/secret;
 * signing_key_file: the credential "signing-key" or data_dir/signing-key,
 * statement_key_file likewise "statement-key"; public_url: http:// and
 * listen. */
err config_load(int *argc, char **argv, struct config *out, struct fault *fault) MUST_CHECK;
void config_release(struct config *config);

/* One "name = value" a line, secrets as (set) or empty. */
void config_write(const struct config *config, struct buf *out);
/* The table of flags, variables, defaults and meanings for --help. */
void config_help(struct buf *out);

#endif
