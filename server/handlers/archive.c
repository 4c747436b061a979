/* SPDX-License-Identifier: Apache-2.0 */
/* All that an organisation owns, in one archive that is made while it is sent. Each page of rows is
 * an exchange of its own, so that a slow client holds no connection to the database. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/zip_out.h"
#include "handlers/archive_readme.h"
#include "handlers/evidence_out.h"
#include "handlers/way/read.h"
#include "operations.h"

enum { PAGE_ROWS = 200, NAME_SIZE = 80, SECOND = 1000000 };

struct archive {
    struct payer_name owner;
    bool admitted;
    struct archive *next; /* of those that run */
    json_t *contents;
    struct zip_out *zip;
};

static struct {
    pthread_mutex_t lock;
    struct archive *first;
} running = {.lock = PTHREAD_MUTEX_INITIALIZER};

static bool runs(const struct payer_name *owner)
{
    for (const struct archive *one = running.first; one; one = one->next)
        if (payer_same(&one->owner, owner))
            return true;
    return false;
}

/* One at a time for an organisation. For all of them there is no other number than that of threads
 * (wire/admission.h): who reads slowly would keep it from the others. */
static err admit(struct archive *archive, const struct request *request, struct fault *fault)
{
    archive->owner = request->payer.name;
    pthread_mutex_lock(&running.lock);
    archive->admitted = !runs(&archive->owner);
    if (archive->admitted) {
        archive->next = running.first;
        running.first = archive;
    }
    pthread_mutex_unlock(&running.lock);
    return archive->admitted ? OK : fault_set_later(fault, ERR_TOO_MANY, "archive_running", 10);
}

static void dismiss(const struct archive *archive)
{
    pthread_mutex_lock(&running.lock);
    struct archive **place = &running.first;
    while (*place != archive)
        place = &(*place)->next;
    *place = archive->next;
    pthread_mutex_unlock(&running.lock);
}

static void archive_release(void *context)
{
    struct archive *archive = context;
    if (!archive)
        return;
    if (archive->admitted)
        dismiss(archive);
    zip_out_close(archive->zip);
    json_decref(archive->contents);
    free(archive);
}

static void archive_release_at(struct archive **archive)
{
    archive_release(*archive);
}

/* That everything was taken out, and by whom, stands in the log, and thus in the archive. */
static err begin(struct request *request, struct archive *archive, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(app_begin(request, &exchange, fault));
    app_enter(&exchange, request, request->operation->rights);
    size_t contents = exchange_send(&exchange, q_archive_contents());
    exchange_send(&exchange, QUERY(audit_append, .action = request->operation->id,
                                   .object = "archive", .detail = "{}"));
    TRY(exchange_commit(&exchange, fault));
    archive->contents = json_loads(q_value_row(&exchange, contents, 0).value, 0, NULL);
    return archive->contents ? OK : fault_log(fault, ERR_INTERNAL, "no contents of an archive");
}

static err add_readme(struct archive *archive, const struct request *request, const char *name,
                      enum language language, struct fault *fault)
{
    SCOPED(buf_release) struct buf text = BUF_INIT(ARCHIVE_README_MAX);
    archive_readme(archive->contents, request->now_text, language, &text);
    if (!buf_ok(&text))
        return fault_log(fault, ERR_INTERNAL, "the description of an archive is too long");
    TRY(zip_out_file(archive->zip, name, fault));
    return zip_out_write(archive->zip, text.data, text.length, fault);
}

/* *after: the last row's place, NULL at the end of the file; it is replaced. */
static err pack_page(struct archive *archive, struct request *request, const char *file,
                     char **after, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    size_t page = 0;
    TRY(read_rows_again(request,
                        QUERY(archive_page, .file = file, .after = *after, .rows = PAGE_ROWS),
                        &exchange, &page, fault));
    free(steal(after));
    size_t count = exchange_rows(&exchange, page);
    for (size_t i = 0; i < count; i++) {
        struct q_archive_page_row row = q_archive_page_row(&exchange, page, i);
        TRY(zip_out_write(archive->zip, row.line, strlen(row.line), fault));
        TRY(zip_out_write(archive->zip, "\n", 1, fault));
        if (i + 1 == count && !(*after = strdup(row.after)))
            return fault_log(fault, ERR_INTERNAL, "out of memory");
    }
    return OK;
}

static err pack_file(struct archive *archive, struct request *request, struct writer *writer,
                     const char *file, struct fault *fault)
{
    char name[NAME_SIZE];
    SCOPED(free_at) char *after = NULL;
    snprintf(name, sizeof name, "%s.ndjson", file);
    TRY(zip_out_file(archive->zip, name, fault));
    do {
        TRY(pack_page(archive, request, file, &after, fault));
        TRY(writer_flush(writer, fault));
    } while (after);
    return OK;
}

static err pack_evidence(struct archive *archive, struct request *request, struct writer *writer,
                         struct evidence_file *file, struct fault *fault)
{
    char name[NAME_SIZE];
    snprintf(name, sizeof name, "evidence/%s.%s", file->id, file->type->extension);
    TRY(zip_out_file(archive->zip, name, fault));
    for (int64_t place = 0; place * FILE_PIECE < file->size; place++) {
        TRY(evidence_file_read(request, file, place, fault));
        TRY(zip_out_write(archive->zip, (const char *)file->piece, file->length, fault));
        TRY(writer_flush(writer, fault));
    }
    return OK;
}

static err pack_all_evidence(struct archive *archive, struct request *request,
                             struct writer *writer, struct fault *fault)
{
    SCOPED(evidence_file_free) struct evidence_file *file = evidence_file_new(EVIDENCE_ALL);
    if (!file)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    TRY(evidence_file_open(request, file, fault));
    while (file->id[0]) {
        TRY(pack_evidence(archive, request, writer, file, fault));
        TRY(evidence_file_open(request, file, fault));
    }
    return OK;
}

static err send_archive(struct request *request, struct writer *writer, void *context,
                        struct fault *fault)
{
    struct archive *archive = context;
    size_t index = 0;
    const json_t *file;
    TRY(zip_out_open(&writer->buf, request->now / SECOND, &archive->zip, fault));
    TRY(add_readme(archive, request, "README.ja.md", LANGUAGE_JA, fault));
    TRY(add_readme(archive, request, "README.md", LANGUAGE_EN, fault));
    json_array_foreach(json_object_get(archive->contents, "files"), index, file) TRY(pack_file(
        archive, request, writer, json_string_value(json_object_get(file, "file")), fault));
    TRY(pack_all_evidence(archive, request, writer, fault));
    TRY(zip_out_finish(archive->zip, fault));
    return writer_flush(writer, fault);
}

err archive_get(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(archive_release_at) struct archive *archive = calloc(1, sizeof *archive);
    if (!archive)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    TRY(admit(archive, request, fault));
    TRY(begin(request, archive, fault));
    response->content_type = "application/zip";
    snprintf(response->disposition, sizeof response->disposition,
             "attachment; filename=\"hoshitori-%s.zip\"", request->day);
    response->stream = (struct response_stream){send_archive, steal(&archive), archive_release};
    return OK;
}
