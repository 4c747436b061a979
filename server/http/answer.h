/* SPDX-License-Identifier: Apache-2.0 */
/* A response → the bytes of its head, with the headers that every answer carries. Pure. */
#ifndef HTTP_ANSWER_H
#define HTTP_ANSWER_H

#include <time.h>

#include "http/response.h"

enum { ANSWER_HEAD_MAX = 32768 };

/* Fills in the status that the handler left open. */
void answer_settle(struct response *response);
bool answer_has_body(const struct response *response);
/* How the connection goes on, and how a streamed body is delimited. */
struct answer_frame {
    bool keep_alive;
    bool chunked; /* else the end of the connection ends it */
};

void answer_head(const struct response *response, const struct request *request, time_t now,
                 const struct answer_frame *frame, struct buf *out);

#endif
