/* SPDX-License-Identifier: Apache-2.0 */
/* As whom the private PostgreSQL runs: as we, or, since it refuses root, as somebody else. */
#ifndef STORE_ACCOUNT_H
#define STORE_ACCOUNT_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"

struct account {
    char name[64];
    uid_t uid;
    gid_t gid;
    bool other; /* not who we are */
};

/* An existing cluster goes on as who its directory belongs to. */
err account_choose(const char *cluster, struct account *out, struct fault *fault) MUST_CHECK;
/* In a child, for good; safe between fork and exec. */
bool account_become(const struct account *account);

#endif
