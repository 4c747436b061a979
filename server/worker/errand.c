/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/errand.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/uri.h"
#include "domain/provider.h"
#include "domain/webhook_url.h"

enum {
    CONNECT_SECONDS = 5,
    TRANSFER_SECONDS = 10,
    ANSWER_MAX = 256 * 1024,
    SEALED_BYTES_MAX = 8192
};

struct errand *errand_new(const char *issuer)
{
    SCOPED(errand_free) struct errand *errand = calloc(1, sizeof *errand);
    if (!errand || !(errand->issuer = strdup(issuer)))
        return NULL;
    errand->url.maximum = errand->body.maximum = PROVIDER_TEXT_MAX;
    errand->user.maximum = errand->password.maximum = PROVIDER_TEXT_MAX;
    errand->answer.maximum = ANSWER_MAX;
    return steal(&errand);
}

static void wipe(struct buf *buf)
{
    if (buf->data)
        secret_wipe(buf->data, buf->capacity);
    buf_release(buf);
}

void errand_free(struct errand **errand)
{
    struct errand *freed = steal(errand);
    if (!freed)
        return;
    wipe(&freed->body);
    wipe(&freed->password);
    wipe(&freed->answer);
    buf_release(&freed->url);
    buf_release(&freed->user);
    json_decref(freed->metadata);
    json_decref(freed->way);
    json_decref(freed->keys);
    free(freed->issuer);
    free(freed->state);
    free(freed->client);
    free(freed->keys_url);
    free(freed->token);
    free(freed);
}

const char *errand_way(const struct errand *errand, const char *member)
{
    const char *text = json_string_value(json_object_get(errand->way, member));
    return text ? text : "";
}

void errand_ask(struct errand *errand, enum errand_kind kind, const char *url)
{
    errand->kind = kind;
    buf_clear(&errand->url);
    buf_text_add(&errand->url, url);
    wipe(&errand->body);
    wipe(&errand->password);
    wipe(&errand->answer);
    buf_clear(&errand->user);
}

/* "\x…" → what was sealed. */
static bool unseal(const struct secret *secret, const char *sealed, struct buf *out)
{
    unsigned char bytes[SEALED_BYTES_MAX];
    size_t size = strlen(sealed) / 2 - 1;
    return size <= sizeof bytes && hex_read(sealed + 2, 2 * size, bytes, size) &&
           secret_open(secret, bytes, size, out);
}

static bool copy_row(struct errand *errand, const struct q_worker_oidc_take_row *row)
{
    snprintf(errand->organisation, sizeof errand->organisation, "%s", row->organisation);
    errand->state = strdup(row->state);
    errand->client = strdup(row->client_id);
    errand->keys_url = strdup(row->keys_url);
    errand->keys = json_loads(row->keys, 0, NULL);
    buf_text_add(&errand->url, row->token_endpoint);
    return errand->state && errand->client && errand->keys_url && errand->keys;
}

/* By Basic, where nothing else is asked for; name and secret are then encoded (RFC 6749, 2.3.1). */
static void write_form(struct errand *errand, const struct q_worker_oidc_take_row *row,
                       const struct buf *client_secret)
{
    const struct authorization way = {.client = errand->client,
                                      .redirect = errand_way(errand, "redirect"),
                                      .verifier = errand_way(errand, "verifier")};
    bool in_body = row->client_secret && row->secret_in_body;
    provider_redeem(errand_way(errand, "code"), &way, in_body ? buf_text(client_secret) : NULL,
                    &errand->body);
    if (row->client_secret && !in_body) {
        uri_encode(&errand->user, errand->client);
        uri_encode(&errand->password, buf_text(client_secret));
    }
}

const char *errand_redeem(struct errand *errand, const struct q_worker_oidc_take_row *row,
                          const struct secret *secret)
{
    SCOPED(wipe) struct buf way = BUF_INIT(SEALED_BYTES_MAX);
    SCOPED(wipe) struct buf client_secret = BUF_INIT(SEALED_BYTES_MAX);
    errand->kind = ERRAND_TOKEN;
    if (!row->token_endpoint || !row->keys || !row->keys_url)
        return "its metadata is not known";
    if (!copy_row(errand, row) || !unseal(secret, row->sealed, &way) ||
        (row->client_secret && !unseal(secret, row->client_secret, &client_secret)))
        return "what was sealed cannot be read";
    errand->way = json_loadb(way.data, way.length, 0, NULL);
    write_form(errand, row, &client_secret);
    return errand->way ? NULL : "what was sealed cannot be read";
}

bool errand_begin(struct transfer_group *group, struct errand *errand, bool anywhere)
{
    bool form = errand->kind == ERRAND_TOKEN;
    errand->headers[0] = "accept: application/json";
    errand->headers[1] = "user-agent: Hoshitori";
    errand->headers[2] = form ? "content-type: application/x-www-form-urlencoded" : NULL;
    const struct transfer transfer = {
        .kind = form ? TRANSFER_POST : TRANSFER_GET,
        .url = buf_text(&errand->url),
        .body = buf_text(&errand->body),
        .length = errand->body.length,
        .connect_seconds = CONNECT_SECONDS,
        .seconds = TRANSFER_SECONDS,
        .answer_max = ANSWER_MAX,
        .plain = anywhere,
        .address_allowed = anywhere ? NULL : webhook_address_public,
        .user = errand->user.length ? buf_text(&errand->user) : NULL,
        .password = buf_text(&errand->password),
        .headers = errand->headers,
    };
    return buf_ok(&errand->url) && buf_ok(&errand->body) && buf_ok(&errand->user) &&
           buf_ok(&errand->password) &&
           transfer_group_add(group, &transfer, &errand->answer, errand);
}
