/* SPDX-License-Identifier: Apache-2.0 */
#include "base/metrics.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

enum { CLASS_COUNT = 5, BUCKET_COUNT = 12 };

static const int64_t bucket_microseconds[BUCKET_COUNT] = {
    500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 5000000,
};

static const char *const refusals[] = {"overloaded", "quota_reached", "too_many_requests",
                                       "too_many_without_key"};

enum { REFUSAL_COUNT = sizeof refusals / sizeof *refusals };

struct operation_row {
    const char *name;
    atomic_uint_fast64_t classes[CLASS_COUNT];      /* by the first digit of the status */
    atomic_uint_fast64_t buckets[BUCKET_COUNT + 1]; /* the last one has no bound */
    atomic_uint_fast64_t microseconds;
};

struct metrics {
    size_t count;
    atomic_int_fast64_t in_flight;
    atomic_uint_fast64_t refused[REFUSAL_COUNT];
    struct operation_row rows[]; /* count + 1 */
};

err metrics_new(const char *const *names, size_t count, struct metrics **out, struct fault *fault)
{
    struct metrics *metrics =
        calloc(1, sizeof *metrics + (count + 1) * sizeof(struct operation_row));
    if (!metrics)
        return fault_log(fault, ERR_INTERNAL, "no memory for metrics");
    metrics->count = count;
    for (size_t i = 0; i < count; i++)
        metrics->rows[i].name = names[i];
    metrics->rows[count].name = "none";
    *out = metrics;
    return OK;
}

void metrics_free(struct metrics *metrics)
{
    free(metrics);
}

static void count_more(atomic_uint_fast64_t *counter, uint64_t more)
{
    atomic_fetch_add_explicit(counter, more, memory_order_relaxed);
}

static uint64_t value(const atomic_uint_fast64_t *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

void metrics_begin(struct metrics *metrics)
{
    atomic_fetch_add(&metrics->in_flight, 1);
}

void metrics_end(struct metrics *metrics, size_t row, int status, int64_t microseconds)
{
    struct operation_row *target = &metrics->rows[row < metrics->count ? row : metrics->count];
    int status_class = status / 100;
    if (status_class >= 1 && status_class <= CLASS_COUNT)
        count_more(&target->classes[status_class - 1], 1);
    size_t bucket = 0;
    while (bucket < BUCKET_COUNT && microseconds > bucket_microseconds[bucket])
        bucket++;
    count_more(&target->buckets[bucket], 1);
    count_more(&target->microseconds, microseconds > 0 ? (uint64_t)microseconds : 0);
    atomic_fetch_sub(&metrics->in_flight, 1);
}

void metrics_refused(struct metrics *metrics, const char *code)
{
    for (size_t i = 0; i < REFUSAL_COUNT; i++)
        if (strcmp(code, refusals[i]) == 0)
            count_more(&metrics->refused[i], 1);
}

int64_t metrics_in_flight(const struct metrics *metrics)
{
    return atomic_load(&metrics->in_flight);
}

static const char *row_name(const struct metrics *metrics, size_t row)
{
    return metrics->rows[row].name;
}

static void write_metric_head(struct buf *out, const char *name, const char *kind, const char *help)
{
    buf_format(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind);
}

static void write_classes(const struct metrics *metrics, struct buf *out)
{
    write_metric_head(out, "hoshitori_requests_total", "counter", "Requests answered.");
    for (size_t row = 0; row <= metrics->count; row++) {
        for (int c = 0; c < CLASS_COUNT; c++) {
            uint64_t count = value(&metrics->rows[row].classes[c]);
            if (count > 0)
                buf_format(out, "hoshitori_requests_total{operation=\"%s\",status=\"%dxx\"} %llu\n",
                           row_name(metrics, row), c + 1, (unsigned long long)count);
        }
    }
}

static void write_refusals(const struct metrics *metrics, struct buf *out)
{
    write_metric_head(out, "hoshitori_refused_total", "counter",
                      "Answers that were refused so that others can be served.");
    for (size_t i = 0; i < REFUSAL_COUNT; i++)
        buf_format(out, "hoshitori_refused_total{code=\"%s\"} %llu\n", refusals[i],
                   (unsigned long long)value(&metrics->refused[i]));
}

static void write_histogram(const struct operation_row *row, const char *name, struct buf *out)
{
    unsigned long long sum = 0;
    for (int b = 0; b < BUCKET_COUNT; b++) {
        sum += value(&row->buckets[b]);
        buf_format(out, "hoshitori_request_seconds_bucket{operation=\"%s\",le=\"%g\"} %llu\n", name,
                   (double)bucket_microseconds[b] / 1e6, sum);
    }
    sum += value(&row->buckets[BUCKET_COUNT]);
    buf_format(out, "hoshitori_request_seconds_bucket{operation=\"%s\",le=\"+Inf\"} %llu\n", name,
               sum);
    buf_format(out, "hoshitori_request_seconds_sum{operation=\"%s\"} %.6f\n", name,
               (double)value(&row->microseconds) / 1e6);
    buf_format(out, "hoshitori_request_seconds_count{operation=\"%s\"} %llu\n", name, sum);
}

static bool row_used(const struct operation_row *row)
{
    for (int b = 0; b <= BUCKET_COUNT; b++)
        if (value(&row->buckets[b]) > 0)
            return true;
    return false;
}

void metrics_write(const struct metrics *metrics, struct buf *out)
{
    write_classes(metrics, out);
    write_refusals(metrics, out);
    write_metric_head(out, "hoshitori_request_seconds", "histogram",
                      "Time from a request's head to its answer.");
    for (size_t row = 0; row <= metrics->count; row++)
        if (row_used(&metrics->rows[row]))
            write_histogram(&metrics->rows[row], row_name(metrics, row), out);
    metrics_gauge(out, "hoshitori_requests_in_flight", "Requests being served now.",
                  (double)metrics_in_flight(metrics));
}

void metrics_gauge(struct buf *out, const char *name, const char *help, double number)
{
    write_metric_head(out, name, "gauge", help);
    buf_format(out, "%s %.15g\n", name, number);
}

void metrics_counter(struct buf *out, const char *name, const char *help, double number)
{
    write_metric_head(out, name, "counter", help);
    buf_format(out, "%s %.15g\n", name, number);
}
