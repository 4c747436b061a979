/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/remark.h"

#include <stddef.h>
#include <string.h>

#include "vocabulary/vocabulary.h"

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
#define X(name, code, ...) [REASON_##name] = {code, {__VA_ARGS__}},
    VOCABULARY_REASON(X)
#undef X
#define X(name, code, ...) [NOTE_##name] = {code, {__VA_ARGS__}},
        VOCABULARY_NOTE(X)
#undef X
#define X(name, code, ...) [STEP_##name] = {code, {__VA_ARGS__}},
            VOCABULARY_NEXT_STEP(X)
#undef X
};

const struct remark_shape *remark_shape(enum remark_code code)
{
    return &shapes[code];
}

const char *remark_actor(const char *step_code)
{
    const struct text *step = text_find(TEXT_NEXT_STEP, step_code);
    return step ? step->actor : "none";
}

bool remark_equal(const struct remark *a, const struct remark *b)
{
    return a->code == b->code && memcmp(a->values, b->values, sizeof a->values) == 0;
}
