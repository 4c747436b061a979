/* SPDX-License-Identifier: Apache-2.0 */
/* A URL: what is taken names a host that the system's own resolver takes for no internal address.
 */
#include <netdb.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/scope.h"
#include "domain/webhook_url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void resolve(const char *host)
{
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM}, *found;
    if (getaddrinfo(host, NULL, &hints, &found) != 0)
        return;
    must(webhook_address_public(found->ai_addr));
    freeaddrinfo(found);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SCOPED(free_at) char *text = strndup((const char *)data, size);
    struct webhook_url url, again;
    must(text);
    if (webhook_url_read(text, &url) != WEBHOOK_URL_FINE)
        return 0;
    must(strlen(text) <= WEBHOOK_URL_MAX && (url.port == 443 || url.port == 8443));
    must(url.target >= text && url.target <= text + strlen(text));
    must(url.host[0] && !strpbrk(url.host, "/?#@[]%\\ "));
    must(webhook_url_read(text, &again) == WEBHOOK_URL_FINE && !strcmp(url.host, again.host));
    resolve(url.host);
    return 0;
}
