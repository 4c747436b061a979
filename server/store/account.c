/* SPDX-License-Identifier: Apache-2.0 */
#include "store/account.h"

#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fill_account(struct account *account, const struct passwd *user)
{
    if (!user || user->pw_uid == 0)
        return false;
    snprintf(account->name, sizeof account->name, "%s", user->pw_name);
    account->uid = user->pw_uid;
    account->gid = user->pw_gid;
    account->other = user->pw_uid != geteuid();
    return true;
}

static bool account_by_name(struct account *account, const char *name)
{
    struct passwd entry;
    struct passwd *found = NULL;
    char text[4096];
    return name && getpwnam_r(name, &entry, text, sizeof text, &found) == 0 &&
           fill_account(account, found);
}

err account_choose(const char *cluster, struct account *out, struct fault *fault)
{
    struct stat status;
    bool exists = stat(cluster, &status) == 0;
    if (geteuid() != 0) {
        *out = (struct account){.uid = geteuid(), .gid = getegid()};
        if (exists && status.st_uid != geteuid())
            return fault_log(fault, ERR_UNAVAILABLE,
                             "%s belongs to another user: run as that user or as root, or choose "
                             "another data directory",
                             cluster);
        return OK;
    }
    if (exists && status.st_uid != 0) {
        *out = (struct account){.uid = status.st_uid, .gid = status.st_gid, .other = true};
        snprintf(out->name, sizeof out->name, "%u", (unsigned)status.st_uid);
        return OK;
    }
    const char *wanted = getenv("HOSHITORI_CLUSTER_USER");
    if (wanted && *wanted ? account_by_name(out, wanted)
                          : account_by_name(out, "postgres") || account_by_name(out, "nobody"))
        return OK;
    return fault_log(fault, ERR_UNAVAILABLE,
                     "PostgreSQL refuses to run as root, and there is no user for it: create one "
                     "(useradd --system postgres), name one in HOSHITORI_CLUSTER_USER, or start "
                     "the server as an ordinary user");
}

bool account_become(const struct account *account)
{
    return !account->other || (setgroups(1, &account->gid) == 0 && setgid(account->gid) == 0 &&
                               setuid(account->uid) == 0);
}
