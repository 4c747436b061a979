/* SPDX-License-Identifier: Apache-2.0 */
/* login, logout, whoami. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/key.h"
#include "base/scope.h"
#include "call.h"
#include "commands.h"
#include "labels.h"
#include "profile.h"
#include "say.h"

static void wipe_at(void *address)
{
    char *text = steal(address);
    if (text != NULL)
        explicit_bzero(text, strlen(text));
    free(text);
}

/* The first line of a file, or of standard input, without what stands around it. */
static char *first_line(const char *path)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    char *line = NULL;
    size_t size = 0;
    if (file == NULL)
        return NULL;
    ssize_t length = getline(&line, &size, file);
    if (file != stdin)
        fclose(file);
    while (length > 0 && strchr(" \t\r\n", line[length - 1]) != NULL)
        line[--length] = '\0';
    return line;
}

static err read_key(struct session *session)
{
    const char *path = argument(session->arguments, OPTION_KEY_FILE);
    SCOPED(wipe_at) char *key = NULL;
    if (path == NULL && session->terminal.in) {
        say_part(session, stderr, W_ASK_KEY, NULL);
        fflush(stderr);
        key = terminal_secret();
    } else
        key = first_line(path != NULL ? path : "-");
    if (key == NULL && path != NULL)
        return refuse(session, ERR_INVALID, W_FILE_UNREADABLE, path, strerror(errno), NULL);
    if (key == NULL)
        return refuse(session, ERR_PRECONDITION_MISSING, W_CANCELLED, NULL);
    struct key parsed;
    if (!key_parse(KEY_API, key, &parsed))
        return refuse(session, ERR_UNAUTHENTICATED, W_KEY_MISTYPED, NULL);
    wipe_at(&session->key);
    session->key = steal(&key);
    return OK;
}

static err choose_address(struct session *session)
{
    const char *given = operand(session->arguments);
    char *url = given != NULL ? strdup(given) : NULL;
    if (url == NULL && session->url != NULL)
        return OK;
    if (url == NULL && session->terminal.in)
        url = ask(session, W_ASK_URL, NULL);
    if (url == NULL)
        return refuse(session, ERR_MALFORMED, W_URL_NEEDED, NULL);
    free(session->url);
    session->url = url;
    return OK;
}

static void print_me(const struct session *session, const json_t *me)
{
    SCOPED(buf_release) struct buf rights = BUF_INIT(1000);
    size_t i;
    json_t *right;
    json_array_foreach(json_at(me, "key.rights"), i, right)
    {
        buf_text_add(&rights, i > 0 ? ", " : "");
        buf_text_add(&rights, json_string_value(right));
    }
    print_field(session, W_F_SERVER, session->url);
    print_field(session, W_F_ORGANISATION, text_at(me, "organisation.name"));
    print_field(session, W_F_NUMBER, text_at(me, "organisation.corporate_number"));
    print_field(session, W_F_KEY, text_at(me, "key.name"));
    print_field(session, W_F_RIGHTS, buf_text(&rights));
    print_field(session, W_F_EXPIRES, text_at(me, "key.expires_on"));
    print_field(session, W_F_DAY, text_at(me, "day"));
}

err run_login(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    TRY(session_identify(session));
    TRY(choose_address(session));
    if (hoshitori_address(session->url, session->insecure_http) != HOSHITORI_ADDRESS_OK)
        return session_connect(session); /* says why, before a key is asked for */
    TRY(read_key(session));
    TRY(session_connect(session));
    TRY(call_get(session, &answer, "/v1/me"));
    TRY(session_keep(session));
    say(session, stdout, W_SIGNED_IN, session->profile, NULL);
    print_me(session, answer.json);
    return OK;
}

err run_logout(struct session *session)
{
    TRY(session_identify(session));
    switch (profile_remove(session->profile)) {
    case PROFILE_OK:
        say(session, stdout, W_SIGNED_OUT, session->profile, NULL);
        return OK;
    default:
        return refuse(session, ERR_INVALID, W_PROFILE_UNWRITABLE, session->profile, NULL);
    }
}

err run_whoami(struct session *session)
{
    SCOPED(hoshitori_answer_release) struct hoshitori_answer answer = {0};
    TRY(call_get(session, &answer, "/v1/me"));
    return show_answer(session, answer.json, print_me);
}
