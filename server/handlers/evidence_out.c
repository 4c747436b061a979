/* SPDX-License-Identifier: Apache-2.0 */
#include "handlers/evidence_out.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/content_digest.h"
#include "base/hex.h"
#include "base/uri.h"
#include "handlers/way/pass.h"
#include "http/range.h"
#include "operations.h"

/* The bytes of a bytea; false when it is none, or more than fit. */
static bool bytes_of(const char *text, struct buf *out)
{
    buf_clear(out);
    return text && strncmp(text, "\\x", 2) == 0 && hex_decode(text + 2, out);
}

static err take_file_row(struct request *request, const struct q_evidence_file_row *row,
                         struct evidence_file *out, struct fault *fault)
{
    SCOPED(buf_release) struct buf key = BUF_INIT(FILE_KEY_SEALED_MAX);
    static const struct file_type unknown = {"application/octet-stream", "bin"};
    out->size = row->size;
    out->type = file_type_named(row->media_type);
    if (!out->type)
        out->type = &unknown;
    snprintf(out->id, sizeof out->id, "%s", row->evidence);
    snprintf(out->name, sizeof out->name, "%s", row->name ? row->name : "");
    if (!bytes_of(row->sealed_key, &key) ||
        !hex_read(row->digest, strlen(row->digest), out->digest, sizeof out->digest))
        return fault_log(fault, ERR_INTERNAL, "evidence %s: no key or no digest", out->id);
    return file_seal_open(row->content, app_of(request)->secret, key.data, key.length, &out->seal,
                          fault);
}

struct evidence_file *evidence_file_new(enum evidence_way way)
{
    struct evidence_file *file = calloc(1, sizeof *file);
    if (!file)
        return NULL;
    file->way = way;
    file->at = -1;
    file->sealed = (struct buf)BUF_INIT(FILE_PIECE_SEALED + 1);
    return file;
}

void evidence_file_free(struct evidence_file **file)
{
    if (!*file)
        return;
    file_seal_release(&(*file)->seal);
    buf_release(&(*file)->sealed);
    free(*file);
}

static err find_file(struct request *request, const struct evidence_file *file,
                     struct exchange *exchange, size_t *index, struct fault *fault)
{
    const char *evidence = request_parameter(request, "evidence");
    switch (file->way) {
    case EVIDENCE_OWN:
        return read_rows_again(request, QUERY(evidence_open, .evidence = evidence), exchange, index,
                               fault);
    case EVIDENCE_SHOWN:
        return read_rows_again(request,
                               QUERY(disclosed_evidence_open,
                                     .selector = request_parameter(request, "supplier"),
                                     .evidence = evidence),
                               exchange, index, fault);
    case EVIDENCE_ALL:
        break;
    }
    return read_rows_again(request,
                           QUERY(archive_evidence_next, .after = file->id[0] ? file->id : NULL),
                           exchange, index, fault);
}

err evidence_file_open(struct request *request, struct evidence_file *file, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    size_t index = 0;
    TRY(find_file(request, file, &exchange, &index, fault));
    file->at = -1;
    file->id[0] = '\0';
    if (exchange_rows(&exchange, index) == 0)
        return file->way == EVIDENCE_ALL ? OK : fault_set(fault, ERR_NOT_FOUND, NULL);
    struct q_evidence_file_row row = q_evidence_file_row(&exchange, index, 0);
    return take_file_row(request, &row, file, fault);
}

static err find_piece(struct request *request, const struct evidence_file *file, int32_t place,
                      struct exchange *exchange, size_t *index, struct fault *fault)
{
    switch (file->way) {
    case EVIDENCE_OWN:
        return read_rows_again(request,
                               QUERY(evidence_piece_get, .evidence = file->id, .place = place),
                               exchange, index, fault);
    case EVIDENCE_SHOWN:
        return read_rows_again(request,
                               QUERY(disclosed_evidence_piece,
                                     .selector = request_parameter(request, "supplier"),
                                     .evidence = file->id, .place = place),
                               exchange, index, fault);
    case EVIDENCE_ALL:
        break;
    }
    return read_rows_again(request,
                           QUERY(archive_evidence_piece, .evidence = file->id, .place = place),
                           exchange, index, fault);
}

static err read_sealed(struct request *request, struct evidence_file *file, int32_t place,
                       struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    size_t index = 0;
    TRY(find_piece(request, file, place, &exchange, &index, fault));
    if (!bytes_of(q_value_row(&exchange, index, 0).value, &file->sealed))
        return fault_log(fault, ERR_INTERNAL, "evidence %s: piece %d is missing", file->id, place);
    return OK;
}

err evidence_file_read(struct request *request, struct evidence_file *file, int64_t place,
                       struct fault *fault)
{
    if (file->at == place)
        return OK;
    file->at = -1;
    TRY(read_sealed(request, file, (int32_t)place, fault));
    int64_t left = file->size - place * FILE_PIECE;
    bool last = left <= FILE_PIECE;
    if (!file_piece_open(&file->seal, (uint64_t)place, last, file->sealed.data, file->sealed.length,
                         file->piece, &file->length) ||
        file->length != (size_t)(last ? left : FILE_PIECE))
        return fault_log(fault, ERR_INTERNAL, "evidence %s: piece %d was changed", file->id,
                         (int)place);
    file->at = place;
    return OK;
}

/* Sent */

struct sending {
    struct evidence_file *file;
    struct range range;
};

static void sending_release(void *context)
{
    struct sending *sending = context;
    if (!sending)
        return;
    evidence_file_free(&sending->file);
    free(sending);
}

static void sending_release_at(struct sending **sending)
{
    sending_release(*sending);
}

static err send_pieces(struct request *request, struct writer *writer, void *context,
                       struct fault *fault)
{
    struct sending *sending = context;
    struct evidence_file *file = sending->file;
    for (int64_t at = sending->range.from; at < sending->range.to;) {
        TRY(evidence_file_read(request, file, at / FILE_PIECE, fault));
        int64_t skipped = at % FILE_PIECE;
        int64_t count = (int64_t)file->length - skipped;
        if (count > sending->range.to - at)
            count = sending->range.to - at;
        buf_add(&writer->buf, file->piece + skipped, (size_t)count);
        TRY(writer_flush(writer, fault));
        at += count;
    }
    return OK;
}

/* For programs that know no other than ASCII names, and for all others the name itself (RFC 6266).
 */
static err set_names(const struct evidence_file *file, struct response *response,
                     struct fault *fault)
{
    SCOPED(buf_release) struct buf text = BUF_INIT(RESPONSE_DISPOSITION_SIZE - 1);
    buf_format(&text, "attachment; filename=\"evidence-%s.%s\"; filename*=UTF-8''", file->id,
               file->type->extension);
    uri_encode(&text, file->name);
    if (!buf_ok(&text))
        return fault_log(fault, ERR_INTERNAL, "the name of a file is too long");
    snprintf(response->disposition, sizeof response->disposition, "%s", buf_text(&text));
    response->content_type = file->type->media_type;
    response->parts = true;
    response->cache_control = "private, no-store, no-transform";
    content_digest_write(file->digest, response->repr_digest);
    return OK;
}

static err choose_range(const struct request *request, struct sending *sending,
                        struct response *response, struct fault *fault)
{
    int64_t size = sending->file->size;
    switch (range_read(request->range, request->if_range, response->etag, size, &sending->range)) {
    case RANGE_BEYOND:
        snprintf(response->content_range, sizeof response->content_range, "bytes */%lld",
                 (long long)size);
        return fault_set(fault, ERR_RANGE, NULL);
    case RANGE_PART:
        response->status = 206;
        snprintf(response->content_range, sizeof response->content_range, "bytes %lld-%lld/%lld",
                 (long long)sending->range.from, (long long)sending->range.to - 1, (long long)size);
        return OK;
    case RANGE_WHOLE:
        break;
    }
    return OK;
}

/* The first piece is opened before the head is sent: what was changed in it is a problem, and not
 * an answer that is cut off. */
static err send_evidence(struct request *request, struct response *response, enum evidence_way way,
                         struct fault *fault)
{
    SCOPED(sending_release_at) struct sending *sending = calloc(1, sizeof *sending);
    char etag[DIGEST_HEX_SIZE];
    if (!sending || !(sending->file = evidence_file_new(way)))
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    TRY(evidence_file_open(request, sending->file, fault));
    digest_hex(sending->file->digest, etag);
    if (response_not_modified(response, request, etag))
        return OK;
    TRY(choose_range(request, sending, response, fault));
    TRY(set_names(sending->file, response, fault));
    TRY(evidence_file_read(request, sending->file, sending->range.from / FILE_PIECE, fault));
    response->stream_length = sending->range.to - sending->range.from;
    response->stream = (struct response_stream){send_pieces, steal(&sending), sending_release};
    return OK;
}

PASS(send_evidence, evidence_content_get, EVIDENCE_OWN)

PASS(send_evidence, supplier_evidence_content_get, EVIDENCE_SHOWN)
