/* SPDX-License-Identifier: Apache-2.0 */
/* Links of the letters that a job sends: made here, for the database must not know them. */
#ifndef WORKER_LETTERS_H
#define WORKER_LETTERS_H

#include "worker/step.h"

/* Appends [{"id", "hash", "mail", "sealed"}], one for each letter that a chunk may have: an
 * invitation of the organisation, the mail that it goes in, and its link, sealed. */
err letters_make(const struct work *work, const char *organisation, int64_t instant,
                 struct buf *out, struct fault *fault) MUST_CHECK;

#endif
