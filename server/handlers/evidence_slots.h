/* SPDX-License-Identifier: Apache-2.0 */
/* Who may send a file now: a few at once, of which no organisation has more than two. */
#ifndef HANDLERS_EVIDENCE_SLOTS_H
#define HANDLERS_EVIDENCE_SLOTS_H

#include "base/err.h"
#include "base/payer.h"

enum { EVIDENCE_SLOTS = 8, EVIDENCE_SLOTS_OF_ONE = 2 };

/* The slot that is taken; ERR_TOO_MANY. */
err evidence_slot_take(const struct payer_name *owner, int *slot, struct fault *fault) MUST_CHECK;
/* Takes a slot of -1, too. */
void evidence_slot_leave(int *slot);

#endif
