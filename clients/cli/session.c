/* SPDX-License-Identifier: Apache-2.0 */
#include "session.h"

#include <stdlib.h>
#include <string.h>

#include "profile.h"
#include "progress.h"
#include "say.h"

static const char *environment(const char *name)
{
    const char *value = getenv(name);
    return value != NULL && value[0] != '\0' ? value : NULL;
}

/* As setlocale would for messages: Japanese where the locale says so, else English. */
static enum language language_of(const char *given)
{
    const char *locale = given;
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; locale == NULL && i < sizeof names / sizeof *names; i++)
        locale = environment(names[i]);
    return locale != NULL && strncmp(locale, "ja", 2) == 0 ? LANGUAGE_JA : LANGUAGE_EN;
}

void session_begin(struct session *session, const struct arguments *arguments)
{
    *session = (struct session){
        .language = language_of(argument(arguments, OPTION_LANGUAGE)),
        .terminal = terminal_look(),
        .arguments = arguments,
        .json = argument(arguments, OPTION_JSON) != NULL,
        .yes = argument(arguments, OPTION_YES) != NULL,
        .quiet = argument(arguments, OPTION_QUIET) != NULL,
        .insecure_http = argument(arguments, OPTION_INSECURE_HTTP) != NULL,
        .profile = argument(arguments, OPTION_PROFILE),
    };
    if (session->profile == NULL)
        session->profile = environment("HOSHI_PROFILE");
    if (session->profile == NULL)
        session->profile = "default";
}

void session_end(struct session *session)
{
    progress_end(session);
    hoshitori_close(session->client);
    struct profile secrets = {.url = session->url, .key = session->key};
    profile_release(&secrets);
    *session = (struct session){0};
}

static err tell_profile(const struct session *session, enum profile_result result)
{
    char path[PROFILE_PATH_MAX] = "";
    profile_path(false, "profiles.json", path);
    switch (result) {
    case PROFILE_OK:
        return OK;
    case PROFILE_EXPOSED:
        return refuse(session, ERR_UNAUTHENTICATED, W_PROFILE_EXPOSED, path, NULL);
    case PROFILE_UNREADABLE:
        return refuse(session, ERR_UNAUTHENTICATED, W_PROFILE_UNREADABLE, path, NULL);
    case PROFILE_UNWRITABLE:
        return refuse(session, ERR_INVALID, W_PROFILE_UNWRITABLE, path, NULL);
    case PROFILE_HOMELESS:
        break;
    }
    return refuse(session, ERR_UNAUTHENTICATED, W_PROFILE_HOMELESS, NULL);
}

static bool is_same(const char *one, const char *other)
{
    return one != NULL && other != NULL && strcmp(one, other) == 0;
}

err session_identify(struct session *session)
{
    const char *url = environment("HOSHI_URL");
    const char *key = environment("HOSHI_KEY");
    if (!profile_name_ok(session->profile))
        return refuse(session, ERR_MALFORMED, W_PROFILE_NAME, session->profile, NULL);
    struct profile profile = {0};
    if (url == NULL || key == NULL)
        TRY(tell_profile(session, profile_read(session->profile, &profile)));
    bool own_address = url == NULL || is_same(url, profile.url);
    session->url = url != NULL ? strdup(url) : profile.url != NULL ? strdup(profile.url) : NULL;
    if (key != NULL)
        session->key = strdup(key);
    else if (own_address && profile.key != NULL)
        session->key = strdup(profile.key);
    profile_release(&profile);
    return OK;
}

static void on_pause(void *context, int attempt, int status, int milliseconds)
{
    struct session *session = context;
    char seconds[NUMBER_SIZE];
    (void)attempt;
    progress_end(session);
    if (!session->quiet && session->terminal.err)
        say(session, stderr, status == 0 ? W_AGAIN_LOST : W_AGAIN_BUSY,
            number_text((milliseconds + 999) / 1000, seconds), NULL);
}

static bool show_progress(void *context, bool sending, size_t done, size_t total)
{
    struct session *session = context;
    if (session->doing != W_NONE && sending)
        progress_show(session, session->doing, done, total);
    return true;
}

err session_connect(struct session *session)
{
    switch (hoshitori_address(session->url, session->insecure_http)) {
    case HOSHITORI_ADDRESS_PLAIN:
        return refuse(session, ERR_MALFORMED, W_ADDRESS_PLAIN, session->url, NULL);
    case HOSHITORI_ADDRESS_MALFORMED:
        return refuse(session, ERR_MALFORMED, W_ADDRESS_MALFORMED,
                      session->url != NULL ? session->url : "", NULL);
    case HOSHITORI_ADDRESS_OK:
        break;
    }
    hoshitori_close(session->client);
    session->client = hoshitori_open(&(struct hoshitori_options){
        .url = session->url,
        .key = session->key,
        .language = session->language == LANGUAGE_JA ? "ja" : "en",
        .agent = "hoshi/" HOSHITORI_VERSION,
        .ca_file = environment("HOSHI_CA_FILE"),
        .insecure_http = session->insecure_http,
        .context = session,
        .on_pause = on_pause,
        .on_progress = show_progress,
    });
    return session->client != NULL ? OK : refuse(session, ERR_INVALID, W_NO_MEMORY, NULL);
}

err session_sign_in(struct session *session)
{
    if (session->client != NULL)
        return OK;
    TRY(session_identify(session));
    if (session->url == NULL)
        return refuse(session, ERR_UNAUTHENTICATED, W_NOT_SIGNED_IN, session->profile, NULL);
    if (session->key == NULL)
        return refuse(session, ERR_UNAUTHENTICATED, W_KEY_MISSING, session->url, NULL);
    return session_connect(session);
}

err session_keep(struct session *session)
{
    return tell_profile(session, profile_write(session->profile, session->url, session->key));
}
