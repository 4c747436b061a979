/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/way/standby.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "handlers/way/app.h"
#include "store/pool_check.h"

enum {
    CONNECTIONS = 4,
    BEHIND_SECONDS = 30,
    LATELY_SECONDS = 2, /* for so long what was found out is not asked again */
    TRIES = 10,         /* of a copy that nobody asked about for long */
    PAUSE = 100000000,  /* nanoseconds between them */
    ELSEWHERE_SECONDS = 5,
    CONNINFO_MAX = 4096
};

/* Times are monotonic seconds; 0 = never. */
struct standby {
    struct pool *primary;
    pthread_mutex_t lock; /* of what follows */
    int64_t awaited;      /* where the primary was at `since` */
    int64_t since;
    int64_t proven; /* the copy has what the primary had then */
    int64_t asked;  /* when that was last looked at */
};

static void ask_for(const char *conninfo, const char *attributes, struct buf *out)
{
    bool url =
        strncmp(conninfo, "postgres://", 11) == 0 || strncmp(conninfo, "postgresql://", 13) == 0;
    const char *join = !url ? " " : strchr(conninfo, '?') ? "&" : "?";
    buf_format(out, "%s%starget_session_attrs=%s", conninfo, join, attributes);
}

void standby_conninfo(const char *conninfo, struct buf *out)
{
    ask_for(conninfo, "prefer-standby", out);
}

err standby_new(const char *conninfo, struct standby **out, struct fault *fault)
{
    SCOPED(buf_release) struct buf primary = BUF_INIT(CONNINFO_MAX);
    SCOPED(standby_free) struct standby *standby = calloc(1, sizeof *standby);
    ask_for(conninfo, "read-write", &primary);
    if (!standby || !buf_ok(&primary))
        return fault_log(fault, ERR_INTERNAL, "out of memory for the way to the primary");
    pthread_mutex_init(&standby->lock, NULL);
    const struct pool_config config = {.conninfo = buf_text(&primary), .size = CONNECTIONS};
    TRY(pool_open(&config, &standby->primary, fault));
    *out = steal(&standby);
    return OK;
}

void standby_free(struct standby **address)
{
    struct standby *standby = steal(address);
    if (!standby)
        return;
    pool_close(&standby->primary);
    pthread_mutex_destroy(&standby->lock);
    free(standby);
}

static bool known_lately(struct standby *standby)
{
    const int64_t now = clock_monotonic_seconds();
    pthread_mutex_lock(&standby->lock);
    bool known = standby->proven > 0 && now - standby->asked < LATELY_SECONDS &&
                 now - standby->proven <= BEHIND_SECONDS;
    pthread_mutex_unlock(&standby->lock);
    return known;
}

err standby_admit(struct request *request, struct fault *fault)
{
    struct standby *standby = app_of(request)->standby;
    if (!standby)
        return OK;
    if (!request->operation->standby) {
        fault_clear(fault); /* whatever else is wrong with it is for another server to say */
        fault->retry_after = ELSEWHERE_SECONDS;
        return fault_set(fault, ERR_UNAVAILABLE, "read_only");
    }
    if (!request->credential.present || fault->kind != ERR_NONE)
        return OK;
    TRY(app_admit_at(standby->primary, request, fault));
    return known_lately(standby) ? OK : standby_ready(app_of(request), fault);
}

/* What the primary had at `since` is waited for; once it is here, what it has now. */
static bool note_positions(struct standby *standby, int64_t primary, int64_t copy)
{
    const int64_t now = clock_monotonic_seconds();
    pthread_mutex_lock(&standby->lock);
    bool here = standby->awaited > 0 && copy >= standby->awaited;
    if (copy >= primary)
        standby->proven = now;
    else if (here)
        standby->proven = standby->since;
    if (here || standby->awaited == 0) {
        standby->awaited = primary;
        standby->since = now;
    }
    standby->asked = now;
    bool current = standby->proven > 0 && now - standby->proven <= BEHIND_SECONDS;
    pthread_mutex_unlock(&standby->lock);
    return current;
}

/* A copy of which nothing is known, for nobody asked for long, may be a moment behind: that it has
 * what the primary had just now is waited for. */
static int tries_of(struct standby *standby)
{
    pthread_mutex_lock(&standby->lock);
    bool unknown = clock_monotonic_seconds() - standby->asked > BEHIND_SECONDS;
    pthread_mutex_unlock(&standby->lock);
    return unknown ? TRIES : 1;
}

err standby_ready(struct app *app, struct fault *fault)
{
    static const struct timespec pause = {.tv_nsec = PAUSE};
    int64_t primary = 0;
    int64_t copy = 0;
    if (!app->standby)
        return OK;
    TRY(pool_position(app->standby->primary, &primary, fault));
    for (int tries = tries_of(app->standby); tries > 0; tries--) {
        TRY(pool_position(app->pool, &copy, fault));
        if (note_positions(app->standby, primary, copy))
            return OK;
        if (tries > 1)
            nanosleep(&pause, NULL);
    }
    fault->retry_after = 1;
    return fault_log(fault, ERR_UNAVAILABLE, "the standby is behind by %lld bytes",
                     (long long)(primary - copy));
}
