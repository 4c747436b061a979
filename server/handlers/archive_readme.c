/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/archive_readme.h"

#include <string.h>

#include "base/rights.h"
#include "vocabulary/vocabulary.h"

#define VERIFY_COMMAND                                                                             \
    "hoshitori audit verify --file audit_log.ndjson --checkpoints checkpoints.ndjson"

struct readme {
    struct buf *out;
    enum language language;
};

static const char *said(const struct readme *readme, const char *code)
{
    return text_word(TEXT_ARCHIVE_TEXT, code, readme->language);
}

static const char *text_of(const json_t *object, const char *member)
{
    return json_string_value(json_object_get(object, member));
}

static void add_fact(const struct readme *readme, const char *code, const char *value)
{
    buf_format(readme->out, "* %s: %s\n", said(readme, code), value);
}

static void add_head(const struct readme *readme, const json_t *contents, const char *made_at)
{
    buf_format(readme->out, "# %s\n\n", said(readme, "title"));
    add_fact(readme, "organisation", text_of(contents, "name"));
    add_fact(readme, "identifier", text_of(contents, "organisation"));
    add_fact(readme, "made_at", made_at);
    buf_format(readme->out, "\n%s\n%s\n", said(readme, "about"), said(readme, "while_changing"));
    buf_format(readme->out, "%s\n\n    " VERIFY_COMMAND "\n\n", said(readme, "verify"));
}

static void add_rights(const struct readme *readme)
{
    buf_text_add(readme->out, said(readme, "rights_sum"));
    for (unsigned right = 1; right_name(right); right *= 2)
        buf_format(readme->out, "%s %u %s", right == 1 ? "" : ",", right, right_name(right));
}

static void add_member(const struct readme *readme, const char *name)
{
    buf_format(readme->out, "| `%s` | %s", name,
               text_word(TEXT_ARCHIVE_COLUMN, name, readme->language));
    if (strcmp(name, "rights") == 0)
        add_rights(readme);
    buf_text_add(readme->out, " |\n");
}

static void add_row(const struct readme *readme, const char *first, const char *second)
{
    buf_format(readme->out, "| %s | %s |\n| --- | --- |\n", said(readme, first),
               said(readme, second));
}

static void describe_file(const struct readme *readme, const json_t *file)
{
    size_t index = 0;
    const json_t *column;
    const char *name = text_of(file, "file");
    buf_format(readme->out, "\n### %s.ndjson\n\n%s\n\n", name,
               text_word(TEXT_ARCHIVE_FILE, name, readme->language));
    add_row(readme, "column", "meaning");
    json_array_foreach(json_object_get(file, "columns"), index, column)
        add_member(readme, json_string_value(column));
}

static void add_left_out(const struct readme *readme, const json_t *left_out)
{
    size_t index = 0, name_index = 0;
    const json_t *reason, *name;
    buf_format(readme->out, "\n## %s\n\n", said(readme, "left_out"));
    add_row(readme, "why", "tables");
    json_array_foreach(left_out, index, reason)
    {
        buf_format(readme->out, "| %s |",
                   text_word(TEXT_ARCHIVE_REASON, text_of(reason, "reason"), readme->language));
        json_array_foreach(json_object_get(reason, "names"), name_index, name)
            buf_format(readme->out, " `%s`", json_string_value(name));
        buf_text_add(readme->out, " |\n");
    }
}

void archive_readme(const json_t *contents, const char *made_at, enum language language,
                    struct buf *out)
{
    const struct readme readme = {out, language};
    size_t index = 0;
    const json_t *file;
    add_head(&readme, contents, made_at);
    buf_format(out, "## %s\n", said(&readme, "files"));
    json_array_foreach(json_object_get(contents, "files"), index, file)
        describe_file(&readme, file);
    add_left_out(&readme, json_object_get(contents, "left_out"));
}
