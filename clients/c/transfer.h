/* SPDX-License-Identifier: Apache-2.0 */
/* One attempt of one request with libcurl. */
#ifndef HOSHITORI_TRANSFER_H
#define HOSHITORI_TRANSFER_H

#include <curl/curl.h>

#include "hoshitori.h"

struct transfer {
    CURL *curl;                 /* borrowed, with everything set that is the same for all */
    const char *url;            /* whole */
    struct curl_slist *headers; /* borrowed */
    const struct hoshitori_request *request;
    const char *body; /* NULL: none */
    size_t body_length;
    const struct hoshitori_options *options;
};

struct outcome {
    int status;
    int retry_after; /* seconds; -1: not said */
    bool sent;       /* something may have reached the server */
    bool delivered;  /* the sink has got bytes */
    bool stopped;    /* by the sink or the progress function */
    bool too_long;
    bool hopeless; /* the same again would come out the same: its certificate, say */
};

/* Fills the answer as far as it came; `failure` when it is not whole. */
struct outcome transfer_run(const struct transfer *transfer, struct hoshitori_answer *answer);

#endif
