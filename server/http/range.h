/* SPDX-License-Identifier: Apache-2.0 */
/* Part of an answer whose length is known: Range and If-Range of RFC 9110, 14 and 13.1.5. Pure. */
#ifndef HTTP_RANGE_H
#define HTTP_RANGE_H

#include <stdbool.h>
#include <stdint.h>

/* Bytes `from` up to, not with, `to`. */
struct range {
    int64_t from, to;
};

enum range_asked {
    RANGE_WHOLE, /* none was asked for, or several, or none that can be read */
    RANGE_PART,
    RANGE_BEYOND /* not satisfiable: 416 */
};

/* Which part of `size` bytes is asked for; *out is the whole unless it is a part. Headers as they
 * came, NULL without. `etag` without quotes: that of what there is now, which If-Range must name.
 */
enum range_asked range_read(const char *header, const char *if_range, const char *etag,
                            int64_t size, struct range *out);

#endif
