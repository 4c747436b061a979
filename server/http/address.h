/* SPDX-License-Identifier: Apache-2.0 */
/* Where a request comes from. Pure. */
#ifndef HTTP_ADDRESS_H
#define HTTP_ADDRESS_H

#include "base/payer.h"
#include "http/guard.h"

enum { ADDRESS_TEXT_SIZE = 46 };

/* The peer, or what the proxy on this machine says of its own peer: the last word of
 * X-Forwarded-For, which nobody but the proxy can have written. */
struct address {
    char text[ADDRESS_TEXT_SIZE];
    /* What limits and shares count by: of an IPv6 address the first one of its network (/64), since
     * whoever has one address there has them all. */
    char network[ADDRESS_TEXT_SIZE];
};

void address_read(const char *peer, const struct head *head, struct address *out);
/* The network as a payer. */
struct payer_name address_name(const char *peer, const struct head *head);

#endif
