/* SPDX-License-Identifier: Apache-2.0 */
/* The one place where an SQLSTATE becomes an error. */
#ifndef STORE_ERRORS_H
#define STORE_ERRORS_H

#include <stdbool.h>

#include <libpq-fe.h>

#include "base/err.h"

/* The error of a failed result of the statement `name`; PostgreSQL's own text goes to fault->log.
 * A result without SQLSTATE is libpq's word that the connection is gone: ERR_AGAIN. */
err error_of(const PGresult *result, const char *name, struct fault *fault);
/* The connection was lost, or PostgreSQL said that it could not keep its promise, when the commit
 * was on its way. */
err error_outcome_unknown(const char *detail, struct fault *fault);

/* What must be done with the connection. */
bool error_is_lost(const PGresult *result);  /* this one is gone, or about to go */
bool error_is_stale(const PGresult *result); /* all of the pool's: old plans, a standby */

#endif
