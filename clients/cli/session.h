/* SPDX-License-Identifier: Apache-2.0 */
/* One run of the program: who it works for, in which language, and how it speaks. */
#ifndef CLI_SESSION_H
#define CLI_SESSION_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "arguments.h"
#include "base/language.h"
#include "hoshitori.h"
#include "terminal.h"
#include "words.h"

struct session {
    enum language language;
    struct terminal terminal;
    const struct arguments *arguments;
    bool json;
    bool yes;
    bool quiet;
    bool insecure_http;
    const char *profile; /* its name */
    char *url;           /* owned; NULL until it is known */
    char *key;           /* owned; NULL: none */
    struct hoshitori *client;
    enum word doing; /* what the progress bar tells of; W_NONE: no bar */
    int64_t drawn_at;
    bool drawn;
};

/* Language and streams only: enough to speak. */
void session_begin(struct session *session, const struct arguments *arguments);
void session_end(struct session *session);

/* Reads environment and profile: `url` and `key` may still be NULL afterwards. A profile's key is
 * for the profile's own address only. */
err session_identify(struct session *session);
/* A client for url and key as they stand, in place of the one before. */
err session_connect(struct session *session);
/* Both, once, and a key must be there. Requests, lists and confirm() begin with it; who asks a
 * person or opens a file before them calls it. */
err session_sign_in(struct session *session);
/* Keeps url and key under the session's profile, and tells what went wrong. */
err session_keep(struct session *session);

#endif
