/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/remark.h"

#include <stddef.h>
#include <string.h>

#define NOTHING                                                                                    \
    {                                                                                              \
        REMARK_END, NULL                                                                           \
    }
#define NUMBER(name)                                                                               \
    {                                                                                              \
        REMARK_NUMBER, #name                                                                       \
    }
#define DATE(name)                                                                                 \
    {                                                                                              \
        REMARK_DATE, #name                                                                         \
    }
#define LEVEL(name)                                                                                \
    {                                                                                              \
        REMARK_LEVEL, #name                                                                        \
    }
#define EDITION(name)                                                                              \
    {                                                                                              \
        REMARK_EDITION, #name                                                                      \
    }

static const struct remark_shape shapes[REMARK_CODE_COUNT] = {
#define X(name, code, ...) [name] = {code, {__VA_ARGS__}},
    REASON_LIST(X) NOTE_LIST(X) STEP_LIST(X)
#undef X
};

const struct remark_shape *remark_shape(enum remark_code code)
{
    return &shapes[code];
}

const char *remark_actor(const char *step_code)
{
    static const enum remark_code nobodys[] = {STEP_NONE, STEP_WAIT_FOR_SCHEME};
    static const enum remark_code buyers[] = {STEP_CHECK_DECLARATION, STEP_DECIDE_SCOPE,
                                              STEP_SET_REQUIREMENT,   STEP_SET_DUE_DATE,
                                              STEP_CONTACT_SUPPLIER,  STEP_RESEND_INVITATION};
    for (size_t i = 0; i < sizeof nobodys / sizeof *nobodys; i++)
        if (strcmp(step_code, shapes[nobodys[i]].code) == 0)
            return "none";
    for (size_t i = 0; i < sizeof buyers / sizeof *buyers; i++)
        if (strcmp(step_code, shapes[buyers[i]].code) == 0)
            return "buyer";
    return "supplier";
}

bool remark_equal(const struct remark *a, const struct remark *b)
{
    return a->code == b->code && memcmp(a->values, b->values, sizeof a->values) == 0;
}
