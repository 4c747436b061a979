/* SPDX-License-Identifier: Apache-2.0 */
/* Does each answer count once, in its row, class and bucket? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/metrics.h"

static const char *const names[] = {"me_get", "status_get"};

static void counts(void **state)
{
    (void)state;
    struct metrics *metrics;
    SCOPED(fault_release) struct fault fault = {0};
    assert_int_equal(metrics_new(names, 2, &metrics, &fault).code, ERR_NONE);
    for (int i = 0; i < 5; i++)
        metrics_begin(metrics);
    metrics_end(metrics, 0, 200, 400);
    metrics_end(metrics, 0, 304, 700);
    metrics_end(metrics, 99, 404, 6000000);
    assert_int_equal(metrics_in_flight(metrics), 2);
    SCOPED(buf_release) struct buf out = BUF_INIT(100000);
    metrics_write(metrics, &out);
    const char *const lines[] = {
        "hoshitori_requests_total{operation=\"me_get\",status=\"2xx\"} 1\n",
        "hoshitori_requests_total{operation=\"me_get\",status=\"3xx\"} 1\n",
        "hoshitori_requests_total{operation=\"none\",status=\"4xx\"} 1\n",
        "hoshitori_request_seconds_bucket{operation=\"me_get\",le=\"0.0005\"} 1\n",
        "hoshitori_request_seconds_bucket{operation=\"me_get\",le=\"0.001\"} 2\n",
        "hoshitori_request_seconds_bucket{operation=\"me_get\",le=\"+Inf\"} 2\n",
        "hoshitori_request_seconds_bucket{operation=\"none\",le=\"5\"} 0\n",
        "hoshitori_request_seconds_sum{operation=\"me_get\"} 0.001100\n",
        "hoshitori_request_seconds_count{operation=\"none\"} 1\n",
        "hoshitori_requests_in_flight 2\n",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        assert_non_null(strstr(buf_text(&out), lines[i]));
    assert_null(strstr(buf_text(&out), "status_get"));
    metrics_free(metrics);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(counts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
