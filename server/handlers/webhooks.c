/* SPDX-License-Identifier: Apache-2.0 */
/* Where an organisation wants events to be sent, and what was sent. */
#include <string.h>
#include <strings.h>

#include "base/webhook_secret.h"
#include "domain/webhook_url.h"
#include "handlers/body.h"
#include "handlers/way/pass.h"
#include "handlers/way/sealed.h"
#include "operations.h"

/* For development any address may be meant, by http too. */
static bool anywhere(const struct request *request, const char *url)
{
    return app_of(request)->config->webhooks_anywhere &&
           (strncasecmp(url, "http://", 7) == 0 || strncasecmp(url, "https://", 8) == 0);
}

static void check_url(const struct request *request, struct fault *fault)
{
    static const char *const codes[] = {[WEBHOOK_URL_MALFORMED] = "webhook_url_malformed",
                                        [WEBHOOK_URL_SCHEME] = "webhook_url_not_https",
                                        [WEBHOOK_URL_USERINFO] = "webhook_url_userinfo",
                                        [WEBHOOK_URL_PORT] = "webhook_url_port",
                                        [WEBHOOK_URL_HOST] = "webhook_url_host",
                                        [WEBHOOK_URL_INTERNAL] = "webhook_url_internal"};
    struct webhook_url parts;
    const char *url = request_text(request, "url");
    enum webhook_url_fault found = WEBHOOK_URL_FINE;
    if (url && !anywhere(request, url))
        found = webhook_url_read(url, &parts);
    if (found != WEBHOOK_URL_FINE)
        fault_add(fault, "/url", codes[found], NULL);
}

/* What the answer shows once, and the statement gets sealed. */
struct made {
    char secret[WEBHOOK_SECRET_SIZE];
    struct buf sealed;
};

static void made_release(struct made *made)
{
    secret_wipe(made->secret, sizeof made->secret);
    buf_release(&made->sealed);
}

static err made_make(const struct request *request, struct made *made, struct fault *fault)
{
    webhook_secret_make(made->secret);
    return sealed_write(request, made->secret, strlen(made->secret), &made->sealed, fault);
}

static err show_webhook_secret(struct request *request, struct changed *changed,
                               struct fault *fault)
{
    const struct made *made = changed->context;
    (void)request;
    if (json_object_set_new(changed->body, "secret", json_string(made->secret)) != 0)
        return fault_log(fault, ERR_INTERNAL, "out of memory");
    return OK;
}

err webhook_add(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(made_release) struct made made = {.sealed = BUF_INIT(SEALED_MAX)};
    SCOPED(body_entry_release) struct body_entry entry = {0};
    check_url(request, fault);
    TRY(body_entry_read(request, &entry, fault));
    TRY(made_make(request, &made, fault));
    struct change change = {.statement =
                                QUERY(webhook_add, .webhook = entry.id,
                                      .secret = buf_text(&made.sealed), .body = entry.text),
                            .finish = show_webhook_secret,
                            .context = &made,
                            .secret = true};
    return change_run(&change, request, response, fault);
}

err webhook_rotate(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(made_release) struct made made = {.sealed = BUF_INIT(SEALED_MAX)};
    TRY(made_make(request, &made, fault));
    struct change change = {
        .statement = QUERY(webhook_rotate, FROM(webhook), .secret = buf_text(&made.sealed)),
        .finish = show_webhook_secret,
        .context = &made,
        .secret = true};
    return change_run(&change, request, response, fault);
}

err webhook_patch(struct request *request, struct response *response, struct fault *fault)
{
    SCOPED(free_at) char *body = NULL;
    check_url(request, fault);
    TRY(fault_invalid(fault));
    TRY(body_text(request, &body, fault));
    return change_plain(request, response, QUERY(webhook_patch, FROM(webhook), .body = body),
                        fault);
}

PASS(list_page, webhook_list, q_webhook_list())

PASS(change_plain, webhook_remove, QUERY(webhook_remove, FROM(webhook)))

PASS(change_plain, webhook_test, QUERY(webhook_test, FROM(webhook)))

PASS(list_page, webhook_delivery_list, QUERY(webhook_delivery_list, FROM(webhook)))

PASS(change_plain, webhook_redeliver,
     QUERY(webhook_redeliver, FROM(webhook), .delivery = request_number(request, "delivery")))
