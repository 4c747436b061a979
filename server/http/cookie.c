/* SPDX-License-Identifier: Apache-2.0 */
#include "http/cookie.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/banned.h"

/* __Host-: browsers take it only with Secure, for the whole host, and from nobody else. */
#define NAME "__Host-session="

static const char *find(const char *cookies)
{
    for (const char *at = cookies; at;) {
        at += strspn(at, " ");
        if (strncmp(at, NAME, sizeof NAME - 1) == 0)
            return at + sizeof NAME - 1;
        at = strchr(at, ';');
        if (at)
            at++;
    }
    return NULL;
}

bool cookie_session(const struct head *head, char out[static KEY_TEXT_SIZE])
{
    const char *value = NULL;
    for (size_t i = 0; i < head->header_count && !value; i++)
        if (strcasecmp(head->headers[i].name, "Cookie") == 0)
            value = find(head->headers[i].value);
    if (!value || strcspn(value, "; ") != KEY_LENGTH)
        return false;
    memcpy(out, value, KEY_LENGTH);
    out[KEY_LENGTH] = '\0';
    return true;
}

void cookie_token(const struct secret *secret, const char *session,
                  char out[static DIGEST_HEX_SIZE])
{
    unsigned char hash[DIGEST_SIZE];
    secret_hash(secret, SECRET_CSRF, session, strlen(session), hash);
    digest_hex(hash, out);
}

bool cookie_from_page(const struct head *head, const char *token)
{
    const char *site = head_find(head, "Sec-Fetch-Site");
    const char *sent = head_find(head, "X-CSRF-Token");
    return (!site || strcmp(site, "same-origin") == 0) && sent && strlen(sent) == strlen(token) &&
           secret_equal(sent, token, strlen(token));
}

void cookie_set(const char *session, char out[static COOKIE_SIZE])
{
    snprintf(out, COOKIE_SIZE, NAME "%s; Path=/; Secure; HttpOnly; SameSite=Strict%s",
             session ? session : "", session ? "" : "; Max-Age=0");
}
