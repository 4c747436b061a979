/* SPDX-License-Identifier: Apache-2.0 */
#include "store/predecessor.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "store/cluster_place.h"

enum { WAIT_SECONDS = 60, POLL_MICROSECONDS = 10000, PROCESS_TEXT_SIZE = 512 };

/* The beginning of a small file of /proc; empty when there is none. */
static void read_process(long pid, const char *name, char out[static PROCESS_TEXT_SIZE])
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%ld/%s", pid, name);
    FILE *file = fopen(path, "re");
    size_t length = file ? fread(out, 1, PROCESS_TEXT_SIZE - 1, file) : 0;
    out[length] = '\0';
    if (file)
        fclose(file);
}

static bool is_postgres_in(long pid, const char *cluster)
{
    char path[64], name[PROCESS_TEXT_SIZE], directory[PLACE_PATH_MAX];
    snprintf(path, sizeof path, "/proc/%ld/cwd", pid);
    ssize_t length = readlink(path, directory, sizeof directory - 1);
    if (length < 0)
        return false;
    directory[length] = '\0';
    if (strcmp(directory, cluster) != 0)
        return false;
    read_process(pid, "comm", name);
    return strcmp(name, "postgres\n") == 0;
}

static bool is_inhabited(const char *cluster)
{
    bool found = false;
    DIR *processes = opendir("/proc");
    for (struct dirent *entry; processes && !found && (entry = readdir(processes));) {
        long pid = strtol(entry->d_name, NULL, 10);
        found = pid > 0 && is_postgres_in(pid, cluster);
    }
    if (processes)
        closedir(processes);
    return found;
}

/* "number (name) state …"; a name may hold brackets itself. */
static bool is_zombie(long pid)
{
    char text[PROCESS_TEXT_SIZE];
    read_process(pid, "stat", text);
    const char *name_end = strrchr(text, ')');
    return name_end && strncmp(name_end, ") Z", 3) == 0;
}

/* Its first line is the number of the process that holds it. */
static void forget_zombie(const char *cluster, const char *lock)
{
    char path[PLACE_PATH_MAX];
    if (snprintf(path, sizeof path, "%s/%s", cluster, lock) >= (int)sizeof path)
        return;
    FILE *file = fopen(path, "re");
    if (!file)
        return;
    char line[32] = "";
    bool told = fgets(line, sizeof line, file) != NULL;
    fclose(file);
    if (told && is_zombie(strtol(line, NULL, 10)))
        unlink(path);
}

void predecessor_await(const char *cluster)
{
    time_t deadline = clock_monotonic_seconds() + WAIT_SECONDS;
    while (is_inhabited(cluster) && clock_monotonic_seconds() < deadline)
        usleep(POLL_MICROSECONDS);
    forget_zombie(cluster, "postmaster.pid");
    forget_zombie(cluster, ".s.PGSQL.5432.lock");
}
