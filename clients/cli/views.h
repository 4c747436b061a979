/* SPDX-License-Identifier: Apache-2.0 */
/* Saved views of the list of suppliers. */
#ifndef CLI_VIEWS_H
#define CLI_VIEWS_H

#include "session.h"

/* With --view: the filters, and where `sorted` the order, of the view of that name, one's own
 * before one that is shared; what an option names stays as it was named. Nothing without it.
 * Refused where there is no such view. Signed in. */
err view_filters(struct session *session, struct hoshitori_target *target, bool sorted)
    __attribute__((warn_unused_result));

#endif
