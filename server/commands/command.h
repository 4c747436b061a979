/* SPDX-License-Identifier: Apache-2.0 */
/* The subcommands of the program: what they share.
 *
 * Exit codes: 0 done, 1 failed, 2 wrong use, 3 a check found differences. Results go to stdout,
 * everything else to stderr. */
#ifndef COMMANDS_COMMAND_H
#define COMMANDS_COMMAND_H

#include <jansson.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/key.h"
#include "base/secret.h"
#include "store/cluster.h"
#include "store/exchange.h"
#include "store/pool.h"

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_DIFFERENT = 3 };

/* The organisation as which the operator acts, made by the first migration. */
#define OPERATOR_ORGANISATION "00000000-0000-7000-8000-000000000000"

struct command {
    const char *name;    /* "key add"; two words at most */
    const char *usage;   /* what follows the name */
    const char *summary; /* one sentence */
    /* The exit code; `fault` is empty, and told by report() where it says why. */
    int (*run)(const struct command *command, const struct config *config, int argc, char **argv,
               struct fault *fault);
};

extern const struct command commands[];
extern const size_t command_count;

/* The commands' functions, one file for each first word. */
typedef int command_fn(const struct command *command, const struct config *config, int argc,
                       char **argv, struct fault *fault);
command_fn command_serve, command_work, command_migrate, command_config, command_manual,
    command_version;
command_fn command_organisation_add, command_organisation_vouch, command_organisation_list,
    command_organisation_reopen;
command_fn command_user_add, command_user_recover, command_key_add, command_key_revoke,
    command_catalogue_import, command_catalogue_sheet, command_corporate_numbers_load;
command_fn command_scheme_dates_set, command_scheme_dates_show;
command_fn command_mail_bounce;
command_fn command_quota_set, command_quota_show, command_retention_set;
command_fn command_secret_show, command_secret_add, command_secret_use, command_secret_retire;
command_fn command_oidc_issuer_add, command_oidc_issuer_remove, command_oidc_issuer_list;
command_fn command_statement_trust, command_statement_distrust, command_statement_issuers;
command_fn command_bi_role_add, command_bi_role_remove;
command_fn command_audit_key, command_audit_verify, command_rebuild, command_demo_load;

/* One option of a command; `flag` options have no value and set *value to "". */
struct option_spec {
    const char *name;
    bool flag;
    bool required;
    const char **value;
};

/* Reads --name value and --name=value into the specs; positional words stay in argv, *argc counts
 * them (argv[0] is the first). False after telling what is wrong on stderr. */
bool options_read(const struct command *command, const struct option_spec *specs, size_t count,
                  int *argc, char **argv);
/* The same for a command that takes no positional words. */
bool options_only(const struct command *command, const struct option_spec *specs, size_t count,
                  int argc, char **argv);
/* What --name says is a name: false after telling what was left of it. */
bool name_given(const struct command *command, const char *text);
/* The bits of --rights; false after telling which names there are. */
bool rights_given(const struct command *command, const char *text, unsigned *rights);
int usage_error(const struct command *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Tells what went wrong and what to do; returns EXIT_FAILED. */
int report(const struct fault *fault);
/* EXIT_DONE, or report(). */
int report_end(err done, const struct fault *fault);
/* The bytes of a file, without its mark, behind those in `out`, whose maximum they have to fit. */
err file_whole(const char *path, struct buf *out, struct fault *fault) MUST_CHECK;
/* `done`; when something was not found, the fault says what, for SQL only says that. */
err named(err done, struct fault *fault, const char *format, ...) MUST_CHECK
    __attribute__((format(printf, 3, 4)));

/* The database as the migrating role, for one command: the one of --migrate-url, or the private
 * cluster, started for the command unless a server has it running. Brought to the program's schema.
 */
struct session {
    struct cluster *cluster;
    struct pool *pool;
    struct secret secret;
    int64_t now;
    char now_text[CLOCK_TEXT_SIZE];
    char day[CLOCK_DAY_SIZE];
};

err session_open(const struct config *config, struct session *out, struct fault *fault) MUST_CHECK;
void session_close(struct session *session);
/* Begins an exchange as an organisation. */
err session_enter(struct session *session, const char *organisation, struct exchange *out,
                  struct fault *fault) MUST_CHECK;
/* Opens the session for this one exchange. */
err session_begin(const struct config *config, const char *organisation, struct session *session,
                  struct exchange *out, struct fault *fault) MUST_CHECK;
/* Appends to the organisation's audit chain; the last statement before the commit. Takes `detail`,
 * NULL is no memory. */
err session_audit(struct exchange *exchange, const char *action, const char *object, json_t *detail,
                  struct fault *fault) MUST_CHECK;

struct key_grant {
    const char *organisation;
    const char *name;
    unsigned rights;
    const char *last_day;
};

/* A new key with its audit entry; the caller shows its text once and wipes it. */
err session_add_key(struct session *session, const struct key_grant *grant, struct new_key *out,
                    struct fault *fault) MUST_CHECK;

/* NULL members stay as they were; obtainable_from "none" takes the day away. */
struct scheme_date {
    const char *scheme, *star, *obtainable_from, *validity_months, *max_age_months, *note;
};

/* Records new scheme dates; relationships are not decided anew. */
err session_set_scheme_date(struct session *session, const struct scheme_date *date,
                            struct fault *fault) MUST_CHECK;

/* Loads the editions that the program carries, and what is known of them since; what is there
 * already stays, also a transcription of the operator's own. */
err catalogue_load_embedded(struct session *session, size_t *imported,
                            struct fault *fault) MUST_CHECK;
/* Stores the next transcription of an edition, or a new edition. `text` is what `edition` was read
 * from. *imported false: the same is there. */
err catalogue_store(struct session *session, const json_t *edition, const char *text, size_t length,
                    bool *imported, struct fault *fault) MUST_CHECK;
/* Counts drafts and decides lines that have to follow from newer transcriptions, also what an
 * earlier run left undone. */
err catalogue_settle(struct session *session, struct fault *fault) MUST_CHECK;
/* Decides all relationships anew in chunks, each in a transaction of its own, and stores what is
 * seen to change. With an edition those alone whose readiness is told by it. */
err redecide_all(struct session *session, const char *cause, const char *edition,
                 size_t *relationships, struct fault *fault) MUST_CHECK;
/* Puts on the board what is to be remarked of 法人番号, where it is another than stands there. */
err put_remarked(struct session *session, size_t *relationships, struct fault *fault) MUST_CHECK;

#endif
