/* SPDX-License-Identifier: Apache-2.0 */
/* A file on its way in: piece by piece it is looked at, sealed and put by, each in an exchange of
 * its own; what does not arrive whole leaves nothing. */
#include <stdlib.h>
#include <string.h>

#include "base/content_digest.h"
#include "base/file_seal.h"
#include "base/file_type.h"
#include "base/hex.h"
#include "base/uuid.h"
#include "handlers/evidence_slots.h"
#include "handlers/way/change.h"
#include "http/fault_params.h"
#include "operations.h"
#include "outbound/scanner.h"

enum { RUNS_MAX = 5, HEX_MAX = 2 * FILE_PIECE_SEALED + 8 };

struct file_intake {
    struct request *request;
    const char *evidence;
    char content[UUID_TEXT_SIZE];
    struct file_seal seal;
    unsigned char announced[DIGEST_SIZE];
    struct digest digest;
    struct scan scan; /* where files are scanned for viruses */
    const struct file_type *type;
    int slot;
    bool wanted; /* it is not stored yet */
    bool begun;  /* it has a place in the database */
    unsigned char *piece, *sealed;
    struct buf hex;
    int32_t place;
    int64_t received;
};

static void file_intake_release(struct file_intake *intake)
{
    evidence_slot_leave(&intake->slot);
    scan_release(&intake->scan);
    file_seal_release(&intake->seal);
    free(intake->piece);
    free(intake->sealed);
    buf_release(&intake->hex);
}

/* A bytea parameter. */
static err to_hex(struct buf *hex, const void *bytes, size_t length, struct fault *fault)
{
    buf_clear(hex);
    buf_text_add(hex, "\\x");
    hex_add(hex, bytes, length);
    return buf_ok(hex) ? OK : fault_log(fault, ERR_INTERNAL, "out of memory");
}

static err read_announced(struct file_intake *intake, struct fault *fault)
{
    const struct request *request = intake->request;
    if (request->content_length == REQUEST_ABSENT)
        return fault_set(fault, ERR_LENGTH, NULL);
    if (request->content_length == 0)
        return fault_set(fault, ERR_MALFORMED, "body_missing");
    if (!content_digest_read(request_parameter(request, "Content-Digest"), intake->announced)) {
        fault_add(fault, "header:Content-Digest", "content_digest_unreadable", NULL);
        return fault_invalid(fault);
    }
    return OK;
}

/* One exchange; what may pass is tried again, for the body cannot be read twice. */
static err exchange_once(struct request *request, struct statement statement,
                         struct exchange *exchange, size_t *index, struct fault *fault)
{
    TRY(app_begin(request, exchange, fault));
    app_enter(exchange, request, request->operation->rights);
    *index = exchange_send(exchange, statement);
    return exchange_commit(exchange, fault);
}

static err exchange_again_if_lost(struct request *request, struct statement statement,
                                  struct exchange *exchange, size_t *index, struct fault *fault)
{
    err done = OK;
    for (int run = 0; run < RUNS_MAX; run++) {
        exchange_release(exchange);
        fault_clear(fault);
        done = exchange_once(request, statement, exchange, index, fault);
        if (done.code != ERR_AGAIN)
            break;
    }
    return done;
}

static err change_run_again(const struct change *change, struct request *request,
                            struct response *response, struct fault *fault)
{
    err done = OK;
    for (int run = 0; run < RUNS_MAX; run++) {
        fault_clear(fault);
        response_clear(response);
        done = change_run(change, request, response, fault);
        if (done.code != ERR_AGAIN)
            break;
    }
    return done;
}

static err begin_content(struct file_intake *intake, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    SCOPED(buf_release) struct buf key = BUF_INIT(FILE_KEY_SEALED_MAX);
    SCOPED(buf_release) struct buf digest = BUF_INIT(2 * DIGEST_HEX_SIZE);
    size_t index = 0;
    uuid_make_text(intake->request->now, intake->content);
    TRY(file_seal_new(intake->content, &intake->seal, fault));
    file_seal_keep(&intake->seal, app_of(intake->request)->secret, &key);
    TRY(to_hex(&intake->hex, key.data, key.length, fault));
    TRY(to_hex(&digest, intake->announced, DIGEST_SIZE, fault));
    TRY(exchange_again_if_lost(
        intake->request,
        QUERY(evidence_begin, .evidence = intake->evidence, .content = intake->content,
              .size = intake->request->content_length, .digest = buf_text(&digest),
              .sealed_key = buf_text(&intake->hex)),
        &exchange, &index, fault));
    intake->wanted = q_evidence_begin_row(&exchange, index, 0).value;
    intake->begun = intake->wanted;
    return OK;
}

static err put_by(struct file_intake *intake, size_t length, bool last, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    size_t index = 0;
    size_t size = file_piece_seal(&intake->seal, (uint64_t)intake->place, last, intake->piece,
                                  length, intake->sealed);
    TRY(to_hex(&intake->hex, intake->sealed, size, fault));
    return exchange_again_if_lost(intake->request,
                                  QUERY(evidence_piece_add, .content = intake->content,
                                        .place = intake->place, .sealed = buf_text(&intake->hex)),
                                  &exchange, &index, fault);
}

static err refuse_type(struct fault *fault)
{
    json_t *expected = json_array();
    for (const struct file_type *type = file_types; type->media_type; type++)
        json_array_append_new(expected, json_string(type->media_type));
    fault_params_set(fault, json_pack("{s:o}", "expected", expected));
    return fault_set(fault, ERR_MEDIA_TYPE, "evidence_type");
}

/* Until the piece is full or the body has ended. */
static err fill_piece(struct file_intake *intake, size_t *length, struct fault *fault)
{
    size_t count = 1;
    for (*length = 0; *length < FILE_PIECE && count > 0; *length += count)
        TRY(request_read(intake->request, intake->piece + *length, FILE_PIECE - *length, &count,
                         fault));
    intake->received += (int64_t)*length;
    digest_add(&intake->digest, intake->piece, *length);
    return OK;
}

static err take_next_piece(struct file_intake *intake, size_t length, struct fault *fault)
{
    bool last = intake->received == intake->request->content_length;
    if (!intake->wanted)
        return OK;
    if (intake->place == 0)
        intake->type = file_type_of(intake->piece, length);
    if (!intake->type)
        return refuse_type(fault);
    if (intake->scan.socket >= 0)
        TRY(scan_add(&intake->scan, intake->piece, (uint32_t)length, fault));
    TRY(put_by(intake, length, last, fault));
    intake->place++;
    return OK;
}

static err take_all_pieces(struct file_intake *intake, struct fault *fault)
{
    unsigned char found[DIGEST_SIZE];
    size_t length = 0;
    digest_start(&intake->digest);
    do {
        TRY(fill_piece(intake, &length, fault));
        if (length > 0)
            TRY(take_next_piece(intake, length, fault));
    } while (length > 0);
    digest_end(&intake->digest, found);
    if (memcmp(found, intake->announced, sizeof found) == 0)
        return OK;
    fault_add(fault, "header:Content-Digest", "content_digest_differs", NULL);
    return fault_invalid(fault);
}

/* Takes the bytes away at once, and leaves in the audit log what was found in them. */
static err refuse_infected(struct file_intake *intake, const char *signature, struct fault *fault)
{
    SCOPED(response_release) struct response unsent = {0};
    const struct change change = {.statement =
                                      QUERY(evidence_refuse, .evidence = intake->evidence,
                                            .content = intake->content, .signature = signature)};
    /* No repetition is kept of it: the client is told something else. */
    const char *key = intake->request->idempotency_key;
    intake->request->idempotency_key = NULL;
    err refused = change_run_again(&change, intake->request, &unsent, fault);
    intake->request->idempotency_key = key;
    TRY(refused);
    intake->begun = false;
    fault_params_set(fault, json_pack("{s:s}", "signature", signature));
    return fault_set(fault, ERR_INVALID, "evidence_infected");
}

/* No connection is held meanwhile. */
static err scan_to_the_end(struct file_intake *intake, struct fault *fault)
{
    char signature[SCANNER_ANSWER_MAX];
    if (intake->scan.socket < 0)
        return OK;
    app_rest(intake->request);
    TRY(scan_end(&intake->scan, signature, fault));
    scan_release(&intake->scan);
    return signature[0] != '\0' ? refuse_infected(intake, signature, fault) : OK;
}

static err keep_content(struct file_intake *intake, struct response *response, struct fault *fault)
{
    const struct change change = {
        .statement = QUERY(evidence_store, .evidence = intake->evidence,
                           .content = intake->wanted ? intake->content : NULL,
                           .media_type = intake->type ? intake->type->media_type : NULL)};
    return change_run_again(&change, intake->request, response, fault);
}

static err drop_once(struct file_intake *intake, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(app_begin(intake->request, &exchange, fault));
    exchange_send(&exchange,
                  QUERY(evidence_drop, .org = intake->request->credential.organisation_id,
                        .evidence = intake->evidence, .content = intake->content));
    return exchange_commit(&exchange, fault);
}

/* Also of whose key has ended meanwhile. When this fails too, the worker takes it away. */
static void drop(struct file_intake *intake)
{
    err dropped = {ERR_AGAIN};
    for (int run = 0; run < RUNS_MAX && dropped.code == ERR_AGAIN; run++) {
        SCOPED(fault_release) struct fault ignored = {0};
        dropped = drop_once(intake, &ignored);
    }
}

static err take_file(struct file_intake *intake, struct response *response, struct fault *fault)
{
    const char *scanner = app_of(intake->request)->config->clamd;
    TRY(begin_content(intake, fault));
    if (intake->wanted && scanner[0] != '\0')
        TRY(scan_begin(scanner, &intake->scan, fault));
    TRY(take_all_pieces(intake, fault));
    TRY(scan_to_the_end(intake, fault));
    return keep_content(intake, response, fault);
}

err evidence_content_put(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(file_intake_release)
    struct file_intake intake = {.request = request,
                                 .evidence = request_parameter(request, "evidence"),
                                 .slot = -1,
                                 .scan = {.socket = -1},
                                 .hex = BUF_INIT(HEX_MAX)};
    TRY(read_announced(&intake, fault));
    TRY(evidence_slot_take(&request->payer.name, &intake.slot, fault));
    intake.piece = malloc(FILE_PIECE);
    intake.sealed = malloc(FILE_PIECE_SEALED);
    if (!intake.piece || !intake.sealed)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    err done = take_file(&intake, response, fault);
    if (done.code != ERR_NONE && intake.begun)
        drop(&intake);
    return done;
}
