/* SPDX-License-Identifier: Apache-2.0 */
/* Where a request comes from, as far as limits care. Pure. */
#ifndef HTTP_ADDRESS_H
#define HTTP_ADDRESS_H

#include "http/bucket.h"
#include "http/guard.h"

/* The peer, or what the proxy on this machine says of its own peer: the last word of
 * X-Forwarded-For, which nobody but the proxy can have written. Of an IPv6 address only the network
 * counts (/64): whoever has one address there has them all. */
struct bucket_name address_name(const char *peer, const struct head *head);

#endif
