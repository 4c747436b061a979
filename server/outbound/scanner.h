/* SPDX-License-Identifier: Apache-2.0 */
/* A virus scanner on this machine: clamd, asked by its socket (INSTREAM, clamd(8)).
 *
 * One scan is one connection that gets a file as it comes and answers once, at its end. What clamd
 * keeps waiting altogether is bounded by SCANNER_SECONDS, however slowly the file comes. A scanner
 * that is away, full, or that refuses to say is ERR_UNAVAILABLE with its words for the log: then
 * nothing is known of the file. */
#ifndef OUTBOUND_SCANNER_H
#define OUTBOUND_SCANNER_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { SCANNER_SECONDS = 60, SCANNER_ANSWER_MAX = 512 };

struct scan {
    int socket;           /* -1 = none */
    int64_t milliseconds; /* for which clamd may still keep waiting */
};

/* "/run/clamav/clamd.ctl", or a port of this machine, as "127.0.0.1:3310" or "[::1]:3310": what is
 * sent is not encrypted. ERR_INVALID: neither. */
err scanner_check(const char *where, struct fault *fault) MUST_CHECK;

/* Connects and begins a scan. `where` was checked. */
err scan_begin(const char *where, struct scan *out, struct fault *fault) MUST_CHECK;
/* The next bytes of the file. */
err scan_add(struct scan *scan, const void *bytes, uint32_t length, struct fault *fault) MUST_CHECK;
/* The file has ended. `signature`: what was found, of printable characters; "" = nothing. */
err scan_end(struct scan *scan, char signature[static SCANNER_ANSWER_MAX],
             struct fault *fault) MUST_CHECK;
void scan_release(struct scan *scan);

#endif
