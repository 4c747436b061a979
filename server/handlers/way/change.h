/* SPDX-License-Identifier: Apache-2.0 */
/* The way of every write: at most two exchanges, one transaction.
 *
 *   enter | idempotency_begin | the noun's statement            first half
 *   facts -> lines (domain/status), the answer                  in C
 *   board_put | audit_append | idempotency_store | commit       second half
 *
 * The noun's statement returns one row, struct q_change_row, all JSON:
 *   result  what handlers/way/outcome.h reads, "status_of"?: relationship, and where it replaces
 *           something, "before": the body as it was
 *   facts   null, or what facts_of returns: [{"buyer", "relationship", "facts"}]
 *   audit   null = nothing changed: nothing is stored; or {"object", "detail", "action"?}, the
 *           last where it is not called like the operation
 * With status_of, the body gets the member "status": the shared status object as of today. */
#ifndef HANDLERS_WAY_CHANGE_H
#define HANDLERS_WAY_CHANGE_H

#include "handlers/way/app.h"
#include "http/response.h"

/* The first half's outcome, for `finish`. */
struct changed {
    struct exchange *exchange; /* for further statements of the second half */
    json_t *result;            /* borrowed */
    json_t *body;              /* borrowed; result.body, becomes the answer */
    bool stored;               /* false when nothing changed; `finish` may find that out too */
    void *context;             /* as given in struct change */
};

/* Completes the body (texts, tokens) or queues statements of the second half. */
typedef err change_finish_fn(struct request *request, struct changed *changed, struct fault *fault);

struct change {
    struct statement statement;
    change_finish_fn *finish; /* or NULL */
    void *context;
    /* What it replaces, NULL behind the last member; NULL = nothing that is held against If-Match
     * here (handlers/way/replaced.h) */
    const char *const *replaces;
    bool open; /* no key needed; one that is sent is entered with rights_if_key */
    unsigned rights_if_key;
    /* Its writing alone tells nobody: a line that says the same as before gets no new version,
     * which lists' tags, `changed_since` and decisions would show to who may not know that
     * something was filed. */
    bool unseen;
    bool secret; /* the answer holds a secret: its replay is stored sealed */
};

err change_run(const struct change *change, struct request *request, struct response *response,
               struct fault *fault) MUST_CHECK;
/* The same for a change that is its statement alone. */
err change_plain(struct request *request, struct response *response, struct statement statement,
                 struct fault *fault) MUST_CHECK;
/* The same for one whose answer is completed. */
err change_finished(struct request *request, struct response *response, struct statement statement,
                    change_finish_fn *finish, struct fault *fault) MUST_CHECK;
/* The same, `finish` or NULL, for one that is unseen. */
err change_unseen(struct request *request, struct response *response, struct statement statement,
                  change_finish_fn *finish, struct fault *fault) MUST_CHECK;
/* The same for one that replaces these members. */
err change_replaced(struct request *request, struct response *response, struct statement statement,
                    const char *const *replaces, struct fault *fault) MUST_CHECK;

#endif
