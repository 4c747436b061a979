/* SPDX-License-Identifier: Apache-2.0 */
/* Statements that a supplier gives out: what is so by the database is written down, signed and
 * stored, with what it rests on beside it. */
#include <stdio.h>
#include <string.h>

#include "domain/claims.h"
#include "domain/line.h"
#include "domain/stars.h"
#include "handlers/body.h"
#include "handlers/public_code.h"
#include "handlers/statement_check.h"
#include "handlers/statement_paper.h"
#include "handlers/way/pass.h"
#include "operations.h"

enum { SALT_BYTES = 16, SALT_SIZE = 2 * SALT_BYTES + 1 };

/* What is asked for, and where it goes. */
struct issue {
    const char *buyer;    /* relationship, or NULL: the standing */
    const char *known_at; /* as asked for; NULL: now */
    char as_of[CLOCK_DAY_SIZE];
    char known_text[CLOCK_TEXT_SIZE]; /* the instant, as it turned out */
    int64_t instant;
    char id[UUID_TEXT_SIZE];
    char code[CLAIMS_CODE_SIZE];
};

static err read_issue(const struct request *request, struct issue *out, struct fault *fault)
{
    const char *known_at = request_text(request, "known_at");
    const char *as_of = request_text(request, "as_of");
    char known_day[CLOCK_DAY_SIZE];
    *out = (struct issue){.buyer = request_text(request, "buyer"), .instant = request->now};
    if (known_at && (!clock_parse(known_at, &out->instant) || out->instant > request->now))
        fault_add(fault, "/known_at", "known_at_in_future", NULL);
    TRY(fault_invalid(fault));
    clock_tokyo_day(out->instant, known_day);
    if (as_of && strcmp(as_of, known_day) > 0)
        fault_add(fault, "/as_of", "as_of_after_known_at", NULL);
    TRY(fault_invalid(fault));
    snprintf(out->as_of, sizeof out->as_of, "%s", as_of ? as_of : known_day);
    clock_format(out->instant, out->known_text);
    out->known_at = known_at ? out->known_text : NULL;
    uuid_make_text(request->now, out->id);
    public_code_make(request, out->code);
    return OK;
}

/* What it rests on */

static void begin_basis(struct json_out *out)
{
    unsigned char salt[SALT_BYTES];
    char text[SALT_SIZE];
    secret_random(salt, sizeof salt);
    hex_write(salt, sizeof salt, text);
    json_out_object(out, NULL);
    json_out_text(out, "salt", text);
}

static err end_basis(struct json_out *out, const char *member, json_t **told, struct fault *fault)
{
    json_out_object_end(out);
    json_auto_t *whole = buf_ok(out->buf) ? json_loads(buf_text(out->buf), 0, NULL) : NULL;
    *told = json_incref(json_object_get(whole, member));
    return *told ? OK : fault_log(fault, ERR_INTERNAL, "what a statement rests on is too large");
}

static err rest_on_status(const struct request *request, const struct issue *issue,
                          const json_t *said, struct buf *basis, json_t **told, struct fault *fault)
{
    const char *step = statement_text(said, "step");
    const struct status_view view = {.relationship = issue->buyer,
                                     .as_of = day_of_text(issue->as_of),
                                     .known_at = issue->known_text,
                                     .changes_on = DAY_NONE,
                                     .language = request->language};
    if (!step) /* nothing was known of the relationship yet */
        return fault_set(fault, ERR_CONFLICT, "statement_demand_not_met");
    struct json_out out = JSON_OUT_INIT(basis);
    begin_basis(&out);
    TRY(status_write_text(&out, "status", &view, step, fault));
    TRY(end_basis(&out, "status", told, fault));
    return json_is_true(json_object_get(*told, "meets"))
               ? OK
               : fault_set(fault, ERR_CONFLICT, "statement_demand_not_met");
}

static err rest_on_standing(const struct issue *issue, const json_t *said, struct buf *basis,
                            json_t **told, struct fault *fault)
{
    const json_t *facts = json_object_get(said, "facts");
    struct json_out out = JSON_OUT_INIT(basis);
    begin_basis(&out);
    json_out_object(&out, "standing");
    TRY(stars_write(facts, issue->as_of, &out, fault));
    json_out_object_end(&out);
    for (const char *const *part =
             (const char *const[]){"declarations", "assessments", "papers", NULL};
         *part; part++)
        json_out_value(&out, *part, json_object_get(facts, *part));
    TRY(end_basis(&out, "standing", told, fault));
    return json_integer_value(json_object_get(*told, "held_star")) > 0
               ? OK
               : fault_set(fault, ERR_CONFLICT, "statement_no_star");
}

/* Signed */

static int told_star(const json_t *told, const char *member)
{
    return (int)json_integer_value(json_object_get(told, member));
}

static err sign_statement(const struct request *request, const struct issue *issue,
                          const json_t *said, const json_t *told, const struct buf *basis,
                          struct buf *jws, struct fault *fault)
{
    const json_t *buyer = json_object_get(said, "buyer");
    SCOPED(buf_release) struct buf payload = BUF_INIT(CLAIMS_MAX);
    const struct claims claims = {.issuer = app_of(request)->public_url,
                                  .code = issue->code,
                                  .issued_at = request->now,
                                  .subject = json_object_get(said, "subject"),
                                  .buyer = json_is_object(buyer) ? buyer : NULL,
                                  .as_of = issue->as_of,
                                  .known_at = issue->instant,
                                  .required_star =
                                      issue->buyer ? told_star(told, "required_star") : 0,
                                  .required_assurance = statement_text(told, "required_assurance"),
                                  .held_star = told_star(told, "held_star"),
                                  .held_assurance = statement_text(told, "held_assurance"),
                                  .basis = basis};
    TRY(claims_write(&claims, &payload, fault));
    jws_write(app_of(request)->statement_key, JWS_STATEMENT, &payload, jws);
    return buf_ok(jws) ? OK : fault_log(fault, ERR_INTERNAL, "a statement is too long");
}

static void store(const struct request *request, const struct issue *issue, bool named,
                  const char *jws, const char *basis, struct exchange *exchange)
{
    const unsigned char *public_key = app_of(request)->statement_key->public_key;
    char kid[KID_SIZE], hex[2 + PUBLIC_KEY_HEX_SIZE] = "\\x";
    jwk_kid(public_key, kid);
    hex_write(public_key, PUBLIC_KEY_SIZE, hex + 2);
    exchange_send(exchange, QUERY(statement_store, .statement = issue->id, .code = issue->code,
                                  .relationship = issue->buyer, .buyer_named = named,
                                  .as_of = issue->as_of, .known_at = issue->known_text, .jws = jws,
                                  .kid = kid, .public_key = hex, .basis = basis));
}

/* What it says, beside how it is stored. */
static err fill_statement(struct request *request, json_t *item, struct fault *fault)
{
    (void)request;
    SCOPED(jws_release) struct jws jws = {.payload = NULL};
    SCOPED(buf_release) struct buf url = BUF_INIT(RESPONSE_LINK_MAX);
    if (statement_open(statement_text(item, "jws"), &jws, fault).code != ERR_NONE)
        return fault_log(fault, ERR_INTERNAL, "a stored statement is none");
    statement_url(jws.payload, &url);
    if (json_object_set(item, "claims", jws.payload) != 0 ||
        json_object_set_new(item, "verify_url", json_string(buf_text(&url))) != 0)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    return OK;
}

static err show_statement(struct request *request, const struct issue *issue, bool named,
                          const char *jws, const char *basis, json_t *body, struct fault *fault)
{
    json_auto_t *shown = json_pack("{s:s, s:s, s:s?, s:b, s:s, s:s, s:s, s:n, s:n}", "statement",
                                   issue->id, "kind", issue->buyer ? "status" : "standing", "buyer",
                                   issue->buyer, "buyer_named", named, "jws", jws, "basis", basis,
                                   "recorded_at", request->now_text, "withdrawn_at", "reason");
    json_object_clear(body);
    if (!shown || json_object_update(body, shown) != 0)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    return fill_statement(request, body, fault);
}

static err read_known(const json_t *said, struct issue *issue, struct fault *fault)
{
    const char *known_at = statement_text(said, "known_at");
    if (!known_at || !clock_parse(known_at, &issue->instant))
        return fault_log(fault, ERR_INTERNAL, "no instant of a statement");
    clock_format(issue->instant, issue->known_text);
    return OK;
}

static err finish(struct request *request, struct changed *changed, struct fault *fault)
{
    struct issue *issue = changed->context;
    json_auto_t *told = NULL;
    SCOPED(buf_release) struct buf basis = BUF_INIT(CLAIMS_BASIS_MAX), jws = BUF_INIT(JWS_MAX);
    TRY(read_known(changed->body, issue, fault));
    TRY(issue->buyer ? rest_on_status(request, issue, changed->body, &basis, &told, fault)
                     : rest_on_standing(issue, changed->body, &basis, &told, fault));
    TRY(sign_statement(request, issue, changed->body, told, &basis, &jws, fault));
    const bool named = json_is_object(json_object_get(changed->body, "buyer"));
    store(request, issue, named, buf_text(&jws), buf_text(&basis), changed->exchange);
    return show_statement(request, issue, named, buf_text(&jws), buf_text(&basis), changed->body,
                          fault);
}

err statement_add(struct request *request, struct response *response, struct fault *fault)
{
    struct issue issue;
    TRY(read_issue(request, &issue, fault));
    struct change change = {.statement = QUERY(statement_add, .statement = issue.id,
                                               .relationship = issue.buyer, .as_of = issue.as_of,
                                               .known_at = issue.known_at),
                            .finish = finish,
                            .context = &issue};
    return change_run(&change, request, response, fault);
}

static err fill_changed(struct request *request, struct changed *changed, struct fault *fault)
{
    return fill_statement(request, changed->body, fault);
}

PASS(change_finished, statement_withdraw,
     QUERY(statement_withdraw, .statement = request_parameter(request, "statement"), TEXT(reason)),
     fill_changed)

PASS(list_page_filled, statement_list, QUERY(statement_list, OWN), fill_statement)

PASS(read_filled, statement_get,
     QUERY(statement_get, .statement = request_parameter(request, "statement")), fill_statement)

/* The same on paper. */
err statement_page(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(exchange_release) struct exchange exchange = {0};
    size_t index = 0;
    TRY(read_rows(request,
                  QUERY(statement_get, .statement = request_parameter(request, "statement")),
                  &exchange, &index, fault));
    const char *text =
        exchange_rows(&exchange, index) == 1 ? q_value_row(&exchange, index, 0).value : NULL;
    if (!text)
        return fault_set(fault, ERR_NOT_FOUND, NULL);
    json_auto_t *item = json_loads(text, 0, NULL);
    TRY(fill_statement(request, item, fault));
    return statement_paper(request, response, item, fault);
}

static const char *const naming_members[] = {"named", NULL};

PASS(read_replaced, statement_naming_get, q_statement_naming_shape(), naming_members, NULL)

err statement_naming_put(struct request *request, struct response *response, struct fault *fault)
{
    bool named = json_is_true(json_object_get(request->json, "named"));
    return change_replaced(request, response, QUERY(statement_naming_put, .named = named),
                           naming_members, fault);
}
