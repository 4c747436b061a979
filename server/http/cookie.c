/* SPDX-License-Identifier: Apache-2.0 */
#include "http/cookie.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/banned.h"

/* __Host-: browsers take it only with Secure, for the whole host, and from nobody else. */
#define SESSION "__Host-session="
#define DEVICE "__Host-device="

enum { DEVICE_SECONDS = 180 * 24 * 60 * 60 };

static const char *find_cookie(const char *cookies, const char *name)
{
    for (const char *at = cookies; at;) {
        at += strspn(at, " ");
        if (strncmp(at, name, strlen(name)) == 0)
            return at + strlen(name);
        at = strchr(at, ';');
        if (at)
            at++;
    }
    return NULL;
}

/* A value of exactly that many characters. */
static bool read_cookie(const struct head *head, const char *name, size_t length, char *out)
{
    const char *value = NULL;
    for (size_t i = 0; i < head->header_count && !value; i++)
        if (strcasecmp(head->headers[i].name, "Cookie") == 0)
            value = find_cookie(head->headers[i].value, name);
    if (!value || strcspn(value, "; ") != length)
        return false;
    memcpy(out, value, length);
    out[length] = '\0';
    return true;
}

bool cookie_session(const struct head *head, char out[static KEY_TEXT_SIZE])
{
    return read_cookie(head, SESSION, KEY_LENGTH, out);
}

bool cookie_device(const struct head *head, char out[static DEVICE_TEXT_SIZE])
{
    return read_cookie(head, DEVICE, DEVICE_TEXT_SIZE - 1, out);
}

static void token_under(const struct secret *secret, size_t generation, const char *session,
                        char out[static DIGEST_HEX_SIZE])
{
    unsigned char hash[DIGEST_SIZE];
    secret_hash_under(secret, generation, SECRET_CSRF, session, strlen(session), hash);
    digest_hex(hash, out);
}

void cookie_token(const struct secret *secret, const char *session,
                  char out[static DIGEST_HEX_SIZE])
{
    token_under(secret, 0, session, out);
}

bool cookie_from_page(const struct head *head, const struct secret *secret, const char *session)
{
    const char *site = head_find(head, "Sec-Fetch-Site");
    const char *sent = head_find(head, "X-CSRF-Token");
    if ((site && strcmp(site, "same-origin") != 0) || !sent || strlen(sent) != DIGEST_HEX_SIZE - 1)
        return false;
    bool ours = false;
    for (size_t i = 0; i < secret->count; i++) {
        char token[DIGEST_HEX_SIZE];
        token_under(secret, i, session, token);
        ours |= secret_equal(sent, token, DIGEST_HEX_SIZE - 1);
    }
    return ours;
}

void cookie_set(const char *session, char out[static COOKIE_SIZE])
{
    snprintf(out, COOKIE_SIZE, SESSION "%s; Path=/; Secure; HttpOnly; SameSite=Strict%s",
             session ? session : "", session ? "" : "; Max-Age=0");
}

void cookie_device_set(const char *device, char out[static COOKIE_SIZE])
{
    snprintf(out, COOKIE_SIZE, DEVICE "%s; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=%d",
             device, DEVICE_SECONDS);
}
