/* SPDX-License-Identifier: Apache-2.0 */
/* supplier add, list, show, invite, end. */
#include <stdlib.h>
#include <string.h>

#include "alike.h"
#include "base/buf.h"
#include "base/scope.h"
#include "call.h"
#include "commands.h"
#include "companies.h"
#include "form.h"
#include "labels.h"
#include "rows.h"
#include "say.h"

static json_t *contact_of(const struct session *session)
{
    json_t *contact = json_object();
    const char *email = argument(session->arguments, OPTION_EMAIL);
    const char *name = argument(session->arguments, OPTION_CONTACT);
    set_text(contact, "email", email);
    set_text(contact, "phone", argument(session->arguments, OPTION_PHONE));
    set_text(contact, "department", argument(session->arguments, OPTION_DEPARTMENT));
    set_text(contact, "name", name);
    if (json_object_size(contact) > 0 && name == NULL && email == NULL)
        set_text(contact, "name", word(session, W_CONTACT_NAMELESS));
    return contact;
}

static json_t *texts_of(const struct session *session, const char *name)
{
    static const enum option_id texts[] = {OPTION_CODE,     OPTION_NUMBER, OPTION_READING,
                                           OPTION_CATEGORY, OPTION_MEMO,   OPTION_OWNER};
    json_t *record = json_object();
    set_text(record, "name", name);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        set_text(record, option_of(texts[i])->member, argument(session->arguments, texts[i]));
    return record;
}

static json_t *record_of(const struct session *session, const char *name)
{
    json_t *record = texts_of(session, name);
    form_tags(session, record);
    json_t *contact = contact_of(session);
    if (json_object_size(contact) > 0)
        json_object_set_new(record, "contacts", json_pack("[O]", contact));
    json_decref(contact);
    return record;
}

/* How the supplier is named in other commands. */
static const char *handle_of(const json_t *supplier)
{
    const char *code = text_at(supplier, "code");
    return code[0] != '\0' ? code : text_at(supplier, "relationship");
}

static void print_invitation(const struct session *session, const json_t *invited)
{
    print_field(session, W_F_LINK, text_at(invited, "invitation.url"));
    print_field(session, W_F_LINK_UNTIL, text_at(invited, "invitation.expires_on"));
}

err run_supplier_add(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    SCOPED(free_at) char *name = NULL;
    TRY(session_sign_in(session));
    if (operand(session->arguments) != NULL)
        name = strdup(operand(session->arguments));
    else if (session->terminal.in)
        name = ask(session, W_ASK_SUPPLIER_NAME, NULL);
    if (name == NULL || name[0] == '\0')
        return refuse(session, ERR_MALFORMED, W_OPERAND_MISSING, "NAME", NULL);
    json_auto_t *record = record_of(session, name);
    tell_alike_of(session, record);
    struct hoshitori_request request = {.method = "POST", .json = record};
    hoshitori_target(&request.target, "/v1/suppliers");
    if (argument(session->arguments, OPTION_SEND) != NULL)
        hoshitori_query(&request.target, "send", "true");
    TRY(call(session, &request, 0, &answer));
    if (session->json) {
        print_json(answer.json);
        return OK;
    }
    const json_t *supplier = json_object_get(answer.json, "supplier");
    say(session, stdout, W_SUPPLIER_ADDED, text_at(supplier, "name"), handle_of(supplier), NULL);
    print_invitation(session, answer.json);
    tell_likely_duplicates(session, json_object_get(answer.json, "likely_duplicates"));
    if (!session->quiet)
        say(session, stderr, W_SUPPLIER_NEXT, handle_of(supplier), NULL);
    return OK;
}

/* "none" takes the owner away. */
err run_supplier_change(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    SCOPED(free_at) char *who = supplier_of(operand(session->arguments));
    json_auto_t *members = texts_of(session, argument(session->arguments, OPTION_NAME));
    if (strcmp(text_at(members, "owner"), "none") == 0)
        json_object_set_new(members, "owner", json_null());
    TRY(session_sign_in(session));
    tell_alike_of(session, members);
    TRY(call_patch(session, members, &answer, "/v1/suppliers/%s", who));
    return tell_answer(session, answer.json, W_SUPPLIER_CHANGED, text_at(answer.json, "name"),
                       NULL);
}

err run_supplier_list(struct session *session)
{
    struct rows rows = {.path = "/v1/suppliers", .name = "name", .code = "code"};
    return rows_print(session, &rows);
}

static void print_record(const struct session *session, const json_t *supplier)
{
    size_t i;
    json_t *contact;
    SCOPED(buf_release) struct buf tags = BUF_INIT(4000);
    json_array_foreach(json_object_get(supplier, "tags"), i, contact)
    {
        buf_text_add(&tags, i > 0 ? ", " : "");
        buf_text_add(&tags, json_string_value(contact));
    }
    print_field(session, W_F_CODE, text_at(supplier, "code"));
    print_field(session, W_F_NUMBER, text_at(supplier, "corporate_number"));
    print_field(session, W_F_STATE, label_of(session, TEXT_STATE, text_at(supplier, "state")));
    print_field(session, W_F_CATEGORY, text_at(supplier, "category"));
    print_field(session, W_F_TAGS, buf_text(&tags));
    json_array_foreach(json_object_get(supplier, "contacts"), i, contact)
    {
        SCOPED(free_at)
        char *line = phrase(session, W_CONTACT, text_at(contact, "name"), text_at(contact, "email"),
                            text_at(contact, "phone"), NULL);
        print_field(session, i == 0 ? W_F_CONTACT : W_BLANK, line);
    }
    print_field(session, W_F_MEMO, text_at(supplier, "memo"));
    print_field(session, W_F_OWNER, text_at(supplier, "owner"));
    print_company(session, supplier);
    print_field(session, W_F_ERASE_ON, text_at(supplier, "erase_on"));
    print_field(session, W_F_RESPONSE, text_at(supplier, "response.message"));
}

static void print_declarations(const struct session *session, const json_t *items)
{
    size_t i;
    json_t *declaration;
    char star[STAR_TEXT_SIZE];
    json_array_foreach(items, i, declaration)
    {
        SCOPED(free_at)
        char *line =
            phrase(session, W_DECLARATION, star_text(session, whole_at(declaration, "star"), star),
                   text_at(declaration, "id"), text_at(declaration, "declared_on"),
                   text_at(declaration, "joined")[0] != '\0'
                       ? word(session, W_OF_JOINED)
                       : label_of(session, TEXT_DECLARATION_STATE, text_at(declaration, "state")),
                   text_at(declaration, "declaration"), NULL);
        print_field(session, i == 0 ? W_F_DECLARATIONS : W_BLANK, line);
    }
}

err run_supplier_show(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer supplier = {0};
    SCOPED(hoshitori_answer_release) struct hoshitori_answer declarations = {0};
    SCOPED(free_at) char *who = supplier_of(operand(session->arguments));
    TRY(call_get(session, &supplier, "/v1/suppliers/%s", who));
    TRY(call_get(session, &declarations, "/v1/suppliers/%s/declarations", who));
    if (session->json) {
        json_object_set(supplier.json, "declarations", json_object_get(declarations.json, "items"));
        print_json(supplier.json);
        return OK;
    }
    printf("%s%s%s\n", terminal_style(&session->terminal, STYLE_BOLD),
           text_at(supplier.json, "name"), terminal_end(&session->terminal, STYLE_BOLD));
    print_record(session, supplier.json);
    print_status(session, json_object_get(supplier.json, "status"));
    print_declarations(session, json_object_get(declarations.json, "items"));
    return OK;
}

err run_supplier_invite(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    SCOPED(free_at) char *who = supplier_of(operand(session->arguments));
    struct hoshitori_request request = {.method = "POST"};
    hoshitori_target(&request.target, "/v1/suppliers/%s:invite", who);
    if (argument(session->arguments, OPTION_SEND) != NULL)
        hoshitori_query(&request.target, "send", "true");
    TRY(call(session, &request, 0, &answer));
    if (session->json)
        print_json(answer.json);
    else {
        say(session, stderr, W_INVITED, text_at(answer.json, "supplier.name"), NULL);
        say(session, stdout, W_AS_IS, text_at(answer.json, "invitation.letter"), NULL);
    }
    return OK;
}

err run_supplier_end(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer supplier = {0};
    SCOPED(hoshitori_answer_release) struct hoshitori_answer ended = {0};
    SCOPED(free_at) char *who = supplier_of(operand(session->arguments));
    TRY(call_get(session, &supplier, "/v1/suppliers/%s", who));
    TRY(confirm(session, W_ASK_END, text_at(supplier.json, "name"), operand(session->arguments),
                NULL));
    TRY(call_post(session, NULL, &ended, "/v1/suppliers/%s:end",
                  text_at(supplier.json, "relationship")));
    return tell_answer(session, ended.json, W_ENDED, text_at(ended.json, "name"), NULL);
}
