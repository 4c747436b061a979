/* SPDX-License-Identifier: Apache-2.0 */
/* schema/current.sql is what the migrations lead to, as pg_dump tells it: a change of the schema
 * shows in one diff. `schema/dump` writes it anew (HOSHITORI_WRITE_CURRENT). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/scope.h"
#include "cluster_fixture.h"

enum { DUMP_MAX = 4 << 20 };

static const char heading[] =
    "-- SPDX-License-Identifier: Apache-2.0\n"
    "-- The schema after all migrations, written by schema/dump. Do not edit.\n\n";

/* What differs between dumps or minor versions and says nothing about the schema. */
static bool is_noise(const char *line)
{
    static const char *const starts[] = {"--", "\\restrict ", "\\unrestrict ", "SET ",
                                         "SELECT pg_catalog.set_config("};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (strncmp(line, starts[i], strlen(starts[i])) == 0)
            return true;
    return false;
}

/* Noise goes, and of several empty lines all but one. A type's columns begin with a tab. */
static void read_dump(FILE *in, struct buf *out)
{
    SCOPED(free_at) char *line = NULL;
    size_t size = 0;
    bool empty = true;
    while (getline(&line, &size, in) != -1) {
        bool empty_now = strcmp(line, "\n") == 0;
        if (is_noise(line) || (empty && empty_now))
            continue;
        buf_text_add(out, line[0] == '\t' ? "    " : "");
        buf_text_add(out, line + (line[0] == '\t'));
        empty = empty_now;
    }
}

static void dump(struct buf *out)
{
    char command[1024];
    snprintf(command, sizeof command,
             "PATH=/usr/lib/postgresql/15/bin:$PATH exec pg_dump --schema-only --schema=hoshitori "
             "--dbname='%s'",
             fixture_migrate_conninfo());
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    buf_text_add(out, heading);
    read_dump(pipe, out);
    assert_int_equal(pclose(pipe), 0);
    while (buf_ok(out) && out->length > 1 && out->data[out->length - 2] == '\n')
        out->data[--out->length] = '\0';
    assert_true(buf_ok(out));
}

static void read_current(struct buf *out)
{
    FILE *file = fopen(CURRENT, "r");
    if (!file)
        return;
    char bytes[4096];
    for (size_t got; (got = fread(bytes, 1, sizeof bytes, file)) > 0;)
        buf_add(out, bytes, got);
    fclose(file);
}

static void write_current(const struct buf *dumped)
{
    FILE *file = fopen(CURRENT, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(dumped->data, 1, dumped->length, file), dumped->length);
    assert_int_equal(fclose(file), 0);
}

/* The first line that differs, which a diff of two thousand lines would hide. */
static void tell_difference(const char *kept, const char *dumped)
{
    size_t line = 1, start = 0, i = 0;
    for (; kept[i] && kept[i] == dumped[i]; i++)
        if (kept[i] == '\n')
            line++, start = i + 1;
    fail_msg("schema/current.sql:%zu is not what the migrations make; run schema/dump\n"
             "kept: %.*s\nmade: %.*s",
             line, (int)strcspn(kept + start, "\n"), kept + start,
             (int)strcspn(dumped + start, "\n"), dumped + start);
}

static void test_current(void **state)
{
    (void)state;
    SCOPED(buf_release) struct buf dumped = BUF_INIT(DUMP_MAX);
    SCOPED(buf_release) struct buf kept = BUF_INIT(DUMP_MAX);
    dump(&dumped);
    if (getenv("HOSHITORI_WRITE_CURRENT"))
        write_current(&dumped);
    read_current(&kept);
    if (strcmp(buf_text(&kept), buf_text(&dumped)) != 0)
        tell_difference(buf_text(&kept), buf_text(&dumped));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_current),
    };
    return cmocka_run_group_tests(tests, fixture_start_migrated, fixture_stop);
}
