/* SPDX-License-Identifier: Apache-2.0 */
/* How many relationships does one core decide in a second? Usage: status_bench CASES.json
 *
 * The mix is that of the examples (tests/unit/status-cases.json): invited, active, declined; one
 * or two revisions, none to two declarations with their papers and checks. Prints three rates:
 * whole lines from facts; from JSON to JSON; status objects written from stored steps. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "domain/line.h"

enum { CASES_MAX = 200, SECONDS = 2, STEPS_MAX = 512, BATCH = 20 };

struct bench {
    size_t count;
    const json_t *json[CASES_MAX];
    struct facts facts[CASES_MAX];
    char *step[CASES_MAX]; /* JSON text of one step of each */
};

static double now(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static void check(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "status_bench: %s\n", what);
    exit(1);
}

static void line_run(const struct bench *bench, size_t i)
{
    static struct step steps[STEPS_MAX];
    struct line line = {.steps = steps, .capacity = STEPS_MAX};
    check(status_line(&bench->facts[i], &line), "line is full");
}

static void json_run(const struct bench *bench, size_t i)
{
    static struct buf text = BUF_INIT(LINE_JSON_MAX);
    SCOPED(fault_release) struct fault fault = {0};
    struct json_out out = JSON_OUT_INIT(&text);
    buf_clear(&text);
    json_out_object(&out, NULL);
    check(line_of_facts(bench->json[i], &out, NULL, NULL, &fault).code == ERR_NONE, fault.log);
    json_out_object_end(&out);
}

static void object_run(const struct bench *bench, size_t i)
{
    static struct buf text = BUF_INIT(STATUS_JSON_MAX);
    SCOPED(fault_release) struct fault fault = {0};
    struct json_out out = JSON_OUT_INIT(&text);
    struct status_view view = {.relationship = "0192f0c1-7a51-7c3e-9d0b-6a1f2b3c4d5e",
                               .as_of = day_of_civil(2027, 7, 1),
                               .changes_on = DAY_NONE,
                               .language = LANGUAGE_JA};
    buf_clear(&text);
    check(status_write_text(&out, NULL, &view, bench->step[i], &fault).code == ERR_NONE, fault.log);
}

static void measure(const char *what, const struct bench *bench,
                    void (*run)(const struct bench *bench, size_t i))
{
    double start = now(), spent;
    size_t done = 0;
    do {
        for (int batch = 0; batch < BATCH; batch++)
            for (size_t i = 0; i < bench->count; i++)
                run(bench, i);
        done += BATCH * bench->count;
        spent = now() - start;
    } while (spent < SECONDS);
    printf("%-36s %9.0f /s %8.2f us\n", what, (double)done / spent, spent * 1e6 / (double)done);
}

static void load(struct bench *bench, const json_t *cases)
{
    for (size_t i = 0; i < json_array_size(cases) && i < CASES_MAX; i++) {
        SCOPED(fault_release) struct fault fault = {0};
        SCOPED(buf_release) struct buf text = BUF_INIT(LINE_JSON_MAX);
        struct json_out out = JSON_OUT_INIT(&text);
        bench->json[i] = json_object_get(json_array_get(cases, i), "facts");
        check(facts_parse(bench->json[i], &bench->facts[i], &fault).code == ERR_NONE, fault.log);
        json_out_object(&out, NULL);
        check(line_of_facts(bench->json[i], &out, NULL, NULL, &fault).code == ERR_NONE, fault.log);
        json_out_object_end(&out);
        json_auto_t *line = json_loads(buf_text(&text), 0, NULL);
        const json_t *steps = json_object_get(line, "step");
        bench->step[i] = json_dumps(json_array_get(steps, json_array_size(steps) / 2), 0);
        bench->count++;
    }
}

int main(int argc, char **argv)
{
    check(argc == 2, "usage: status_bench CASES.json");
    json_auto_t *file = json_load_file(argv[1], 0, NULL);
    static struct bench bench;
    load(&bench, json_object_get(file, "cases"));
    check(bench.count > 0, "no cases in the file");
    measure("lines", &bench, line_run);
    measure("lines, from JSON to JSON", &bench, json_run);
    measure("status objects from stored steps", &bench, object_run);
    for (size_t i = 0; i < bench.count; i++) {
        facts_release(&bench.facts[i]);
        free(bench.step[i]);
    }
    return 0;
}
