/* SPDX-License-Identifier: Apache-2.0 */
/* On which side somebody stands, and how a supplier names one of its buyers. */
#ifndef CLI_BUYERS_H
#define CLI_BUYERS_H

#include "session.h"

/* The side that --side names, else the one that the key may read; *out is "" when neither is
 * known. */
err side_of(struct session *session, const char **out);
/* By id, or by a part of the name that fits one only; the relationship's id, free(). */
err buyer_of(struct session *session, const char *named, char **out);

#endif
