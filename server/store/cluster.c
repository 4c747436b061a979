/* SPDX-License-Identifier: Apache-2.0 */
#include "store/cluster.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "store/cluster_place.h"
#include "store/connection.h"
#include "store/errors.h"
#include "store/predecessor.h"

enum {
    FAILED_STARTS_MAX = 4,
    SHORT_LIFE_SECONDS = 60,
    RESTART_PAUSE_MILLISECONDS = 100,
    RESTART_PAUSES_MAX = 50,
    POLL_MICROSECONDS = 10000,
    ATTACH_SECONDS = 15,
    SILENCE_SECONDS = 30,
    STOP_SECONDS = 8,
};

struct cluster {
    struct cluster_place place;
    bool attached;
    struct buf conninfo;
    struct buf migrate_conninfo;
    struct buf template_conninfo;
    struct buf sockets_option;
    char postgres[PLACE_PATH_MAX + 16];
    const char *argv[48];
    struct process process;

    pthread_t supervisor;
    bool supervised;
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t stop;
    pid_t pid;
    bool stopping;
    bool proven; /* it has answered: what ends it now passes */
    bool given_up;
};

/* What a small machine bears; postgresql.conf in the cluster may set all else. */
static const char *const settings[] = {
    "listen_addresses=",
    "port=5432",
    "unix_socket_permissions=0700",
    "max_connections=50",
    "shared_buffers=128MB",
    "max_wal_size=1GB",
    "wal_compression=lz4",
    "jit=off",
    "timezone=UTC",
    "log_timezone=UTC",
    "log_destination=stderr",
    "logging_collector=off",
    "log_line_prefix=%m [%p] ",
};
static const char *const safe_settings[] = {"fsync=on", "full_page_writes=on",
                                            "synchronous_commit=on"};
static const char *const unsafe_settings[] = {"fsync=off", "full_page_writes=off"};

static void quote(struct buf *out, const char *text, char mark, char escape)
{
    buf_char(out, mark);
    for (; *text; text++) {
        if (*text == mark || *text == escape)
            buf_char(out, escape);
        buf_char(out, *text);
    }
    buf_char(out, mark);
}

static void write_conninfo(struct buf *out, const char *sockets, const char *rest)
{
    buf_text_add(out, "host=");
    quote(out, sockets, '\'', '\\');
    buf_text_add(out, rest);
}

static err write_conninfos(struct cluster *cluster, struct fault *fault)
{
    const char *sockets = cluster->place.sockets;
    write_conninfo(&cluster->conninfo, sockets, " port=5432 user=hoshitori_app dbname=hoshitori");
    write_conninfo(&cluster->migrate_conninfo, sockets,
                   " port=5432 user=hoshitori_migrate dbname=hoshitori");
    write_conninfo(&cluster->template_conninfo, sockets,
                   " port=5432 user=hoshitori_migrate dbname=postgres");
    if (!buf_ok(&cluster->conninfo) || !buf_ok(&cluster->migrate_conninfo) ||
        !buf_ok(&cluster->template_conninfo))
        return fault_log(fault, ERR_INTERNAL, "out of memory for the connection texts");
    return OK;
}

static void add_setting(struct cluster *cluster, size_t *count, const char *setting)
{
    cluster->argv[(*count)++] = "-c";
    cluster->argv[(*count)++] = setting;
}

static void write_command(struct cluster *cluster, bool unsafe)
{
    const struct cluster_place *place = &cluster->place;
    size_t count = 0;
    snprintf(cluster->postgres, sizeof cluster->postgres, "%s/postgres", place->programs);
    buf_text_add(&cluster->sockets_option, "unix_socket_directories=");
    quote(&cluster->sockets_option, place->sockets, '"', '"');
    cluster->argv[count++] = cluster->postgres;
    cluster->argv[count++] = "-D";
    cluster->argv[count++] = place->cluster;
    add_setting(cluster, &count, buf_text(&cluster->sockets_option));
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        add_setting(cluster, &count, settings[i]);
    const char *const *more = unsafe ? unsafe_settings : safe_settings;
    size_t more_count = unsafe ? sizeof unsafe_settings / sizeof *unsafe_settings
                               : sizeof safe_settings / sizeof *safe_settings;
    for (size_t i = 0; i < more_count; i++)
        add_setting(cluster, &count, more[i]);
    cluster->process = (struct process){cluster->argv, place->account, place->cluster, place->log};
}

/* True when the process was started; the lock covers its number until it is reaped, so that a
 * signal never reaches a stranger. */
static bool start_child(struct cluster *cluster)
{
    SCOPED(fault_release) struct fault ignored = {0};
    pthread_mutex_lock(&cluster->lock);
    bool started = !cluster->stopping &&
                   process_start(&cluster->process, &cluster->pid, &ignored).code == ERR_NONE;
    pthread_mutex_unlock(&cluster->lock);
    return started;
}

static void reap_child(struct cluster *cluster)
{
    siginfo_t ended;
    while (waitid(P_PID, (id_t)cluster->pid, &ended, WEXITED | WNOWAIT) != 0)
        ;
    pthread_mutex_lock(&cluster->lock);
    waitpid(cluster->pid, NULL, 0);
    cluster->pid = 0;
    pthread_mutex_unlock(&cluster->lock);
}

/* Waits, the longer the more often it died; false when the cluster is to stop. */
static bool pause_before_restart(struct cluster *cluster, int deaths)
{
    struct timespec until;
    int pauses = deaths < RESTART_PAUSES_MAX ? deaths : RESTART_PAUSES_MAX;
    int64_t milliseconds = (int64_t)pauses * RESTART_PAUSE_MILLISECONDS;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += milliseconds / 1000;
    until.tv_nsec += milliseconds % 1000 * 1000000;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    int waited = 0;
    pthread_mutex_lock(&cluster->lock);
    while (!cluster->stopping && waited == 0)
        waited = pthread_cond_timedwait(&cluster->stop, &cluster->lock, &until);
    bool go_on = !cluster->stopping;
    pthread_mutex_unlock(&cluster->lock);
    return go_on;
}

static bool is_proven(struct cluster *cluster)
{
    pthread_mutex_lock(&cluster->lock);
    bool proven = cluster->proven;
    pthread_mutex_unlock(&cluster->lock);
    return proven;
}

/* What never answered is given up soon, so that the reason is told; what did is started again for
 * as long as the server lives. */
static void *supervise(void *context)
{
    struct cluster *cluster = context;
    int deaths = 0; /* soon after the start */
    for (time_t began = clock_monotonic_seconds(); start_child(cluster);
         began = clock_monotonic_seconds()) {
        reap_child(cluster);
        deaths = clock_monotonic_seconds() - began < SHORT_LIFE_SECONDS ? deaths + 1 : 1;
        if (deaths >= FAILED_STARTS_MAX && !is_proven(cluster))
            break;
        if (!pause_before_restart(cluster, deaths))
            break;
    }
    pthread_mutex_lock(&cluster->lock);
    cluster->given_up = true;
    pthread_mutex_unlock(&cluster->lock);
    return NULL;
}

/* Signals are main's affair: the thread takes none. */
static err start_supervisor(struct cluster *cluster, struct fault *fault)
{
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    cluster->supervised = pthread_create(&cluster->supervisor, NULL, supervise, cluster) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return cluster->supervised ? OK : fault_log(fault, ERR_UNAVAILABLE, "cannot start a thread");
}

static err prove(struct cluster *cluster)
{
    pthread_mutex_lock(&cluster->lock);
    cluster->proven = true;
    pthread_mutex_unlock(&cluster->lock);
    return OK;
}

/* While it replays its log after a crash it answers, but refuses: that may take its time. */
static err wait_until_ready(struct cluster *cluster, struct fault *fault)
{
    time_t deadline = clock_monotonic_seconds() + SILENCE_SECONDS;
    while (clock_monotonic_seconds() < deadline) {
        PGPing answer = PQping(buf_text(&cluster->template_conninfo));
        if (answer == PQPING_OK)
            return prove(cluster);
        if (answer == PQPING_REJECT)
            deadline = clock_monotonic_seconds() + SILENCE_SECONDS;
        if (!cluster_alive(cluster))
            return place_fault(&cluster->place, "PostgreSQL does not start", fault);
        usleep(POLL_MICROSECONDS);
    }
    return place_fault(&cluster->place, "PostgreSQL does not become ready", fault);
}

static err run_query(struct connection *connection, struct statement statement, int *rows,
                     struct fault *fault)
{
    SCOPED(result_clear) PGresult *result = NULL;
    TRY(connection_run(connection, statement, &result, fault));
    *rows = PQntuples(result);
    return OK;
}

static err make_database(const struct cluster *cluster, struct fault *fault)
{
    int rows = 0;
    SCOPED(connection_close) struct connection *connection = NULL;
    TRY(connection_open(buf_text(&cluster->template_conninfo), &connection, fault));
    TRY(run_query(connection, q_cluster_database_find(), &rows, fault));
    if (rows == 0)
        TRY(run_query(connection, q_cluster_database_create(), &rows, fault));
    /* Two at once fail, and whoever started PostgreSQL has done it: commands run beside it. */
    return cluster->attached ? OK
                             : run_query(connection, q_cluster_databases_close(), &rows, fault);
}

/* The other server may be starting itself. */
static err attach(struct cluster *cluster, struct fault *fault)
{
    time_t deadline = clock_monotonic_seconds() + ATTACH_SECONDS;
    cluster->attached = true;
    while (!place_find_sockets(&cluster->place)) {
        if (clock_monotonic_seconds() >= deadline)
            return fault_log(fault, ERR_UNAVAILABLE,
                             "another server uses %s, but its PostgreSQL cannot be found",
                             cluster->place.directory);
        usleep(POLL_MICROSECONDS);
    }
    TRY(write_conninfos(cluster, fault));
    while (PQping(buf_text(&cluster->template_conninfo)) != PQPING_OK) {
        if (clock_monotonic_seconds() >= deadline)
            return fault_log(fault, ERR_UNAVAILABLE, "the PostgreSQL in %s does not answer",
                             cluster->place.directory);
        usleep(POLL_MICROSECONDS);
    }
    return make_database(cluster, fault);
}

static err start(struct cluster *cluster, bool unsafe, struct fault *fault)
{
    TRY(place_prepare(&cluster->place, unsafe, fault));
    TRY(write_conninfos(cluster, fault));
    write_command(cluster, unsafe);
    predecessor_await(cluster->place.cluster);
    TRY(start_supervisor(cluster, fault));
    TRY(wait_until_ready(cluster, fault));
    return make_database(cluster, fault);
}

err cluster_start(const struct cluster_config *config, struct cluster **out, struct fault *fault)
{
    enum { CONNINFO_MAX = 1024 };
    connection_clear_environment();
    SCOPED(cluster_stop) struct cluster *cluster = calloc(1, sizeof *cluster);
    if (!cluster)
        return fault_log(fault, ERR_INTERNAL, "out of memory for the cluster");
    cluster->place.lock = cluster->place.log = -1;
    cluster->conninfo = (struct buf)BUF_INIT(CONNINFO_MAX);
    cluster->migrate_conninfo = (struct buf)BUF_INIT(CONNINFO_MAX);
    cluster->template_conninfo = (struct buf)BUF_INIT(CONNINFO_MAX);
    cluster->sockets_option = (struct buf)BUF_INIT(CONNINFO_MAX);
    pthread_mutex_init(&cluster->lock, NULL);
    pthread_cond_init(&cluster->stop, NULL);
    TRY(place_lock(config->data_dir, config->attach, &cluster->place, fault));
    TRY(cluster->place.lock < 0 ? attach(cluster, fault) : start(cluster, config->unsafe, fault));
    *out = steal(&cluster);
    return OK;
}

static void signal_child(struct cluster *cluster, int number)
{
    pthread_mutex_lock(&cluster->lock);
    cluster->stopping = true;
    pthread_cond_signal(&cluster->stop);
    if (cluster->pid > 0)
        kill(cluster->pid, number);
    pthread_mutex_unlock(&cluster->lock);
}

static void stop_child(struct cluster *cluster)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += STOP_SECONDS;
    signal_child(cluster, SIGINT);
    if (pthread_timedjoin_np(cluster->supervisor, NULL, &until) == 0)
        return;
    signal_child(cluster, SIGQUIT);
    pthread_join(cluster->supervisor, NULL);
}

void cluster_stop(struct cluster **address)
{
    struct cluster *cluster = steal(address);
    if (!cluster)
        return;
    if (cluster->supervised)
        stop_child(cluster);
    place_release(&cluster->place);
    buf_release(&cluster->conninfo);
    buf_release(&cluster->migrate_conninfo);
    buf_release(&cluster->template_conninfo);
    buf_release(&cluster->sockets_option);
    pthread_mutex_destroy(&cluster->lock);
    pthread_cond_destroy(&cluster->stop);
    free(cluster);
}

bool cluster_alive(struct cluster *cluster)
{
    pthread_mutex_lock(&cluster->lock);
    bool alive = !cluster->given_up;
    pthread_mutex_unlock(&cluster->lock);
    return alive;
}

const char *cluster_conninfo(const struct cluster *cluster)
{
    return buf_text(&cluster->conninfo);
}

const char *cluster_migrate_conninfo(const struct cluster *cluster)
{
    return buf_text(&cluster->migrate_conninfo);
}

int cluster_pid(struct cluster *cluster)
{
    pthread_mutex_lock(&cluster->lock);
    int pid = cluster->pid;
    pthread_mutex_unlock(&cluster->lock);
    return pid;
}
