/* SPDX-License-Identifier: Apache-2.0 */
/* invitation list, show, accept, decline. */
#include <stdlib.h>
#include <string.h>

#include "base/scope.h"
#include "base/uuid.h"
#include "call.h"
#include "commands.h"
#include "form.h"
#include "labels.h"
#include "profile.h"
#include "rows.h"
#include "say.h"
#include "table.h"

static const char MARK[] = "#token=";

/* Takes "https://host/invitations#token=hsi_…" apart; a bare token leaves *url NULL. Both free().
 */
static void split(const char *invitation, char **url, char **token)
{
    const char *mark = strstr(invitation, MARK);
    *token = strdup(mark != NULL ? mark + strlen(MARK) : invitation);
    *url = mark != NULL ? strndup(invitation, (size_t)(mark - invitation)) : NULL;
    char *page = *url != NULL ? strstr(*url, "/invitations") : NULL;
    if (page != NULL)
        *page = '\0';
}

/* Finds out server and token. The invitation's own server is asked, with a key only if the profile
 * is of that server. */
static err begin(struct session *session, char **token)
{
    SCOPED(free_at) char *url = NULL;
    SCOPED(free_at) char *line = NULL;
    const char *invitation = operand(session->arguments);
    if (strcmp(invitation, "-") == 0)
        invitation = line =
            session->terminal.in ? ask(session, W_ASK_INVITATION, NULL) : terminal_line();
    if (invitation == NULL || invitation[0] == '\0')
        return refuse(session, ERR_MALFORMED, W_OPERAND_MISSING, "INVITATION", NULL);
    TRY(session_identify(session));
    split(invitation, &url, token);
    if (url != NULL && (session->url == NULL || strcmp(url, session->url) != 0)) {
        struct profile other = {.url = session->url, .key = session->key};
        profile_release(&other);
        session->url = steal(&url);
        session->key = NULL;
    }
    if (session->url == NULL)
        return refuse(session, ERR_MALFORMED, W_INVITATION_URL, NULL);
    return session_connect(session);
}

static err preview(struct session *session, const char *token, struct hoshitori_answer *answer)
{
    json_auto_t *body = json_pack("{s:s}", "token", token);
    return call_post(session, body, answer, "/v1/invitations:preview");
}

static void print_preview(const struct session *session, const json_t *preview)
{
    size_t i;
    json_t *item;
    char star[STAR_TEXT_SIZE];
    const json_t *demand = json_object_get(preview, "requirement");
    if (!json_is_object(demand))
        demand = json_object_get(preview, "upcoming");
    print_field(session, W_F_FROM_BUYER, text_at(preview, "buyer.name"));
    print_field(session, W_F_NUMBER, text_at(preview, "buyer.corporate_number"));
    print_field(session, W_F_TO, text_at(preview, "supplier.name"));
    if (json_is_object(demand)) {
        print_field(session, W_F_REQUIRED,
                    star_text(session, whole_at(demand, "required_star"), star));
        print_field(session, W_F_ASSURANCE,
                    label_of(session, TEXT_ASSURANCE, text_at(demand, "required_assurance")));
        print_field(session, W_F_DUE, text_at(demand, "due_on"));
        print_field(session, W_F_REASON, text_at(demand, "reason"));
    }
    json_array_foreach(json_object_get(preview, "shown_to_buyer"), i, item)
        print_field(session, i == 0 ? W_F_SHOWN : W_BLANK, text_at(item, "text"));
    print_field(session, W_F_LINK_UNTIL, text_at(preview, "expires_on"));
}

err run_invitation_show(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    SCOPED(free_at) char *token = NULL;
    TRY(begin(session, &token));
    TRY(preview(session, token, &answer));
    return show_answer(session, answer.json, print_preview);
}

/* A company that has no key here yet: its name as the buyer wrote it, unless it says another. */
static err introduce(const struct session *session, const json_t *preview, json_t *body)
{
    json_t *organisation = json_object();
    const char *name = argument(session->arguments, OPTION_NAME);
    json_object_set_new(body, "organisation", organisation);
    set_text(organisation, "name", name != NULL ? name : text_at(preview, "supplier.name"));
    set_text(organisation, "reading", argument(session->arguments, OPTION_READING));
    const char *number = argument(session->arguments, OPTION_NUMBER);
    if (number == NULL && text_at(preview, "supplier.corporate_number")[0] != '\0')
        number = text_at(preview, "supplier.corporate_number");
    set_text(organisation, "corporate_number", number);
    return OK;
}

/* The key is shown by the server this once: should it not be kept, it is printed. */
static err keep_key(struct session *session, const json_t *redeemed)
{
    const char *secret = text_at(redeemed, "secret");
    if (secret[0] == '\0')
        return OK;
    session->key = strdup(secret);
    err kept = session_keep(session);
    say(session, stderr, kept.code == ERR_NONE ? W_KEY_KEPT : W_KEY_NOT_KEPT,
        kept.code == ERR_NONE ? session->profile : secret, NULL);
    return kept;
}

/* Of those that are answered without their links: the one with this id. json_decref() */
static err find_own(struct session *session, const char *id, json_t **invitation)
{
    SCOPED(hoshitori_list_release) struct hoshitori_list list = {0};
    TRY(call_list_begin(session, &list));
    const json_t *item;
    hoshitori_target(&list.target, "/v1/invitations");
    call_large_pages(&list.target);
    while (*invitation == NULL && (item = hoshitori_next(&list)) != NULL)
        if (strcmp(text_at(item, "relationship"), id) == 0)
            *invitation = json_incref((json_t *)item);
    TRY(call_list_end(session, &list));
    if (*invitation == NULL)
        return refuse(session, ERR_MALFORMED, W_INVITATION_UNKNOWN, id, NULL);
    return OK;
}

static bool is_own(const struct session *session)
{
    struct uuid id;
    return uuid_parse(operand(session->arguments), &id);
}

static err answer_own(struct session *session, bool accept)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    json_auto_t *invitation = NULL;
    const char *id = operand(session->arguments);
    TRY(session_sign_in(session));
    TRY(find_own(session, id, &invitation));
    const char *buyer = text_at(invitation, "buyer.name");
    if (!session->json)
        print_preview(session, invitation);
    TRY(confirm(session, accept ? W_ASK_ACCEPT : W_ASK_DECLINE, buyer, session->profile, NULL));
    TRY(call_post(session, NULL, &answer, "/v1/invitations/%s:%s", id,
                  accept ? "accept" : "decline"));
    return tell_answer(session, answer.json, accept ? W_ACCEPTED : W_DECLINED, buyer, NULL);
}

static void add_invitation(struct table *table, const json_t *item)
{
    table_texts(table, text_at(item, "relationship"), text_at(item, "buyer.name"),
                text_at(item, "supplier.name"), text_at(item, "expires_on"));
}

err run_invitation_list(struct session *session)
{
    static const enum word titles[] = {W_T_RELATIONSHIP, W_T_BUYER, W_T_NAME, W_T_UNTIL, W_NONE};
    return list_print(session, "/v1/invitations", titles, add_invitation);
}

err run_invitation_accept(struct session *session)
{
    if (is_own(session))
        return answer_own(session, true);
    SCOPED(hoshitori_answer_release) struct hoshitori_answer shown = {0};
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    SCOPED(free_at) char *token = NULL;
    TRY(begin(session, &token));
    TRY(preview(session, token, &shown));
    if (!session->json)
        print_preview(session, shown.json);
    json_auto_t *body = json_pack("{s:s}", "token", token);
    bool new_company = session->key == NULL;
    if (new_company)
        TRY(introduce(session, shown.json, body));
    TRY(confirm(session, new_company ? W_ASK_ACCEPT_NEW : W_ASK_ACCEPT,
                text_at(shown.json, "buyer.name"),
                new_company ? text_at(body, "organisation.name") : session->profile, NULL));
    TRY(call_post(session, body, &answer, "/v1/invitations:redeem"));
    err kept = keep_key(session, answer.json);
    if (session->json) {
        json_object_del(answer.json, "secret");
        print_json(answer.json);
    } else {
        say(session, stdout, W_ACCEPTED, text_at(shown.json, "buyer.name"), NULL);
        say(session, stdout, W_ACCEPTED_NEXT, NULL);
    }
    return kept;
}

err run_invitation_decline(struct session *session)
{
    if (is_own(session))
        return answer_own(session, false);
    SCOPED(hoshitori_answer_release) struct hoshitori_answer shown = {0};
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    SCOPED(free_at) char *token = NULL;
    TRY(begin(session, &token));
    TRY(preview(session, token, &shown));
    if (!session->json)
        print_preview(session, shown.json);
    TRY(confirm(session, W_ASK_DECLINE, text_at(shown.json, "buyer.name"), NULL));
    json_auto_t *body = json_pack("{s:s}", "token", token);
    TRY(call_post(session, body, &answer, "/v1/invitations:decline"));
    return tell_answer(session, answer.json, W_DECLINED, text_at(shown.json, "buyer.name"), NULL);
}
