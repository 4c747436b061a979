/* SPDX-License-Identifier: Apache-2.0 */
/* How a supplier names one of its buyers. */
#ifndef CLI_BUYERS_H
#define CLI_BUYERS_H

#include "session.h"

/* By id, or by a part of the name that fits one only; the relationship's id, free(). */
err buyer_of(struct session *session, const char *named, char **out);

#endif
