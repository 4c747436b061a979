/* SPDX-License-Identifier: Apache-2.0 */
/* The text of an invitation or of a reminder of a demand, for a letter or a mail from the buyer to
 * the supplier. */
#ifndef DOMAIN_LETTER_H
#define DOMAIN_LETTER_H

#include "base/buf.h"
#include "base/language.h"
#include "domain/day.h"

enum { LETTER_MAX = 16 * 1024 };

struct letter {
    const char *buyer;
    const char *contact; /* name and address of whom to ask; NULL: nobody in particular */
    const char *supplier;
    const char *url;
    day expires_on;    /* of an invitation */
    int required_star; /* 0: nothing is demanded yet */
    day due_on;
    const char *reason; /* of what is demanded, as the buyer wrote it; NULL: none given */
    const char *lead;   /* said first, in lines of its own; NULL: nothing */
};

/* An invitation. */
void letter_write(const struct letter *letter, enum language language, struct buf *out);

/* A reminder of a demand, to who has accepted the invitation; `lead` says where the demand stands.
 */
void letter_demand_write(const struct letter *letter, enum language language, struct buf *out);

#endif
