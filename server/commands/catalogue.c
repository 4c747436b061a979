/* SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <jansson.h>
#include <string.h>
#include <sys/stat.h>

#include "commands/command.h"
#include "embedded.h"

enum { EDITION_MAX = 4 * 1024 * 1024 };

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
    return OK;
}

static err import_text(struct session *session, const char *text, size_t length, bool *imported,
                       struct fault *fault)
{
    json_error_t error;
    json_auto_t *edition = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
    if (!edition)
        return fault_log(fault, ERR_INVALID, "line %d: %s", error.line, error.text);
    TRY(check_edition(edition, fault));
    unsigned char digest[DIGEST_SIZE];
    char hash[DIGEST_HEX_SIZE + 2] = "\\x";
    digest_sha256(text, length, digest);
    digest_hex(digest, hash + 2);
    const char *id = json_string_value(json_object_get(edition, "id"));
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(session_enter(session, OPERATOR_ORGANISATION, &exchange, fault));
    size_t done = exchange_send(
        &exchange,
        QUERY(edition_import, .edition = id,
              .scheme = json_string_value(json_object_get(edition, "scheme")),
              .published_on = json_string_value(json_object_get(edition, "published_on")),
              .sha256 = hash, .body = text));
    TRY(exchange_read(&exchange, fault));
    *imported = strcmp(q_value_row(&exchange, done, 0).value, "imported") == 0;
    if (*imported)
        session_audit(&exchange, "catalogue import", id, "{}");
    return exchange_commit(&exchange, fault);
}

/* What a supplier is asked to answer names the newest edition. */
static err redecide(struct session *session, struct fault *fault)
{
    size_t relationships = 0;
    return redecide_all(session, "catalogue import", &relationships, fault);
}

err catalogue_load_embedded(struct session *session, size_t *imported, struct fault *fault)
{
    *imported = 0;
    for (size_t i = 0; i < embedded_catalogue.count; i++) {
        bool fresh = false;
        TRY(import_text(session, embedded_catalogue.files[i].text,
                        embedded_catalogue.files[i].length, &fresh, fault));
        *imported += fresh;
    }
    return *imported ? redecide(session, fault) : OK;
}

static err import_file(struct session *session, const char *path, size_t *count,
                       struct fault *fault)
{
    SCOPED(fclose_at) FILE *file = fopen(path, "rb");
    SCOPED(buf_release) struct buf text = BUF_INIT(EDITION_MAX);
    char chunk[16384];
    size_t n;
    if (!file)
        return fault_log(fault, ERR_INVALID, "%s cannot be opened", path);
    while ((n = fread(chunk, 1, sizeof chunk, file)) > 0)
        buf_add(&text, chunk, n);
    if (ferror(file) || !buf_ok(&text))
        return fault_log(fault, ERR_INVALID, "%s cannot be read or is too large", path);
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
    if (S_ISDIR(about.st_mode))
        TRY(import_folder(&session, path, &imported, fault));
    else
        TRY(import_file(&session, path, &imported, fault));
    return imported ? redecide(&session, fault) : OK;
}

int command_catalogue_import(const struct command *command, const struct config *config, int argc,
                             char **argv)
{
    if (!options_read(command, NULL, 0, &argc, argv))
        return EXIT_USAGE;
    if (argc != 1)
        return usage_error(command, "name one file or folder");
    SCOPED(fault_release) struct fault fault = {0};
    return import(config, argv[0], &fault).code == ERR_NONE ? EXIT_DONE : report(&fault);
}
