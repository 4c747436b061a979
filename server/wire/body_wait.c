/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/body_wait.h"

#include "base/banned.h"

enum {
    SMALL = 16384,       /* bytes; no operation without a key takes more */
    HERE_SECONDS = 1,    /* for what need not be waited for */
    OPEN_SECONDS = 3,    /* for a body without a key */
    STREAM_SECONDS = 30, /* see wire_stream_body */
    TRIES = 3,           /* of a look-up whose connection to the database was lost */
};

static err look_up(const struct body_wait *wait, struct request *request, struct fault *fault)
{
    SCOPED(fault_release) struct fault refusal = {0};
    err found = OK;
    for (int i = 0; i == 0 || (found.code == ERR_AGAIN && i < TRIES); i++) {
        fault_clear(&refusal);
        found = wait->admit ? wait->admit(request, &refusal) : OK;
    }
    if (found.code == ERR_NONE)
        return OK;
    fault_move(&refusal, fault);
    return found;
}

err body_wait_admit(const struct body_wait *wait, struct wire *wire, bool proven,
                    struct request *request, int *seconds, struct fault *fault)
{
    const struct operation *operation = request->operation;
    bool here = !operation || (wire->frame.length <= SMALL && wire_body_here(wire));
    *seconds = here ? HERE_SECONDS : OPEN_SECONDS;
    if (!operation || operation->open || (here && proven))
        return OK;
    /* Without one, or with none of the right form, the request was refused already. */
    if (request->credential.present) {
        err found = look_up(wait, request, fault);
        wire->known = found.code == ERR_NONE || found.code == ERR_FORBIDDEN;
        TRY(found);
    }
    if (!here)
        *seconds = operation->stream ? STREAM_SECONDS : wait->seconds;
    return OK;
}

static err read_of_stranger(struct body_wait *wait, struct wire *wire, size_t limit,
                            struct buf *out, struct fault *fault)
{
    err read = OK;
    if (atomic_fetch_add(&wait->strangers, 1) < wait->strangers_max)
        read = wire_read(wire, limit, OPEN_SECONDS, out, fault);
    else
        read = fault_set(fault, ERR_UNAVAILABLE, "overloaded");
    atomic_fetch_sub(&wait->strangers, 1);
    return read;
}

err body_wait_read(struct body_wait *wait, struct wire *wire, struct request *request, int seconds,
                   struct buf *out, struct fault *fault)
{
    const struct operation *operation = request->operation;
    size_t limit = operation->media_types ? operation->body_limit : 0;
    if (operation->stream) {
        wire_stream_body(wire, limit, seconds, &request->reader);
        return OK;
    }
    *out = (struct buf)BUF_INIT(limit);
    if (operation->open && seconds == OPEN_SECONDS)
        return read_of_stranger(wait, wire, limit, out, fault);
    return wire_read(wire, limit, seconds, out, fault);
}
