/* SPDX-License-Identifier: Apache-2.0 */
#include "files.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/scope.h"
#include "say.h"
#include "width.h"

#define WORKBOOK_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

enum { FILE_MAX = 256 << 20, CHUNK = 1 << 16 };

err file_read(const struct session *session, const char *path, char **out, size_t *length)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    SCOPED(buf_release) struct buf text = BUF_INIT(FILE_MAX);
    char chunk[CHUNK];
    size_t count;
    if (file == NULL)
        return refuse(session, ERR_INVALID, W_FILE_UNREADABLE, path, strerror(errno), NULL);
    while ((count = fread(chunk, 1, sizeof chunk, file)) > 0)
        buf_add(&text, chunk, count);
    bool whole = ferror(file) == 0 && buf_ok(&text);
    if (file != stdin)
        fclose(file);
    if (!whole)
        return refuse(session, ERR_INVALID, W_FILE_UNREADABLE, path, strerror(errno), NULL);
    *length = text.length;
    *out = text.length > 0 ? buf_steal(&text) : strdup("");
    return OK;
}

bool file_ends(const char *path, const char *ending)
{
    size_t length = strlen(path);
    return length >= strlen(ending) && strcasecmp(path + length - strlen(ending), ending) == 0;
}

static bool begins(const char *bytes, size_t length, const char *mark)
{
    return length >= strlen(mark) && memcmp(bytes, mark, strlen(mark)) == 0;
}

static bool is_utf8(const char *bytes, size_t length)
{
    unsigned character;
    size_t step;
    for (size_t at = 0; at < length; at += step) {
        step = width_decode(bytes + at, &character);
        if (character == 0xfffd && step == 1)
            return false;
    }
    return true;
}

const char *sheet_type(const char *path, const char *encoding, const char *bytes, size_t length)
{
    if (file_ends(path, ".xlsx") || file_ends(path, ".xlsm") || begins(bytes, length, "PK\x03\x04"))
        return WORKBOOK_TYPE;
    if (encoding == NULL &&
        (begins(bytes, length, "\xff\xfe") || begins(bytes, length, "\xfe\xff")))
        return "text/csv; charset=utf-16";
    bool utf8 = encoding != NULL ? strcmp(encoding, "utf-8") == 0 : is_utf8(bytes, length);
    return utf8 ? "text/csv; charset=utf-8" : "text/csv; charset=shift_jis";
}

const char *rows_type(const char *format, const char *path)
{
    static const struct {
        const char *ending, *type;
    } types[] = {{".ndjson", "application/x-ndjson"}, {".xlsx", WORKBOOK_TYPE}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (format != NULL ? strcmp(format, types[i].ending + 1) == 0
                           : path != NULL && file_ends(path, types[i].ending))
            return types[i].type;
    return "text/csv";
}

err new_file_open(struct session *session, const char *path, struct new_file *out)
{
    *out = (struct new_file){.session = session, .path = path, .stream = stdout};
    if (path == NULL || strcmp(path, "-") == 0) {
        out->path = NULL;
        return OK;
    }
    if (access(path, F_OK) == 0)
        TRY(confirm(session, W_ASK_REPLACE, path, NULL));
    snprintf(out->beside, sizeof out->beside, "%s.XXXXXX", path);
    int file = mkstemp(out->beside);
    mode_t mask = umask(0);
    umask(mask);
    if (file >= 0)
        (void)fchmod(file, 0666 & ~mask); /* else it stays for its owner alone */
    out->stream = file >= 0 ? fdopen(file, "w") : NULL;
    if (out->stream == NULL)
        return refuse(session, ERR_INVALID, W_FILE_UNWRITABLE, path, strerror(errno), NULL);
    return OK;
}

bool new_file_write(struct new_file *file, const char *bytes, size_t length)
{
    file->written += length;
    if (fwrite(bytes, 1, length, file->stream) == length)
        return true;
    refuse(file->session, ERR_INVALID, W_FILE_UNWRITABLE, file->path != NULL ? file->path : "-",
           strerror(errno), NULL);
    return false;
}

err new_file_close(struct new_file *file, bool whole)
{
    if (file->path == NULL)
        return fflush(stdout) == 0 ? OK : (err){ERR_INVALID};
    bool written = fclose(file->stream) == 0;
    if (whole && written && rename(file->beside, file->path) == 0)
        return OK;
    unlink(file->beside);
    return whole ? refuse(file->session, ERR_INVALID, W_FILE_UNWRITABLE, file->path,
                          strerror(errno), NULL)
                 : OK;
}

err file_write_text(struct session *session, const char *path, const char *text)
{
    struct new_file file;
    TRY(new_file_open(session, path, &file));
    bool whole = new_file_write(&file, text, strlen(text)) && new_file_write(&file, "\n", 1);
    return new_file_close(&file, whole);
}
