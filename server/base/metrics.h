/* SPDX-License-Identifier: Apache-2.0 */
/* Counters and histograms, one set per operation, as Prometheus text. Updates are relaxed atomic
 * additions: no lock, no allocation. */
#ifndef BASE_METRICS_H
#define BASE_METRICS_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct metrics;

/* One row per name; the texts outlive the metrics, the array need not. Row `count` is everything
 * that matched none. */
err metrics_new(const char *const *names, size_t count, struct metrics **out,
                struct fault *fault) MUST_CHECK;
void metrics_free(struct metrics *metrics);

void metrics_begin(struct metrics *metrics); /* a request came in */
void metrics_end(struct metrics *metrics, size_t row, int status, int64_t microseconds);
/* Counts an answer that was refused so that others can be served; other codes are not counted. */
void metrics_refused(struct metrics *metrics, const char *code);
int64_t metrics_in_flight(const struct metrics *metrics);

/* Everything counted here; the caller appends its own with the two below. */
void metrics_write(const struct metrics *metrics, struct buf *out);
void metrics_gauge(struct buf *out, const char *name, const char *help, double value);
void metrics_counter(struct buf *out, const char *name, const char *help, double value);

#endif
