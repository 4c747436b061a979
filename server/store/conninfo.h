/* SPDX-License-Identifier: Apache-2.0 */
/* Which addresses of a database may be spoken to: any form that libpq takes. */
#ifndef STORE_CONNINFO_H
#define STORE_CONNINFO_H

#include "base/err.h"

/* OK for an address on this machine (socket, localhost, loopback; of several all), and for another
 * that demands a server with a verified certificate and proof of the password bound to it
 * (sslmode=verify-full, channel_binding=require). Else ERR_INTERNAL; the fault says what to set and
 * repeats nothing of the text, which may be a part of the password. */
err conninfo_check(const char *conninfo, struct fault *fault) MUST_CHECK;

#endif
