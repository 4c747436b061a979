/* SPDX-License-Identifier: Apache-2.0 */
/* user list, add, change, invite, sign-out, unlink, remove: who uses the page. */
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/scope.h"
#include "call.h"
#include "commands.h"
#include "labels.h"
#include "rights.h"
#include "rows.h"
#include "say.h"

enum { LIST_TEXT_MAX = 4000 };

void rights_set(const struct session *session, json_t *body)
{
    json_t *rights = json_array();
    const char *right;
    for (size_t at = 0; (right = argument_each(session->arguments, OPTION_RIGHT, &at)) != NULL;)
        while (*right) {
            size_t length = strcspn(right, ",");
            json_array_append_new(rights, json_stringn(right, length));
            right += length + (right[length] == ',');
        }
    if (json_array_size(rights) > 0)
        json_object_set(body, "rights", rights);
    json_decref(rights);
}

void rights_add(struct table *table, const json_t *rights)
{
    SCOPED(buf_release) struct buf text = BUF_INIT(LIST_TEXT_MAX);
    size_t i;
    json_t *right;
    json_array_foreach(rights, i, right)
    {
        buf_text_add(&text, i > 0 ? " " : "");
        buf_text_add(&text, json_string_value(right));
    }
    table_add(table, STYLE_PLAIN, buf_text(&text));
}

err person_find(struct session *session, const char *address, json_t **out)
{
    json_auto_t *people = json_array();
    struct hoshitori_target target;
    size_t i;
    json_t *person;
    hoshitori_target(&target, "/v1/users");
    call_large_pages(&target);
    TRY(list_read(session, &target, people));
    json_array_foreach(people, i, person)
    {
        if (strcasecmp(text_at(person, "email"), address) == 0) {
            *out = json_incref(person);
            return OK;
        }
    }
    return refuse(session, ERR_MALFORMED, W_PERSON_UNKNOWN, address, NULL);
}

static void add_user(struct table *table, const json_t *user)
{
    table_add(table, STYLE_PLAIN, text_at(user, "email"));
    table_add(table, STYLE_PLAIN, text_at(user, "name"));
    table_add(table, STYLE_PLAIN,
              label_of(table->session, TEXT_USER_STATE, text_at(user, "state")));
    rights_add(table, json_object_get(user, "rights"));
    rights_add(table, json_object_get(user, "sign_in"));
    table_add(table, STYLE_PLAIN,
              label_of_yes(table->session, json_object_get(user, "second_factor")));
}

err run_user_list(struct session *session)
{
    static const enum word titles[] = {W_T_MAIL,    W_T_NAME,          W_T_STATE, W_T_RIGHTS,
                                       W_T_SIGN_IN, W_T_SECOND_FACTOR, W_NONE};
    return list_print(session, "/v1/users", titles, add_user);
}

static void ask_to_send_link(const struct session *session, struct hoshitori_target *target)
{
    if (argument(session->arguments, OPTION_SEND) != NULL)
        hoshitori_query(target, "send", "true");
}

/* The link is shown once: alone on standard output. */
static err tell_link(const struct session *session, const json_t *invited)
{
    if (session->json) {
        print_json(invited);
        return OK;
    }
    say(session, stderr, W_USER_LINK, text_at(invited, "user.name"), NULL);
    say(session, stdout, W_AS_IS, text_at(invited, "link.url"), NULL);
    return OK;
}

err run_user_add(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    json_auto_t *body = json_pack("{s:s}", "email", operand(session->arguments));
    struct hoshitori_request request = {.method = "POST", .json = body};
    set_text(body, "name", argument(session->arguments, OPTION_NAME));
    rights_set(session, body);
    hoshitori_target(&request.target, "/v1/users");
    ask_to_send_link(session, &request.target);
    TRY(call(session, &request, 0, &answer));
    return tell_link(session, answer.json);
}

/* Whom the operand names. */
static err user_of(struct session *session, json_t **out)
{
    return person_find(session, operand(session->arguments), out);
}

err run_user_change(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    json_auto_t *user = NULL;
    json_auto_t *body = json_object();
    set_text(body, "name", argument(session->arguments, OPTION_NAME));
    rights_set(session, body);
    if (json_object_size(body) == 0)
        return refuse(session, ERR_MALFORMED, W_OPERAND_MISSING, "--name, --right", NULL);
    TRY(user_of(session, &user));
    TRY(call_patch(session, body, &answer, "/v1/users/%s", text_at(user, "user")));
    return tell_answer(session, answer.json, W_USER_CHANGED, text_at(user, "email"), NULL);
}

err run_user_invite(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    json_auto_t *user = NULL;
    struct hoshitori_request request = {.method = "POST"};
    TRY(user_of(session, &user));
    hoshitori_target(&request.target, "/v1/users/%s:invite", text_at(user, "user"));
    ask_to_send_link(session, &request.target);
    TRY(call(session, &request, 0, &answer));
    return tell_link(session, answer.json);
}

/* What ends something for somebody: asked first. `of` NULL: the person goes. */
static err end_of_user(struct session *session, const char *of, const char *action,
                       enum word question, enum word said)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    json_auto_t *user = NULL;
    TRY(user_of(session, &user));
    const char *email = text_at(user, "email"), *id = text_at(user, "user");
    TRY(confirm(session, question, text_at(user, "name"), email, NULL));
    if (of)
        TRY(call_post(session, NULL, &answer, "/v1/users/%s/%s:%s", id, of, action));
    else
        TRY(call_post(session, NULL, &answer, "/v1/users/%s:%s", id, action));
    return tell_answer(session, answer.json, said, email, NULL);
}

err run_user_sign_out(struct session *session)
{
    return end_of_user(session, "sessions", "end", W_ASK_USER_SIGN_OUT, W_USER_SIGNED_OUT);
}

err run_user_unlink(struct session *session)
{
    return end_of_user(session, "identity", "remove", W_ASK_USER_UNLINK, W_USER_UNLINKED);
}

err run_user_remove(struct session *session)
{
    return end_of_user(session, NULL, "remove", W_ASK_USER_REMOVE, W_USER_REMOVED);
}
