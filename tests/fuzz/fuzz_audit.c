/* SPDX-License-Identifier: Apache-2.0 */
/* An audit export as it is; and, from the same bytes, a chain that is whole, which is then changed
 * in one place. What `audit verify` says is the answer of the whole command. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <jansson.h>

#include "base/scope.h"
#include "commands/command.h"
#include "domain/chain.h"

enum { INPUT_MAX = 4096, ENTRIES_MAX = 6, EXPORT_MAX = 64 * 1024, PAGE = 4096, PATH_SIZE = 32 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char organisation[] = "0192f0c1-7a51-7c3e-9d0b-6a1f2b3c4d5e";

struct entry {
    char *text;
    char hash[DIGEST_HEX_SIZE];
    int64_t sequence;
};

struct export
{
    struct entry entries[ENTRIES_MAX];
    size_t count;
};

static void export_release(struct export *export)
{
    for (size_t i = 0; i < ENTRIES_MAX; i++)
        free(export->entries[i].text);
}

static void must(bool holds)
{
    if (!holds)
        abort();
}

/* Ends at the end of a page, behind which nothing is mapped: reading on is seen. */
static int file_of(const void *bytes, size_t length, char path[static PATH_SIZE])
{
    char blanks[PAGE];
    memset(blanks, ' ', sizeof blanks);
    size_t padding = PAGE - length % PAGE;
    int file = memfd_create("export", MFD_CLOEXEC);
    must(file >= 0 && write(file, blanks, padding) == (ssize_t)padding);
    must(write(file, bytes, length) == (ssize_t)length);
    snprintf(path, PATH_SIZE, "/proc/self/fd/%d", file);
    return file;
}

/* The exit code of the command, which has nothing to say here. */
static int run(int count, char **words)
{
    static const struct command command = {.name = "audit verify", .usage = ""};
    static FILE *silence;
    static char no_key[] = "/dev/null/none";
    FILE *output = stdout, *errors = stderr;
    struct config config = {.signing_key_file = no_key};
    must(silence || (silence = fopen("/dev/null", "w")));
    stdout = stderr = silence;
    SCOPED(fault_release) struct fault fault = {0};
    int code = command_audit_verify(&command, &config, count, words, &fault);
    stdout = output;
    stderr = errors;
    return code;
}

static int verify(const void *bytes, size_t length)
{
    char path[PATH_SIZE], option[] = "--file";
    int file = file_of(bytes, length, path);
    int code = run(2, (char *[]){option, path, NULL});
    close(file);
    return code;
}

/* The same bytes in every file that the command takes; whatever they are, nobody signed them. */
static void verify_all(const void *bytes, size_t length)
{
    static char key[] = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    char path[PATH_SIZE], events[] = "--file", checkpoints[] = "--checkpoints", kept[] = "--kept",
                          with[] = "--key";
    int file = file_of(bytes, length, path);
    run(6, (char *[]){events, path, checkpoints, path, with, key, NULL});
    run(6, (char *[]){events, path, kept, path, with, key, NULL});
    close(file);
}

static void chain_up(struct export *export)
{
    unsigned char hash[DIGEST_SIZE] = {0};
    for (size_t i = 0; i < export->count; i++) {
        struct entry *entry = &export->entries[i];
        struct digest digest;
        digest_start(&digest);
        digest_add(&digest, hash, sizeof hash);
        digest_add(&digest, entry->text, strlen(entry->text));
        digest_end(&digest, hash);
        digest_hex(hash, entry->hash);
        entry->sequence = (int64_t)i + 1;
    }
}

/* An entry for each line of the input, which is its detail; no text of PostgreSQL has a zero byte.
 */
static void fill(struct export *export, const char *input, size_t length)
{
    while (length > 0 && export->count < ENTRIES_MAX) {
        const char *end = memchr(input, '\n', length);
        size_t part = end ? (size_t)(end - input) : length;
        json_auto_t *entry =
            json_pack("{s:I, s:s, s:o*}", "seq", (json_int_t) export->count + 1, "organisation",
                      organisation, "detail", json_stringn(input, strnlen(input, part)));
        export->entries[export->count].text = json_dumps(entry, JSON_COMPACT);
        must(export->entries[export->count++].text);
        length -= part + (end != NULL);
        input += part + (end != NULL);
    }
    chain_up(export);
}

static int verify_export(const struct export *export)
{
    SCOPED(buf_release) struct buf text = BUF_INIT(EXPORT_MAX);
    for (size_t i = 0; i < export->count; i++) {
        const struct entry *entry = &export->entries[i];
        json_auto_t *line = json_pack("{s:I, s:s, s:s}", "sequence", (json_int_t)entry->sequence,
                                      "entry", entry->text, "hash", entry->hash);
        SCOPED(free_at) char *dump = json_dumps(line, JSON_COMPACT);
        if (!dump) /* not UTF-8 any more: no JSON text can say it */
            return EXIT_FAILED;
        buf_format(&text, "%s\n", dump);
    }
    must(buf_ok(&text));
    return verify(buf_text(&text), text.length);
}

static void swap(struct entry *a, struct entry *b)
{
    struct entry held = *a;
    *a = *b;
    *b = held;
}

static void drop_first(struct export *export)
{
    free(export->entries[0].text);
    export->count--;
    memmove(export->entries, export->entries + 1, export->count * sizeof *export->entries);
    export->entries[export->count] = (struct entry){0};
}

/* Any of these must be found. False when the change changes nothing. */
static bool tamper(struct export *export, unsigned how, size_t where)
{
    struct entry *entry = &export->entries[where % export->count];
    bool last = entry == &export->entries[export->count - 1];
    switch (how % 6) {
    case 0: /* the text */
        entry->text[where % strlen(entry->text)] ^= 1;
        return true;
    case 1: /* its hash */
        entry->hash[where % (DIGEST_HEX_SIZE - 1)] ^= 1;
        return true;
    case 2: /* its number */
        entry->sequence += (int64_t)where + 1;
        return true;
    case 3: /* the order */
        if (!last)
            swap(entry, entry + 1);
        return !last;
    case 4: /* the first entry */
        drop_first(export);
        return export->count > 0;
    default: /* all from one entry on belong to somebody else, and the hashes are made anew */
        if (where % export->count == 0)
            return false;
        *strstr(entry->text, organisation) = '1';
        chain_up(export);
        return true;
    }
}

static void try_made(const char *input, size_t length)
{
    SCOPED(export_release) struct export export = {0};
    fill(&export, input + 2, length - 2);
    must(export.count == 0 || verify_export(&export) == EXIT_DONE);
    if (export.count > 0 &&
        tamper(&export, (unsigned char)input[0], (size_t)(unsigned char)input[1]))
        must(verify_export(&export) != EXIT_DONE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool started;
    SCOPED(fault_release) struct fault fault = {0};
    if (size < 3 || size > INPUT_MAX)
        return 0;
    must(started || secret_start(&fault).code == ERR_NONE);
    started = true;
    verify(data, size);
    verify_all(data, size);
    try_made((const char *)data, size);
    return 0;
}
