/* SPDX-License-Identifier: Apache-2.0 */
#include "store/cluster_place.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LOCK_TRIES = 30, LOCK_PAUSE_MICROSECONDS = 100000, LOG_BYTES_MAX = 10 * 1024 * 1024 };

/* With the NUL. */
enum { SOCKET_NAME_SIZE = sizeof "/.s.PGSQL.5432" };

static err errno_fault(struct fault *fault, const char *path)
{
    return fault_log(fault, ERR_UNAVAILABLE, "%s: %s", path, strerror(errno));
}

static err join(char out[PLACE_PATH_MAX], const char *directory, const char *name,
                struct fault *fault)
{
    int length = snprintf(out, PLACE_PATH_MAX, "%s/%s", directory, name);
    if (length < 0 || length >= PLACE_PATH_MAX)
        return fault_log(fault, ERR_UNAVAILABLE, "the path of the data directory is too long");
    return OK;
}

static err make_directories(const char *path, struct fault *fault)
{
    char part[PLACE_PATH_MAX];
    if (snprintf(part, sizeof part, "%s", path) >= (int)sizeof part)
        return fault_log(fault, ERR_UNAVAILABLE, "the path of the data directory is too long");
    for (char *slash = part + 1; *part && (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        if (mkdir(part, 0755) != 0 && errno != EEXIST)
            return errno_fault(fault, part);
        *slash = '/';
    }
    return mkdir(part, 0700) == 0 || errno == EEXIST ? OK : errno_fault(fault, part);
}

static bool take_lock(int lock)
{
    for (int i = 0; i < LOCK_TRIES; i++) {
        if (flock(lock, LOCK_EX | LOCK_NB) == 0)
            return true;
        usleep(LOCK_PAUSE_MICROSECONDS);
    }
    return false;
}

err place_lock(const char *data_dir, bool attach, struct cluster_place *out, struct fault *fault)
{
    SCOPED(place_release) struct cluster_place place = {.lock = -1, .log = -1};
    char lock_path[PLACE_PATH_MAX];
    TRY(make_directories(data_dir, fault));
    SCOPED(free_at) char *absolute = realpath(data_dir, NULL);
    if (!absolute)
        return errno_fault(fault, data_dir);
    if (snprintf(place.directory, sizeof place.directory, "%s", absolute) >=
        (int)sizeof place.directory)
        return fault_log(fault, ERR_UNAVAILABLE, "the path of the data directory is too long");
    TRY(join(place.cluster, absolute, "postgres", fault));
    TRY(join(lock_path, absolute, "lock", fault));
    place.lock = open(lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (place.lock < 0)
        return errno_fault(fault, lock_path);
    bool locked = attach ? flock(place.lock, LOCK_EX | LOCK_NB) == 0 : take_lock(place.lock);
    if (!locked && !attach)
        return fault_log(fault, ERR_CONFLICT, "another server or command uses %s", absolute);
    if (!locked) {
        close(place.lock);
        place.lock = -1;
    }
    *out = place;
    place = (struct cluster_place){.lock = -1, .log = -1};
    return OK;
}

void place_release(struct cluster_place *place)
{
    if (place->sockets_apart)
        rmdir(place->sockets);
    if (place->log >= 0)
        close(place->log);
    if (place->lock >= 0)
        close(place->lock);
    place->sockets_apart = false;
    place->log = place->lock = -1;
}

/* Of the newest start only; lines become one. */
err place_fault(const struct cluster_place *place, const char *what, struct fault *fault)
{
    char tail[300] = "";
    off_t size = lseek(place->log, 0, SEEK_END);
    off_t from = size - (off_t)sizeof tail + 1;
    if (from < place->log_start)
        from = place->log_start;
    ssize_t length = pread(place->log, tail, sizeof tail - 1, from);
    tail[length > 0 ? length : 0] = '\0';
    for (char *c = tail; *c; c++)
        if (*c == '\n')
            *c = c[1] ? '|' : '\0';
    return fault_log(fault, ERR_UNAVAILABLE, "%s; its log ends: %s", what, tail);
}

static bool has_programs(const char *directory)
{
    char postgres[PLACE_PATH_MAX];
    char initdb[PLACE_PATH_MAX];
    SCOPED(fault_release) struct fault ignored = {0};
    return join(postgres, directory, "postgres", &ignored).code == ERR_NONE &&
           join(initdb, directory, "initdb", &ignored).code == ERR_NONE &&
           access(postgres, X_OK) == 0 && access(initdb, X_OK) == 0;
}

static bool take_programs(struct cluster_place *place, const char *directory)
{
    if (!has_programs(directory))
        return false;
    snprintf(place->programs, sizeof place->programs, "%s", directory);
    return true;
}

static bool programs_in_path(struct cluster_place *place)
{
    SCOPED(free_at) char *path = strdup(getenv("PATH") ? getenv("PATH") : "");
    for (char *rest = path, *directory; rest && (directory = strsep(&rest, ":"));)
        if (take_programs(place, directory))
            return true;
    return false;
}

static bool programs_by_pg_config(struct cluster_place *place)
{
    char directory[PLACE_PATH_MAX] = "";
    FILE *answer = popen("pg_config --bindir 2>/dev/null", "r");
    if (!answer)
        return false;
    bool told = fgets(directory, sizeof directory, answer) != NULL;
    pclose(answer);
    directory[strcspn(directory, "\n")] = '\0';
    return told && take_programs(place, directory);
}

static err find_programs(struct cluster_place *place, struct fault *fault)
{
    if (take_programs(place, "/usr/lib/postgresql/15/bin") || programs_by_pg_config(place) ||
        programs_in_path(place))
        return OK;
    return fault_log(fault, ERR_UNAVAILABLE,
                     "PostgreSQL is not installed (Debian: apt install postgresql-15), "
                     "and no HOSHITORI_DATABASE_URL names one");
}

/* The data directory is the server's own: it may be opened to PostgreSQL's group. What lies above
 * is not ours to change. */
static err open_the_way(const struct cluster_place *place, struct fault *fault)
{
    if (!place->account.other || process_can_enter(&place->account, place->directory))
        return OK;
    if (chown(place->directory, (uid_t)-1, place->account.gid) != 0 ||
        chmod(place->directory, 0710) != 0)
        return errno_fault(fault, place->directory);
    if (process_can_enter(&place->account, place->directory))
        return OK;
    char part[PLACE_PATH_MAX];
    snprintf(part, sizeof part, "%s", place->directory);
    for (char *slash = part; (slash = strchr(slash + 1, '/'));) {
        *slash = '\0';
        if (!process_can_enter(&place->account, part))
            break;
        *slash = '/';
    }
    return fault_log(fault, ERR_UNAVAILABLE,
                     "the user %s, as whom PostgreSQL runs, cannot pass through %s: choose another "
                     "data directory, or chmod o+x %s",
                     place->account.name, part, part);
}

static err open_log(struct cluster_place *place, struct fault *fault)
{
    char path[PLACE_PATH_MAX];
    struct stat status;
    TRY(join(path, place->directory, "postgres.log", fault));
    place->log = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (place->log < 0 || fstat(place->log, &status) != 0)
        return errno_fault(fault, path);
    if (status.st_size > LOG_BYTES_MAX) {
        if (ftruncate(place->log, 0) != 0)
            return errno_fault(fault, path);
        status.st_size = 0;
    }
    place->log_start = status.st_size;
    return OK;
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status;
    (void)kind;
    (void)walk;
    return remove(path);
}

static err make_owned(const struct cluster_place *place, const char *path, struct fault *fault)
{
    if (mkdir(path, 0700) != 0)
        return errno_fault(fault, path);
    if (place->account.other && chown(path, place->account.uid, place->account.gid) != 0)
        return errno_fault(fault, path);
    return OK;
}

static bool has_utf8_locale(void)
{
    locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", NULL);
    if (locale)
        freelocale(locale);
    return locale != NULL;
}

/* Byte order for collation: it is the fastest and never changes with the system's library.
 * Made beside and renamed, so that a half-made cluster is never taken for one. */
static err make_cluster(const struct cluster_place *place, bool unsafe, struct fault *fault)
{
    char initdb[PLACE_PATH_MAX];
    char fresh[PLACE_PATH_MAX];
    TRY(join(initdb, place->programs, "initdb", fault));
    TRY(join(fresh, place->directory, "postgres.new", fault));
    nftw(fresh, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    TRY(make_owned(place, fresh, fault));
    const char *const argv[] = {
        initdb,
        "--pgdata",
        fresh,
        "--username=hoshitori_migrate",
        "--encoding=UTF8",
        "--locale=C",
        has_utf8_locale() ? "--lc-ctype=C.UTF-8" : "--lc-ctype=C",
        "--auth-local=trust", /* the socket's directory is 0700 */
        "--auth-host=reject",
        "--data-checksums",
        "--no-instructions",
        unsafe ? "--no-sync" : NULL,
        NULL,
    };
    const struct process process = {argv, place->account, "/", place->log};
    if (!process_run(&process, fault))
        return place_fault(place, "initdb failed", fault);
    return rename(fresh, place->cluster) == 0 ? OK : errno_fault(fault, place->cluster);
}

static err place_sockets(struct cluster_place *place, struct fault *fault)
{
    /* libpq reads a comma as the end of one host, and has no way to write another. */
    if (strlen(place->cluster) + SOCKET_NAME_SIZE < PLACE_SOCKETS_MAX &&
        !strchr(place->cluster, ',')) {
        snprintf(place->sockets, sizeof place->sockets, "%.*s", PLACE_SOCKETS_MAX - 1,
                 place->cluster);
        return OK;
    }
    const char *runtime = place->account.other ? NULL : getenv("XDG_RUNTIME_DIR");
    if (!runtime || *runtime != '/' || strlen(runtime) > 60 || access(runtime, W_OK) != 0)
        runtime = "/tmp";
    snprintf(place->sockets, sizeof place->sockets, "%s/hoshitori-XXXXXX", runtime);
    if (!mkdtemp(place->sockets))
        return errno_fault(fault, place->sockets);
    place->sockets_apart = true;
    if (place->account.other && chown(place->sockets, place->account.uid, place->account.gid) != 0)
        return errno_fault(fault, place->sockets);
    return OK;
}

err place_prepare(struct cluster_place *place, bool unsafe, struct fault *fault)
{
    TRY(find_programs(place, fault));
    TRY(account_choose(place->cluster, &place->account, fault));
    TRY(open_the_way(place, fault));
    TRY(open_log(place, fault));
    if (access(place->cluster, F_OK) != 0)
        TRY(make_cluster(place, unsafe, fault));
    return place_sockets(place, fault);
}

/* postmaster.pid: process, directory, start, port, directory of the socket, one a line. */
bool place_find_sockets(struct cluster_place *place)
{
    char path[PLACE_PATH_MAX];
    char line[PLACE_PATH_MAX] = "";
    SCOPED(fault_release) struct fault ignored = {0};
    if (join(path, place->cluster, "postmaster.pid", &ignored).code != ERR_NONE)
        return false;
    FILE *file = fopen(path, "re");
    if (!file)
        return false;
    int number = 0;
    while (number < 5 && fgets(line, sizeof line, file))
        number++;
    fclose(file);
    line[strcspn(line, "\n")] = '\0';
    if (number < 5 || !*line || strlen(line) >= PLACE_SOCKETS_MAX)
        return false;
    memcpy(place->sockets, line, strlen(line) + 1);
    return true;
}
