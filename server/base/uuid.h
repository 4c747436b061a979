/* SPDX-License-Identifier: Apache-2.0 */
/* UUIDs as 16 bytes and as lower-case text; new ones are version 7 (RFC 9562), sorted by time. */
#ifndef BASE_UUID_H
#define BASE_UUID_H

#include <stdbool.h>
#include <stdint.h>

enum { UUID_SIZE = 16, UUID_TEXT_SIZE = 37 };

struct uuid {
    unsigned char bytes[UUID_SIZE];
};

/* Accepts either case, only in the 8-4-4-4-12 form. */
bool uuid_parse(const char *text, struct uuid *out);
void uuid_format(const struct uuid *uuid, char out[static UUID_TEXT_SIZE]);
/* Version 7 at an instant (microseconds UTC). What one process makes keeps the order of making,
 * within an instant too. */
void uuid_make_text(int64_t instant, char out[static UUID_TEXT_SIZE]);

#endif
