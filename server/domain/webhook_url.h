/* SPDX-License-Identifier: Apache-2.0 */
/* Where a webhook may be sent: which URLs are taken, and to which addresses their names may lead.
 * Pure. A URL is checked when it is set; the address to which it leads is checked at each delivery,
 * and the delivery goes to that address, without another look-up and without redirects. */
#ifndef DOMAIN_WEBHOOK_URL_H
#define DOMAIN_WEBHOOK_URL_H

#include <stdbool.h>
#include <stddef.h>

struct sockaddr;

enum { WEBHOOK_URL_MAX = 2000, WEBHOOK_HOST_SIZE = 254 };

enum webhook_url_fault {
    WEBHOOK_URL_FINE,
    WEBHOOK_URL_MALFORMED, /* too long, or characters that no URL has; a fragment */
    WEBHOOK_URL_SCHEME,    /* other than https */
    WEBHOOK_URL_USERINFO,  /* name or password before the host */
    WEBHOOK_URL_PORT,      /* other than 443 and 8443 */
    WEBHOOK_URL_HOST,      /* no name with a dot, and no address in its usual notation */
    WEBHOOK_URL_INTERNAL,  /* a name or an address that is not of the public internet */
};

struct webhook_url {
    char host[WEBHOOK_HOST_SIZE]; /* lower case; an IPv6 address without its brackets */
    unsigned port;
    const char *target; /* path and query, within the text; may be empty */
};

/* Names in other scripts come as xn--. `out` is set only when the URL is fine. */
enum webhook_url_fault webhook_url_read(const char *text, struct webhook_url *out);

/* Whether the address is one of the public internet: not loopback, private, link-local, shared
 * (CGNAT), unique local, multicast, reserved, or an IPv6 address that stands for an IPv4 one. */
bool webhook_address_public(const struct sockaddr *address);

#endif
