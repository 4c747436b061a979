/* SPDX-License-Identifier: Apache-2.0 */
/* The session of somebody who uses a page: its cookies, and the proof that a request which changes
 * something was made by our own page. */
#ifndef HTTP_COOKIE_H
#define HTTP_COOKIE_H

#include "base/key.h"
#include "http/guard.h"

/* The session's text in the Cookie headers; false when there is none or it is malformed. */
bool cookie_session(const struct head *head, char out[static KEY_TEXT_SIZE]);
/* The mark by which a browser is known in which somebody signed in: 64 characters, the server's. */
enum { DEVICE_TEXT_SIZE = 65 };
bool cookie_device(const struct head *head, char out[static DEVICE_TEXT_SIZE]);
/* What the page sends back in X-CSRF-Token: other sites can make a browser send the cookie, but
 * cannot read this. */
void cookie_token(const struct secret *secret, const char *session,
                  char out[static DIGEST_HEX_SIZE]);
/* Whether the request carries the token and, as far as its browser says, comes from our page. */
bool cookie_from_page(const struct head *head, const struct secret *secret, const char *session);
/* The value of Set-Cookie; session NULL takes the cookie away. `out`: COOKIE_SIZE bytes. */
enum { COOKIE_SIZE = 200 };
void cookie_set(const char *session, char out[static COOKIE_SIZE]);
void cookie_device_set(const char *device, char out[static COOKIE_SIZE]);

#endif
