/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_MAIL_ADDRESS_H
#define BASE_MAIL_ADDRESS_H

#include <stdbool.h>

/* Whether mail can go to it: one address of ASCII that needs no quotes, with letters, digits and
 * usual marks, one @, and a domain with a dot; "localhost" is one, too. */
bool mail_address(const char *text);

#endif
