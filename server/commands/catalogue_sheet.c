/* SPDX-License-Identifier: Apache-2.0 */
/* The official sheet: what it says otherwise than the edition on file, and its load as the next
 * transcription. */
#include <string.h>

#include "base/csv.h"
#include "base/encoding.h"
#include "base/text.h"
#include "base/xlsx_in.h"
#include "commands/command.h"
#include "domain/edition.h"
#include "domain/official_sheet.h"

/* The newest transcription on file; nothing stays locked. */
static err newest_edition(struct session *session, const char *id, json_t **out,
                          struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_enter(session, OPERATOR_ORGANISATION, &exchange, fault));
    size_t found =
        exchange_send(&exchange, QUERY(edition_find, .edition = id, .number = 0, .sha256 = "\\x"));
    TRY(exchange_commit(&exchange, fault));
    if (exchange_rows(&exchange, found) == 0)
        return fault_log(fault, ERR_NOT_FOUND, "there is no edition %s", id);
    *out = json_loads(q_edition_find_row(&exchange, found, 0).body, 0, NULL);
    return *out ? OK : fault_log(fault, ERR_INTERNAL, "edition %s is no JSON", id);
}

static err read_rows_from(const json_t *edition, const struct cells_source *rows,
                          struct official_sheet *sheet, struct fault *fault)
{
    return official_sheet_read(edition, rows, sheet)
               ? OK
               : fault_log(fault, ERR_INTERNAL, "the sheet is too large");
}

static err read_official_workbook(const json_t *edition, const struct buf *bytes,
                                  struct official_sheet *sheet, struct fault *fault)
{
    SCOPED(xlsx_in_close_at) struct xlsx_in *workbook = NULL;
    const char *problem = xlsx_in_open(bytes->data, bytes->length, official_sheet_is_id, &workbook);
    if (problem)
        return fault_set(fault, ERR_INVALID, problem);
    const struct cells_source rows = {xlsx_in_row, workbook};
    TRY(read_rows_from(edition, &rows, sheet, fault));
    struct xlsx_in_seen seen = xlsx_in_seen(workbook);
    if (seen.merges)
        buf_format(&sheet->told,
                   "%zu merged areas: each of their rows has the value of the first\n",
                   seen.merges);
    if (seen.formulas)
        buf_format(&sheet->told, "%zu formulas: their stored values were read\n", seen.formulas);
    return OK;
}

static err read_official_text(const json_t *edition, const struct buf *bytes,
                              struct official_sheet *sheet, struct fault *fault)
{
    SCOPED(free_at) char *text = NULL;
    size_t length = 0;
    const char *mistaken = xlsx_in_mistaken(buf_text(bytes), bytes->length);
    if (mistaken)
        return fault_set(fault, ERR_INVALID, mistaken);
    const char *charset = text_is_utf8(buf_text(bytes)) ? "utf-8" : "shift_jis";
    TRY(encoding_decode(charset, buf_text(bytes), bytes->length, &text, &length, fault));
    struct csv_reader reader = csv_reader_of(text, length, 1);
    reader.separator = csv_separator(text, length, official_sheet_is_id);
    const struct cells_source rows = {csv_next, &reader};
    return read_rows_from(edition, &rows, sheet, fault);
}

static err read_sheet(const char *path, const json_t *edition, struct official_sheet *sheet,
                      struct fault *fault)
{
    SCOPED(buf_release) struct buf bytes = BUF_INIT(XLSX_IN_MAX);
    TRY(file_whole(path, &bytes, fault));
    bool zipped = bytes.length > 4 && memcmp(bytes.data, "PK\3\4", 4) == 0;
    TRY(zipped ? read_official_workbook(edition, &bytes, sheet, fault)
               : read_official_text(edition, &bytes, sheet, fault));
    fputs(buf_text(&sheet->told), stderr);
    fputs(buf_text(&sheet->problems), stderr);
    return sheet->problem_count == 0
               ? OK
               : fault_log(fault, ERR_INVALID, "%s has %zu problems; nothing was loaded", path,
                           sheet->problem_count);
}

static void print_value(char sign, const json_t *value)
{
    SCOPED(free_at) char *text = json_dumps(value, JSON_ENCODE_ANY);
    if (!json_is_null(value) && text)
        printf("  %c %s\n", sign, json_is_string(value) ? json_string_value(value) : text);
}

/* Each difference, then how many of each kind. */
static void print_differences(const json_t *edition, const json_t *differences)
{
    static const char *const kinds[] = {"text", "level", "new", "gone", "title"};
    size_t index, counts[sizeof kinds / sizeof *kinds] = {0};
    const json_t *one;
    json_array_foreach(differences, index, one)
    {
        const char *kind = json_string_value(json_object_get(one, "kind"));
        printf("%s\t%s\n", kind, json_string_value(json_object_get(one, "id")));
        print_value('-', json_object_get(one, "before"));
        print_value('+', json_object_get(one, "after"));
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
            counts[i] += strcmp(kind, kinds[i]) == 0;
    }
    printf("%zu criteria: ", json_array_size(json_object_get(edition, "criteria")));
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        printf("%s%zu %s", i ? ", " : "", counts[i], kinds[i]);
    putchar('\n');
}

/* Whether each criterion has its text from the sheet already. */
static bool is_official(const json_t *edition)
{
    size_t index;
    const json_t *one;
    json_array_foreach(json_object_get(edition, "criteria"), index, one)
    {
        const char *from = json_string_value(json_object_get(one, "provenance"));
        if (!from || strcmp(from, "official") != 0)
            return false;
    }
    return true;
}

/* A file that was cut ends where a row ends, and other copies have the rows of one star. */
static err refuse_part(const json_t *edition, const json_t *differences, struct fault *fault)
{
    enum { GONE_SHARE = 4 };
    size_t index, gone = 0, known = json_array_size(json_object_get(edition, "criteria"));
    const json_t *one;
    json_array_foreach(differences, index, one) gone +=
        strcmp(json_string_value(json_object_get(one, "kind")), "gone") == 0;
    return gone * GONE_SHARE <= known
               ? OK
               : fault_log(fault, ERR_INVALID,
                           "%zu of the %zu criteria on file are not in there: this is a part of the"
                           " sheet; nothing was loaded",
                           gone, known);
}

static err load_sheet(struct session *session, const json_t *edition, struct fault *fault)
{
    bool imported = false;
    SCOPED(free_at) char *text = json_dumps(edition, 0);
    if (!text)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    TRY(catalogue_store(session, edition, text, strlen(text), &imported, fault));
    TRY(catalogue_settle(session, fault));
    printf("Loaded as transcription %d.\n", edition_transcription(edition));
    return OK;
}

static err compare_sheet(const struct config *config, const char *path, const char *id, bool apply,
                         bool *differs, struct fault *fault)
{
    SCOPED(session_close) struct session session;
    SCOPED(official_sheet_release) struct official_sheet sheet = OFFICIAL_SHEET_INIT;
    json_auto_t *edition = NULL;
    TRY(session_open(config, &session, fault));
    TRY(newest_edition(&session, id, &edition, fault));
    TRY(read_sheet(path, edition, &sheet, fault));
    json_auto_t *differences = edition_differences(edition, sheet.edition);
    print_differences(sheet.edition, differences);
    TRY(refuse_part(edition, differences, fault));
    *differs = json_array_size(differences) > 0 || !is_official(edition);
    if (!*differs)
        printf("Transcription %d is this sheet.\n", edition_transcription(edition));
    if (!apply || !*differs)
        return OK;
    *differs = false;
    return load_sheet(&session, sheet.edition, fault);
}

int command_catalogue_sheet(const struct command *command, const struct config *config, int argc,
                            char **argv, struct fault *fault)
{
    const char *edition = NULL, *apply = NULL;
    bool differs = false;
    const struct option_spec specs[] = {{"edition", false, true, &edition},
                                        {"apply", true, false, &apply}};
    if (!options_read(command, specs, 2, &argc, argv))
        return EXIT_USAGE;
    if (argc != 1)
        return usage_error(command, "name one file");
    if (compare_sheet(config, argv[0], edition, apply != NULL, &differs, fault).code != ERR_NONE)
        return report(fault);
    return differs ? EXIT_DIFFERENT : EXIT_DONE;
}
