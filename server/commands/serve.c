/* SPDX-License-Identifier: Apache-2.0 */
/* The server: database, worker and HTTP, until SIGTERM or SIGINT. */
#include <string.h>

#include "base/breached.h"
#include "base/file_type.h"
#include "base/log.h"
#include "base/metrics.h"
#include "commands/command.h"
#include "commands/notify.h"
#include "commands/running.h"
#include "dashboard.h"
#include "domain/text.h"
#include "handlers/feed_wait.h"
#include "handlers/page_cache.h"
#include "handlers/way/app.h"
#include "handlers/way/standby.h"
#include "operations.h"
#include "outbound/scanner.h"
#include "store/lanes.h"
#include "store/migrate.h"
#include "store/pool_check.h"
#include "wire/server.h"
#include "worker/worker.h"

enum {
    PAGES_BYTES = 16 * 1024 * 1024,
    CONNINFO_MAX = 4096,
    WAITERS = 512 /* for events, beside those who work */
};

struct service {
    struct cluster *cluster;
    struct pool *pool;
    struct lanes *lanes;
    struct page_cache *pages;
    struct feed_wait *feed_wait;
    struct standby *standby;
    struct pool *worker_pool; /* its own, so that no crowd of requests keeps it waiting */
    struct secret secret;
    struct signing_key signing_key, statement_key;
    struct metrics *metrics;
    struct key_uses *key_uses;
    struct way_out out;
    struct worker *worker;
    struct http_server *http;
    struct app app;
    char public_url[300];
};

/* In the order in which what uses the other stops first. */
static void service_stop(struct service *service)
{
    if (service->http)
        http_server_stop(service->http);
    worker_stop(&service->worker);
    pool_close(&service->worker_pool);
    page_cache_free(&service->pages);
    feed_wait_free(&service->feed_wait);
    lanes_free(&service->lanes);
    standby_free(&service->standby);
    pool_close(&service->pool);
    cluster_stop(&service->cluster);
    if (service->metrics)
        metrics_free(service->metrics);
    key_uses_free(&service->key_uses);
    secret_release(&service->secret);
    signing_release(&service->signing_key);
    way_out_close(&service->out);
    signing_release(&service->statement_key);
    file_types_stop();
}

/* A private database is the server's own to migrate; elsewhere `hoshitori migrate` does it. */
static err open_private(const struct config *config, struct service *service, struct fault *fault)
{
    const struct cluster_config cluster = {.data_dir = config->data_dir};
    TRY(cluster_start(&cluster, &service->cluster, fault));
    struct config own = *config;
    char *migrate_url = strdup(cluster_migrate_conninfo(service->cluster));
    own.migrate_url = migrate_url;
    struct session session;
    size_t imported = 0;
    err done = session_open(&own, &session, fault);
    if (done.code == ERR_NONE)
        done = catalogue_load_embedded(&session, &imported, fault);
    session_close(&session);
    free(migrate_url);
    return done;
}

/* Reads come from a standby, and what goes on without a request is the other servers'. */
static err open_at_standby(const struct config *config, struct service *service,
                           struct fault *fault)
{
    SCOPED(buf_release) struct buf conninfo = BUF_INIT(CONNINFO_MAX);
    if (config->database_url[0] == '\0')
        return fault_log(fault, ERR_INVALID, "--read-only needs HOSHITORI_DATABASE_URL");
    standby_conninfo(config->database_url, &conninfo);
    const struct pool_config pool = {.conninfo = buf_text(&conninfo), .size = config->pool_size};
    TRY(standby_new(config->database_url, &service->standby, fault));
    return pool_open(&pool, &service->pool, fault);
}

static err open_at_primary(const struct config *config, struct service *service,
                           struct fault *fault)
{
    const bool own = config->database_url[0] == '\0';
    if (own)
        TRY(open_private(config, service, fault));
    const char *conninfo = own ? cluster_conninfo(service->cluster) : config->database_url;
    const struct pool_config pool = {.conninfo = conninfo, .size = config->pool_size};
    const struct pool_config worker_pool = {.conninfo = conninfo, .size = WORKER_CONNECTIONS};
    TRY(pool_open(&pool, &service->pool, fault));
    return pool_open(&worker_pool, &service->worker_pool, fault);
}

static err open_to_serve(const struct config *config, struct service *service, struct fault *fault)
{
    const struct schema_text schema = schema_embedded();
    TRY(config->read_only ? open_at_standby(config, service, fault)
                          : open_at_primary(config, service, fault));
    TRY(pool_check_role(service->pool, false, fault));
    return migrate_check(service->pool, &schema, fault);
}

static err count_operations(struct metrics **out, struct fault *fault)
{
    SCOPED(free_at) const char **names = calloc(operation_count, sizeof *names);
    if (!names)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    for (size_t i = 0; i < operation_count; i++)
        names[i] = operations[i].id;
    return metrics_new(names, operation_count, out, fault);
}

/* Nobody said under which address people come: it is the one on which the server listens. */
static bool derived_public_url(const struct config *config)
{
    return strncmp(config->public_url, "http://", 7) == 0 &&
           strcmp(config->public_url + 7, config->listen) == 0;
}

static err open_to_clients(const struct config *config, struct service *service,
                           struct fault *fault)
{
    const struct http_options options = {
        .listen = config->listen,
        .threads = config->threads,
        .waiters = WAITERS,
        .operations = operations,
        .operation_count = operation_count,
        .app = &service->app,
        .secret = &service->secret,
        .metrics = service->metrics,
        .key_uses = service->key_uses,
        .limits = {.organisation = {config->key_rate, config->key_burst},
                   .address = {config->address_rate, config->address_burst}},
        .pages = &dashboard,
        .text = text_problem,
        .gate = config->read_only ? standby_admit : NULL,
        .admit = config->read_only ? NULL : app_admit, /* the gate has asked */
        .rest = app_rest,
        .test_clock = running_clock(config)};
    TRY(http_server_start(&options, &service->http, fault));
    /* Port 0 became a real one. */
    if (derived_public_url(config)) {
        snprintf(service->public_url, sizeof service->public_url, "http://%s",
                 http_server_address(service->http));
        service->app.public_url = service->public_url;
    }
    return OK;
}

static err make_app(const struct config *config, struct service *service, struct fault *fault)
{
    TRY(secret_start(fault));
    TRY(way_out_open(config, &service->out, fault));
    TRY(file_types_start(fault));
    if (config->clamd[0])
        TRY(scanner_check(config->clamd, fault));
    TRY(open_to_serve(config, service, fault));
    TRY(secret_load(config->secret_file, true, &service->secret, fault));
    TRY(signing_load(config->signing_key_file, true, &service->signing_key, fault));
    TRY(signing_load(config->statement_key_file, true, &service->statement_key, fault));
    if (config->breached_passwords[0])
        TRY(breached_check(config->breached_passwords, fault));
    TRY(count_operations(&service->metrics, fault));
    TRY(page_cache_new(PAGES_BYTES, &service->pages, fault));
    TRY(lanes_new(service->pool, &service->lanes, fault));
    TRY(feed_wait_new(WAITERS, &service->feed_wait, fault));
    service->app = (struct app){.pool = service->pool,
                                .lanes = service->lanes,
                                .pages = service->pages,
                                .feed_wait = service->feed_wait,
                                .standby = service->standby,
                                .secret = &service->secret,
                                .signing_key = &service->signing_key,
                                .statement_key = &service->statement_key,
                                .config = config,
                                .metrics = service->metrics,
                                .public_url = config->public_url};
    return OK;
}

static err start_worker(const struct config *config, struct service *service, struct fault *fault)
{
    TRY(key_uses_new(&service->key_uses, fault));
    const struct work work = {.pool = service->worker_pool,
                              .signing_key = &service->signing_key,
                              .key_uses = service->key_uses,
                              .secret = &service->secret,
                              .smtp = service->out.line ? &service->out.smtp : NULL,
                              .line = service->out.line,
                              .public_url = config->public_url,
                              .webhooks_anywhere = config->webhooks_anywhere};
    return worker_start(&work, config->worker ? WORKER_WHOLE : WORKER_OWN, running_clock(config),
                        &service->worker, fault);
}

static err service_start(const struct config *config, struct service *service, struct fault *fault)
{
    TRY(make_app(config, service, fault));
    if (!config->read_only)
        TRY(start_worker(config, service, fault));
    return open_to_clients(config, service, fault);
}

/* A proxy sees that the server is going and sends what is new elsewhere; a second signal ends the
 * wait. */
static void announce_stop(struct service *service, int seconds, const sigset_t *set)
{
    const struct timespec wait = {.tv_sec = seconds};
    atomic_store(&service->app.leaving, true);
    http_server_announce_stop(service->http);
    if (seconds > 0)
        sigtimedwait(set, NULL, &wait);
}

int command_serve(const struct command *command, const struct config *config, int argc, char **argv,
                  struct fault *fault)
{
    if (!options_only(command, NULL, 0, argc, argv))
        return EXIT_USAGE;
    sigset_t set;
    int received;
    running_begin(config, &set);
    struct service service = {0};
    if (service_start(config, &service, fault).code != ERR_NONE) {
        service_stop(&service);
        return report(fault);
    }
    log_message(LOG_INFO, "listening", "http://%s", http_server_address(service.http));
    printf("Listening on http://%s\n", http_server_address(service.http));
    fflush(stdout);
    notify("READY=1");
    sigwait(&set, &received);
    notify("STOPPING=1");
    log_message(LOG_INFO, "stopping", "signal %d", received);
    announce_stop(&service, config->drain_seconds, &set);
    service_stop(&service);
    return EXIT_DONE;
}
