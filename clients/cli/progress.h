/* SPDX-License-Identifier: Apache-2.0 */
/* A bar on standard error while something long goes on; nothing where that is no terminal. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stddef.h>

#include "session.h"

/* Draws it anew, at most ten times a second; without a total it only tells the count. */
void progress_show(struct session *session, enum word doing, size_t done, size_t total);
/* Takes the bar away. */
void progress_end(struct session *session);

#endif
