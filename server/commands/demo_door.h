/* SPDX-License-Identifier: Apache-2.0 */
/* The door through which the demonstration comes in: the operations that clients call, with a real
 * key, at an instant of its own choice. Only the bytes of HTTP are left out: bodies are held
 * against the contract, and the handlers are the server's. */
#ifndef COMMANDS_DEMO_DOOR_H
#define COMMANDS_DEMO_DOOR_H

#include "commands/command.h"
#include "contract/contract.h"
#include "handlers/way/app.h"

struct door {
    struct app app;
    struct contract *contract;
};

struct call {
    const char *operation;               /* operationId */
    int64_t now;                         /* microseconds UTC */
    const struct credential *credential; /* NULL = no key */
    struct request_value values[2];      /* path parameters; unused ones are NULL */
    const char *if_match;
    json_t *body; /* taken over; NULL = none */
};

/* `pool` is the server's role's; both outlive the door. */
err door_open(struct pool *pool, const struct session *session, const struct config *config,
              struct door *out, struct fault *fault) MUST_CHECK;
void door_close(struct door *door);
/* `answer` is the body, for json_decref; NULL = not wanted. A refusal is the error. */
err door_call(const struct door *door, struct call *call, json_t **answer,
              struct fault *fault) MUST_CHECK;
/* What the worker does in the first seconds of a day. */
err door_new_day(const struct door *door, int64_t now, struct fault *fault) MUST_CHECK;
/* The key's text as a request's credential. */
bool credential_read(const struct secret *secret, const char *key, struct credential *out);

#endif
