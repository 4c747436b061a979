/* SPDX-License-Identifier: Apache-2.0 */
/* A stored file, opened piece by piece: each is an exchange of its own, so that whoever reads
 * slowly holds no connection, and one who may not read it any more reads no further. */
#ifndef HANDLERS_EVIDENCE_OUT_H
#define HANDLERS_EVIDENCE_OUT_H

#include "base/file_seal.h"
#include "base/file_type.h"
#include "handlers/way/app.h"

enum { EVIDENCE_NAME_SIZE = 401 };

enum evidence_way {
    EVIDENCE_OWN,   /* as far as the key may read its side */
    EVIDENCE_SHOWN, /* by the request's {supplier}; that it is read is written down */
    EVIDENCE_ALL    /* all of the organisation's, one after the other */
};

struct evidence_file {
    enum evidence_way way;
    char id[UUID_TEXT_SIZE]; /* "" = there is none */
    struct file_seal seal;
    int64_t size;
    const struct file_type *type;
    unsigned char digest[DIGEST_SIZE];
    char name[EVIDENCE_NAME_SIZE];
    int64_t at; /* which piece `piece` holds; -1 = none */
    size_t length;
    unsigned char piece[FILE_PIECE];
    struct buf sealed;
};

/* On the heap, for it holds a piece; NULL = out of memory. */
struct evidence_file *evidence_file_new(enum evidence_way way);
void evidence_file_free(struct evidence_file **file);
/* Opens the request's {evidence}, or, of all, the one behind file->id. Only of all there may be
 * none. */
err evidence_file_open(struct request *request, struct evidence_file *file,
                       struct fault *fault) MUST_CHECK;
/* Its piece from byte place * FILE_PIECE on, into `piece`. ERR_INTERNAL: it was changed, moved or
 * is missing. */
err evidence_file_read(struct request *request, struct evidence_file *file, int64_t place,
                       struct fault *fault) MUST_CHECK;

#endif
