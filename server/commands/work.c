/* SPDX-License-Identifier: Apache-2.0 */
/* The worker alone, until SIGTERM or SIGINT: on the machine that has the way out. */
#include "base/log.h"
#include "commands/command.h"
#include "commands/notify.h"
#include "commands/running.h"
#include "store/migrate.h"
#include "store/pool_check.h"
#include "worker/worker.h"

struct working {
    struct pool *pool;
    struct secret secret;
    struct signing_key signing_key;
    struct way_out out;
    struct worker *worker;
};

static void working_stop(struct working *working)
{
    worker_stop(&working->worker);
    pool_close(&working->pool);
    secret_release(&working->secret);
    signing_release(&working->signing_key);
    way_out_close(&working->out);
}

/* Secret and signing key are those of the servers: new ones would fit nothing that is stored. */
static err working_start(const struct config *config, struct working *working, struct fault *fault)
{
    const struct pool_config pool = {.conninfo = config->database_url, .size = WORKER_CONNECTIONS};
    const struct schema_text schema = schema_embedded();
    TRY(secret_start(fault));
    TRY(way_out_open(config, &working->out, fault));
    TRY(secret_load(config->secret_file, false, &working->secret, fault));
    TRY(signing_load(config->signing_key_file, false, &working->signing_key, fault));
    TRY(pool_open(&pool, &working->pool, fault));
    TRY(pool_check_role(working->pool, false, fault));
    TRY(migrate_check(working->pool, &schema, fault));
    const struct work work = {.pool = working->pool,
                              .signing_key = &working->signing_key,
                              .secret = &working->secret,
                              .smtp = working->out.line ? &working->out.smtp : NULL,
                              .line = working->out.line,
                              .public_url = config->public_url,
                              .webhooks_anywhere = config->webhooks_anywhere};
    return worker_start(&work, WORKER_WHOLE, running_clock(config), &working->worker, fault);
}

int command_work(const struct command *command, const struct config *config, int argc, char **argv,
                 struct fault *fault)
{
    if (!options_only(command, NULL, 0, argc, argv))
        return EXIT_USAGE;
    if (!config->database_url[0])
        return usage_error(command, "HOSHITORI_DATABASE_URL names the database; a private one is "
                                    "served by hoshitori serve, which works too");
    sigset_t stop;
    int received;
    running_begin(config, &stop);
    struct working working = {0};
    if (working_start(config, &working, fault).code != ERR_NONE) {
        working_stop(&working);
        return report(fault);
    }
    log_message(LOG_INFO, "working", "the worker runs");
    notify("READY=1");
    sigwait(&stop, &received);
    notify("STOPPING=1");
    log_message(LOG_INFO, "stopping", "signal %d", received);
    working_stop(&working);
    return EXIT_DONE;
}
