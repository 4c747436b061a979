/* SPDX-License-Identifier: Apache-2.0 */
#include "vocabulary.h"

#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/scope.h"
#include "contract.h"
#include "generated_file.h"
#include "read_yaml.h"

enum { CODE_MAX = 64 };

/* What an entry may say besides its texts. */
static const char *const members[] = {"ja",    "en",   "with",  "actor", "from_star_3",
                                      "since", "page", "usual", NULL};

static const char *text_of(const json_t *entry, const char *name)
{
    return json_string_value(json_object_get(entry, name));
}

static bool is_member(const char *name)
{
    for (size_t i = 0; members[i]; i++)
        if (strcmp(name, members[i]) == 0)
            return true;
    return false;
}

static void check_entry(struct source *source, const char *code, json_t *entry)
{
    const char *name;
    json_t *value;
    if (strlen(code) >= CODE_MAX)
        source_problem(source, code, "is longer than %d characters", CODE_MAX - 1);
    if (!text_of(entry, "ja") || !text_of(entry, "en"))
        source_problem(source, code, "has not both texts");
    json_object_foreach(entry, name, value) if (!is_member(name))
        source_problem(source, code, "%s is not known", name);
}

static void check(struct source *source, const json_t *kinds)
{
    const char *kind, *code;
    json_t *entries, *entry;
    if (json_object_size(kinds) == 0)
        source_problem(source, "kinds", "there are none");
    json_object_foreach((json_t *)kinds, kind, entries)
    {
        json_object_foreach(entries, code, entry) check_entry(source, code, entry);
    }
}

/* A code as a name of C: buyer:read is BUYER_READ. */
static void put_name(FILE *out, const char *code)
{
    for (; *code; code++)
        fputc(isalnum((unsigned char)*code) ? toupper((unsigned char)*code) : '_', out);
}

/* JSON's way to write a text is also that of C and TypeScript. */
static void put_text(FILE *out, const char *text)
{
    json_auto_t *value = json_string(text);
    json_dumpf(value, out, JSON_ENCODE_ANY);
}

static void put_values(FILE *out, const json_t *with)
{
    if (!with)
        fputs(", NOTHING", out);
    const char *name;
    json_t *kind;
    json_object_foreach((json_t *)with, name, kind)
    {
        fputs(", ", out);
        put_name(out, json_string_value(kind));
        fprintf(out, "(%s)", name);
    }
}

/* X(NAME, "code", NUMBER(parameter) …), or NOTHING, in the order of the file. */
static void emit_list(FILE *out, const char *kind, const json_t *entries)
{
    const char *code;
    json_t *entry;
    fputs("#define VOCABULARY_", out);
    put_name(out, kind);
    fputs("(X)", out);
    json_object_foreach((json_t *)entries, code, entry)
    {
        fputs(" \\\n    X(", out);
        put_name(out, code);
        fprintf(out, ", \"%s\"", code);
        put_values(out, json_object_get(entry, "with"));
        fputc(')', out);
    }
    fputs("\n\n", out);
}

static void emit_codes(FILE *out, const json_t *kinds)
{
    const char *kind;
    json_t *entries;
    fputs("/* Generated from api/vocabulary.yaml; do not edit. */\n"
          "#ifndef VOCABULARY_CODES_H\n#define VOCABULARY_CODES_H\n\nenum text_kind {\n",
          out);
    json_object_foreach((json_t *)kinds, kind, entries)
    {
        fputs("    TEXT_", out);
        put_name(out, kind);
        fputs(",\n", out);
    }
    fputs("    TEXT_KIND_COUNT\n};\n\n", out);
    json_object_foreach((json_t *)kinds, kind, entries) emit_list(out, kind, entries);
    fputs("#endif\n", out);
}

struct row {
    char code[CODE_MAX + 2];
    const json_t *entry, *texts;
};

static int by_code(const void *one, const void *other)
{
    return strcmp(((const struct row *)one)->code, ((const struct row *)other)->code);
}

static size_t add_row(struct row *row, const char *code, const char *tail, const json_t *entry,
                      const json_t *texts)
{
    if (!texts)
        return 0;
    snprintf(row->code, sizeof row->code, "%s%s", code, tail);
    row->entry = entry;
    row->texts = texts;
    return 1;
}

static void emit_row(FILE *out, const struct row *row)
{
    const char *actor = text_of(row->entry, "actor");
    fputs("    {", out);
    put_text(out, row->code);
    fputs(", ", out);
    put_text(out, text_of(row->texts, "ja"));
    fputs(", ", out);
    put_text(out, text_of(row->texts, "en"));
    if (actor)
        fprintf(out, ", \"%s\"},\n", actor);
    else
        fputs(", NULL},\n", out);
}

/* In the order of codes, so that one is found quickly. */
static bool emit_table(FILE *out, const char *kind, const json_t *entries)
{
    SCOPED(free_at)
    struct row *rows = calloc(2 * json_object_size(entries) + 1, sizeof *rows);
    size_t count = 0;
    const char *code;
    json_t *entry;
    if (!rows)
        return false;
    json_object_foreach((json_t *)entries, code, entry)
    {
        count += add_row(&rows[count], code, "", entry, entry);
        count += add_row(&rows[count], code, "/3", entry, json_object_get(entry, "from_star_3"));
    }
    qsort(rows, count, sizeof *rows, by_code);
    fprintf(out, "static const struct text %s_texts[] = {\n", kind);
    for (size_t i = 0; i < count; i++)
        emit_row(out, &rows[i]);
    fputs("};\n\n", out);
    return true;
}

static bool emit_tables(FILE *out, const json_t *kinds)
{
    const char *kind;
    json_t *entries;
    bool good = true;
    fputs("/* Generated from api/vocabulary.yaml; do not edit. */\n"
          "#include \"vocabulary/vocabulary.h\"\n\n",
          out);
    json_object_foreach((json_t *)kinds, kind, entries) good =
        emit_table(out, kind, entries) && good;
    fputs("const struct text_rows vocabulary[TEXT_KIND_COUNT] = {\n", out);
    json_object_foreach((json_t *)kinds, kind, entries)
    {
        fputs("    [TEXT_", out);
        put_name(out, kind);
        fprintf(out, "] = {%s_texts, sizeof %s_texts / sizeof *%s_texts},\n", kind, kind, kind);
    }
    fputs("};\n", out);
    return good;
}

/* Sentences come from the server; labels, and what is asked for, stand in the pages. */
static bool is_for_pages(const char *kind, const json_t *entry)
{
    static const char *const sentences[] = {"reason", "note",       "next_step", "advisory",
                                            "shown",  "suggestion", "source",    "problem",
                                            "mail",   NULL};
    for (size_t i = 0; sentences[i]; i++)
        if (strcmp(kind, sentences[i]) == 0)
            return json_is_true(json_object_get(entry, "page"));
    return true;
}

static void emit_words(FILE *out, const char *language, const char *kind, const json_t *entries)
{
    const char *code;
    json_t *entry;
    fprintf(out, "\nexport const %s = {\n", kind);
    json_object_foreach((json_t *)entries, code, entry)
    {
        if (!is_for_pages(kind, entry))
            continue;
        fprintf(out, "  '%s': ", code);
        put_text(out, text_of(entry, language));
        fputs(",\n", out);
    }
    fputs("}\n", out);
}

/* Writes `before`, the star, `between`, the level and `after` for each star's usual assurance. */
static void emit_usual(FILE *out, const json_t *levels, const char *before, const char *between,
                       const char *after)
{
    const char *level;
    size_t i;
    json_t *entry, *star;
    json_object_foreach((json_t *)levels, level, entry)
        json_array_foreach(json_object_get(entry, "usual"), i, star)
            fprintf(out, "%s%" JSON_INTEGER_FORMAT "%s'%s'%s", before, json_integer_value(star),
                    between, level, after);
}

static void emit_sql(FILE *out, const json_t *levels)
{
    const char *level, *comma = "";
    json_t *entry;
    fputs("-- Generated from api/vocabulary.yaml: the levels of assurance.\n"
          "set local role hoshitori_engine;\n\n"
          "-- A higher one satisfies a demand for a lower one.\n"
          "create or replace function assurance_level(p_assurance text) returns int\n"
          "language sql immutable\nas $$ select array_position(array[",
          out);
    json_object_foreach((json_t *)levels, level, entry)
    {
        fprintf(out, "%s'%s'", comma, level);
        comma = ", ";
    }
    fputs("], p_assurance) $$;\n\n-- The assurance that the scheme itself asks for.\n"
          "create or replace function assurance_usual(p_star int) returns text\n"
          "language sql immutable\nas $$ select case p_star",
          out);
    emit_usual(out, levels, " when ", " then ", "");
    fputs(" end $$;\n", out);
}

/* A module of one language, so that a page fetches no other. */
static bool write_words(const char *directory, const char *name, const char *language,
                        const json_t *kinds)
{
    const char *kind;
    json_t *entries;
    FILE *out = generated_file_create(directory, name);
    if (out) {
        fputs("// Generated from api/vocabulary.yaml; do not edit.\n", out);
        json_object_foreach((json_t *)kinds, kind, entries)
            emit_words(out, language, kind, entries);
    }
    return generated_file_finish(out);
}

static void emit_typescript(FILE *out, const json_t *levels)
{
    fputs("// Generated from api/vocabulary.yaml; do not edit.\n\n"
          "export const assurance_usual: Record<string, string> = {\n",
          out);
    emit_usual(out, levels, "  '", "': ", ",\n");
    fputs("}\n", out);
}

static bool write_all(const json_t *kinds, const char *directory)
{
    FILE *codes = generated_file_create(directory, "vocabulary_codes.h");
    FILE *tables = generated_file_create(directory, "vocabulary_tables.c");
    FILE *page = generated_file_create(directory, "vocabulary.ts");
    FILE *functions = generated_file_create(directory, "vocabulary.sql");
    bool good = codes && tables && page && functions;
    if (good) {
        emit_codes(codes, kinds);
        good = emit_tables(tables, kinds);
        emit_typescript(page, json_object_get(kinds, "assurance"));
        emit_sql(functions, json_object_get(kinds, "assurance"));
    }
    good = generated_file_finish(codes) && good;
    good = generated_file_finish(tables) && good;
    good = generated_file_finish(page) && good;
    good = write_words(directory, "vocabulary_ja.ts", "ja", kinds) && good;
    good = write_words(directory, "vocabulary_en.ts", "en", kinds) && good;
    return generated_file_finish(functions) && good;
}

bool vocabulary_generate(const char *path, const char *directory)
{
    json_auto_t *document = NULL;
    SCOPED(fault_release) struct fault fault = {0};
    if (yaml_load(path, &document, &fault).code != ERR_NONE) {
        fprintf(stderr, "%s\n", fault.log);
        return false;
    }
    const json_t *kinds = json_object_get(document, "kinds");
    struct source source = {.path = path, .document = document};
    check(&source, kinds);
    return !source.problems && write_all(kinds, directory);
}
