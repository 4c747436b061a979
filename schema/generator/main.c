/* SPDX-License-Identifier: Apache-2.0 */
/* query_generator SCHEMA DIRECTORY: writes queries.h, queries.c and grants.sql of the statements in
 * SCHEMA. query_generator --json SCHEMA: prints them, as queries.h describes, for tests. Ends with
 * 1 when one cannot be read; every problem is printed, with file and line. */
#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/scope.h"
#include "queries.h"

enum { FILE_MAX = 1024 * 1024 };

typedef void read_fn(struct catalog *catalog, const char *file, const char *text);

static bool read_file(const char *path, struct buf *out)
{
    FILE *file = fopen(path, "r");
    char block[4096];
    size_t count = 0;
    while (file && (count = fread(block, 1, sizeof block, file)) > 0)
        buf_add(out, block, count);
    bool good = file && !ferror(file) && buf_ok(out);
    if (file)
        fclose(file);
    return good;
}

static void read_all(struct catalog *catalog, const char *pattern, read_fn *read)
{
    char path[1024];
    glob_t found;
    snprintf(path, sizeof path, "%s/%s", catalog->root, pattern);
    if (glob(path, 0, NULL, &found) != 0)
        return;
    for (size_t i = 0; i < found.gl_pathc; i++) {
        SCOPED(buf_release) struct buf text = BUF_INIT(FILE_MAX);
        const char *file = found.gl_pathv[i] + strlen(catalog->root) + 1;
        if (read_file(found.gl_pathv[i], &text))
            read(catalog, file, buf_text(&text));
        else
            catalog_problem(catalog, file, 1, "cannot be read");
    }
    globfree(&found);
}

int main(int count, char **arguments)
{
    if (count != 3) {
        fputs("usage: query_generator SCHEMA DIRECTORY\n       query_generator --json SCHEMA\n",
              stderr);
        return 2;
    }
    bool print = strcmp(arguments[1], "--json") == 0;
    json_auto_t *queries = json_array(), *shapes = json_object(), *parts = json_object();
    struct catalog catalog = {
        .root = arguments[print ? 2 : 1], .queries = queries, .shapes = shapes, .parts = parts};
    read_all(&catalog, "functions/*.sql", read_calls);
    read_all(&catalog, "queries/*.sql", read_shared);
    read_all(&catalog, "queries/*.sql", read_written);
    catalog_check(&catalog);
    if (catalog.problems)
        return 1;
    if (print)
        return json_dumpf(queries, stdout, JSON_COMPACT) != 0 || fflush(stdout) != 0;
    return emit_queries(&catalog, arguments[2]) ? 0 : 1;
}
