/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets that lie in the database: sealed under the server's secret, as bytea parameters. */
#ifndef HANDLERS_WAY_SEALED_H
#define HANDLERS_WAY_SEALED_H

#include "handlers/way/app.h"

enum { SEALED_MAX = 1024 * 1024 };

/* Appends "\x…". */
err sealed_write(const struct request *request, const char *bytes, size_t length, struct buf *out,
                 struct fault *fault) MUST_CHECK;
/* Appends what was sealed. */
err sealed_read(const struct request *request, const char *hex, struct buf *out,
                struct fault *fault) MUST_CHECK;

/* Hashes of a request as a text[] parameter: the first is what is stored, any of them is known
 * again. `salt`: an Idempotency-Key that must be the same too, or "". Keyed, for who reads them
 * must not try passwords against them. */
enum { REQUEST_HASHES_SIZE = (GENERATIONS_MAX + 1) * (DIGEST_HEX_SIZE + 3) };
void sealed_request_hashes(const struct request *request, const char *salt,
                           char out[static REQUEST_HASHES_SIZE]);

/* The step whose code this is under the sealed key of a second factor, see totp_step; 0 = none. */
err sealed_totp_step(const struct request *request, const char *hex, const char *code, int64_t used,
                     int64_t *step, struct fault *fault) MUST_CHECK;

#endif
