/* SPDX-License-Identifier: Apache-2.0 */
/* Statements that a buyer received and keeps: checked before they are stored. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "handlers/statement_check.h"
#include "handlers/way/pass.h"
#include "operations.h"

enum { ITEM_MAX = 256 * 1024 };

static struct q_statement_seen_row read_seen(const json_t *seen)
{
    return (struct q_statement_seen_row){.known = json_is_true(json_object_get(seen, "known")),
                                         .issuer = statement_text(seen, "issuer"),
                                         .public_key = statement_text(seen, "public_key"),
                                         .jws = statement_text(seen, "jws"),
                                         .withdrawn_at = statement_text(seen, "withdrawn_at")};
}

/* `seen` becomes what people read of it. */
static err complete_kept(json_t *item, const json_t *payload, const char *text, struct fault *fault)
{
    SCOPED(buf_release) struct buf members = BUF_INIT(ITEM_MAX);
    const struct q_statement_seen_row seen = read_seen(json_object_get(item, "seen"));
    const struct statement_withdrawal state = {.own = seen.jws && strcmp(seen.jws, text) == 0,
                                               .withdrawn_at = seen.withdrawn_at};
    struct json_out out = JSON_OUT_INIT(&members);
    json_out_object(&out, NULL);
    statement_tell(&out, payload, &state);
    json_out_object_end(&out);
    json_auto_t *told = json_loads(buf_text(&members), 0, NULL);
    json_object_del(item, "seen");
    return told && json_object_update(item, told) == 0
               ? OK
               : fault_log(fault, ERR_INTERNAL, "a kept statement is too large");
}

static err fill_kept(struct request *request, json_t *item, struct fault *fault)
{
    (void)request;
    SCOPED(jws_release) struct jws jws = {.payload = NULL};
    const char *text = statement_text(item, "jws");
    if (statement_open(text, &jws, fault).code != ERR_NONE)
        return fault_log(fault, ERR_INTERNAL, "a kept statement is none");
    return complete_kept(item, jws.payload, text, fault);
}

PASS(list_page_filled, kept_statement_list, QUERY(kept_statement_list, OWN, FROM(supplier)),
     fill_kept)

struct keeping {
    const char *text;
    struct jws jws;
};

static void keeping_release(struct keeping *keeping)
{
    jws_release(&keeping->jws);
}

/* What is not genuine is not committed. */
static err check(struct request *request, struct changed *changed, struct fault *fault)
{
    const struct keeping *keeping = changed->context;
    const struct q_statement_seen_row seen = read_seen(json_object_get(changed->body, "seen"));
    TRY(statement_check(&keeping->jws, keeping->text, &seen, fault));
    return fill_kept(request, changed->body, fault);
}

err kept_statement_add(struct request *request, struct response *response, struct fault *fault)
{
    char id[UUID_TEXT_SIZE];
    SCOPED(keeping_release) struct keeping keeping = {.text = NULL};
    SCOPED(free_at) char *text = strdup(request_text(request, "jws"));
    if (!text)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    keeping.text = text_trim(text);
    TRY(statement_open(keeping.text, &keeping.jws, fault));
    uuid_make_text(request->now, id);
    struct change change = {
        .statement = QUERY(kept_statement_add, .kept = id, .kid = keeping.jws.kid,
                           .issuer = statement_text(keeping.jws.payload, "iss"),
                           .code = statement_text(keeping.jws.payload, "jti"), .jws = keeping.text),
        .finish = check,
        .context = &keeping};
    return change_run(&change, request, response, fault);
}

PASS(change_plain, kept_statement_remove,
     QUERY(kept_statement_remove, .kept = request_parameter(request, "kept")))
