/* SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <jansson.h>
#include <string.h>
#include <sys/stat.h>

#include "commands/command.h"
#include "domain/edition.h"
#include "embedded.h"

enum { EDITION_MAX = 4 * 1024 * 1024 };

/* A criterion on which answers, sheets and pages rely. */
static bool is_criterion(const json_t *criterion)
{
    const json_t *text = json_object_get(criterion, "text");
    const json_t *stars = json_object_get(criterion, "stars");
    size_t index;
    const json_t *star;
    json_array_foreach(stars, index, star)
    {
        if (!json_is_integer(star) || json_integer_value(star) < 1 || json_integer_value(star) > 5)
            return false;
    }
    return json_is_string(json_object_get(criterion, "id")) && json_array_size(stars) > 0 &&
           json_is_string(json_object_get(text, "ja")) &&
           json_is_string(json_object_get(text, "en"));
}

static err check_criteria(const json_t *edition, struct fault *fault)
{
    json_auto_t *seen = json_object();
    size_t index;
    const json_t *criterion;
    json_array_foreach(json_object_get(edition, "criteria"), index, criterion)
    {
        const char *id = json_string_value(json_object_get(criterion, "id"));
        if (!is_criterion(criterion))
            return fault_log(fault, ERR_INVALID,
                             "criteria[%zu] (%s) lacks id, stars, text.ja or text.en", index,
                             id ? id : "no id");
        if (json_object_get(seen, id))
            return fault_log(fault, ERR_INVALID, "criteria[%zu]: %s stands twice", index, id);
        json_object_set_new(seen, id, json_true());
    }
    return OK;
}

/* The parts of an edition's file on which the program relies. */
static err check_edition(const json_t *edition, struct fault *fault)
{
    const char *const arrays[] = {"answers", "stars", "sections", "criteria"};
    if (!json_is_string(json_object_get(edition, "id")) ||
        !json_is_string(json_object_get(edition, "scheme")) ||
        !json_is_string(json_object_get(json_object_get(edition, "title"), "ja")))
        return fault_log(fault, ERR_INVALID, "id, scheme or title.ja is missing");
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        if (!json_is_array(json_object_get(edition, arrays[i])))
            return fault_log(fault, ERR_INVALID, "%s is not a list", arrays[i]);
    if (edition_transcription(edition) < 1)
        return fault_log(fault, ERR_INVALID, "transcription is not 1 or more");
    return check_criteria(edition, fault);
}

/* What is on file of an edition. */
struct on_file {
    int newest; /* its transcription; 0: the edition is new */
    json_t *body;
    bool same;  /* the transcription of the number asked for is there, to the byte */
    bool other; /* one of that number is there, and another one */
};

static void on_file_release(struct on_file *found)
{
    json_decref(found->body);
}

static err find(struct exchange *exchange, const char *edition, int number, const char *sha256,
                struct on_file *out, struct fault *fault)
{
    size_t done = exchange_send(
        exchange, QUERY(edition_find, .edition = edition, .number = number, .sha256 = sha256));
    TRY(exchange_read(exchange, fault));
    if (exchange_rows(exchange, done) == 0)
        return OK;
    struct q_edition_find_row row = q_edition_find_row(exchange, done, 0);
    out->newest = row.transcription;
    out->body = json_loads(row.body, 0, NULL);
    out->same = row.known && strcmp(row.known, "same") == 0;
    out->other = row.known && !out->same;
    return out->body ? OK : fault_log(fault, ERR_INTERNAL, "edition %s is no JSON", edition);
}

static err put_transcription(struct exchange *exchange, const json_t *edition, const json_t *before,
                             const char *sha256, const char *text, struct fault *fault)
{
    const char *id = json_string_value(json_object_get(edition, "id"));
    int number = edition_transcription(edition);
    json_auto_t *changes = before ? edition_changes(before, edition) : json_object();
    json_auto_t *totals = edition_totals(edition);
    SCOPED(free_at) char *changes_text = json_dumps(changes, JSON_COMPACT);
    SCOPED(free_at) char *totals_text = json_dumps(totals, JSON_COMPACT);
    if (!changes_text || !totals_text)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    exchange_send(exchange, QUERY(edition_import, .edition = id,
                                  .scheme = json_string_value(json_object_get(edition, "scheme")),
                                  .number = number, .sha256 = sha256, .body = text,
                                  .changes = changes_text, .totals = totals_text));
    return session_audit(exchange, "catalogue import", id,
                         json_pack("{s:i}", "transcription", number), fault);
}

err catalogue_store(struct session *session, const json_t *edition, const char *text, size_t length,
                    bool *imported, struct fault *fault)
{
    const char *id = json_string_value(json_object_get(edition, "id"));
    int number = edition_transcription(edition);
    unsigned char digest[DIGEST_SIZE];
    char hash[DIGEST_HEX_SIZE + 2] = "\\x";
    SCOPED(on_file_release) struct on_file found = {0};
    SCOPED(exchange_release) struct exchange exchange = {0};
    digest_sha256(text, length, digest);
    digest_hex(digest, hash + 2);
    TRY(session_enter(session, OPERATOR_ORGANISATION, &exchange, fault));
    TRY(find(&exchange, id, number, hash, &found, fault));
    *imported = !found.same;
    if (found.other)
        return fault_set(fault, ERR_CONFLICT, "edition_fixed");
    if (!found.same && number != found.newest + 1)
        return fault_log(fault, ERR_INVALID,
                         "%s: this is transcription %d, and %d is the next to be loaded", id,
                         number, found.newest + 1);
    if (*imported)
        TRY(put_transcription(&exchange, edition, found.body, hash, text, fault));
    return exchange_commit(&exchange, fault);
}

static err import_text(struct session *session, const char *text, size_t length, bool *imported,
                       struct fault *fault)
{
    json_error_t error;
    json_auto_t *edition = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
    if (!edition)
        return fault_log(fault, ERR_INVALID, "line %d: %s", error.line, error.text);
    TRY(check_edition(edition, fault));
    return catalogue_store(session, edition, text, length, imported, fault);
}

/* An operator's own transcription stands where the program brings one of the same number. */
static bool is_taken(const struct fault *fault)
{
    return fault->kind == ERR_CONFLICT && strcmp(fault->code, "edition_fixed") == 0;
}

err catalogue_load_embedded(struct session *session, size_t *imported, struct fault *fault)
{
    *imported = 0;
    for (size_t i = 0; i < embedded_catalogue.count; i++) {
        const struct embedded_file *file = &embedded_catalogue.files[i];
        SCOPED(fault_release) struct fault taken = {0};
        bool fresh = false;
        err done = import_text(session, file->text, file->length, &fresh, &taken);
        if (done.code != ERR_NONE && !is_taken(&taken)) {
            fault_move(&taken, fault);
            return done;
        }
        *imported += done.code == ERR_NONE && fresh;
    }
    return catalogue_settle(session, fault);
}

static err import_file(struct session *session, const char *path, size_t *count,
                       struct fault *fault)
{
    SCOPED(buf_release) struct buf text = BUF_INIT(EDITION_MAX);
    TRY(file_whole(path, &text, fault));
    bool imported = false;
    err done = import_text(session, buf_text(&text), text.length, &imported, fault);
    if (done.code != ERR_NONE) {
        fprintf(stderr, "hoshitori: %s\n", path);
        return done;
    }
    *count += imported;
    printf("%s: %s\n", path, imported ? "imported" : "unchanged");
    return OK;
}

static int is_json(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 5 && strcmp(entry->d_name + length - 5, ".json") == 0;
}

static err import_folder(struct session *session, const char *folder, size_t *imported,
                         struct fault *fault)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, is_json, alphasort);
    err done = count < 0 ? fault_log(fault, ERR_INVALID, "%s cannot be read", folder) : OK;
    for (int i = 0; i < count; i++) {
        SCOPED(buf_release) struct buf path = BUF_INIT(4096);
        buf_format(&path, "%s/%s", folder, entries[i]->d_name);
        if (done.code == ERR_NONE)
            done = import_file(session, buf_text(&path), imported, fault);
        free(entries[i]);
    }
    free(entries);
    return done;
}

static err import(const struct config *config, const char *path, struct fault *fault)
{
    struct stat about;
    if (stat(path, &about) != 0)
        return fault_log(fault, ERR_INVALID, "%s is not there", path);
    SCOPED(session_close) struct session session;
    TRY(session_open(config, &session, fault));
    size_t imported = 0;
    SCOPED(fault_release) struct fault unsettled = {0};
    err done = S_ISDIR(about.st_mode) ? import_folder(&session, path, &imported, fault)
                                      : import_file(&session, path, &imported, fault);
    /* Also of what was loaded before a file that was not. */
    if (done.code == ERR_NONE)
        return catalogue_settle(&session, fault);
    err settled = catalogue_settle(&session, &unsettled);
    (void)settled;
    return done;
}

int command_catalogue_import(const struct command *command, const struct config *config, int argc,
                             char **argv, struct fault *fault)
{
    if (!options_read(command, NULL, 0, &argc, argv))
        return EXIT_USAGE;
    if (argc != 1)
        return usage_error(command, "name one file or folder");
    return report_end(import(config, argv[0], fault), fault);
}
