/* SPDX-License-Identifier: Apache-2.0 */
/* Reasons, notes and next steps of a status: codes and the parameters of their texts. */
#ifndef DOMAIN_REMARK_H
#define DOMAIN_REMARK_H

#include <stdbool.h>
#include <stdint.h>

#include "vocabulary_codes.h"

/* In the order of api/vocabulary.yaml, which is that in which they are listed. A month, or a total,
 * of 0 is left out. */
enum remark_code {
#define X(name, ...) REASON_##name,
    VOCABULARY_REASON(X)
#undef X
#define X(name, ...) NOTE_##name,
        VOCABULARY_NOTE(X)
#undef X
#define X(name, ...) STEP_##name,
            VOCABULARY_NEXT_STEP(X)
#undef X
                REMARK_CODE_COUNT
};

enum { REMARK_VALUES_MAX = 4 };

/* The values lie in the order of the parameters in the vocabulary: numbers as they are, dates as
 * day, levels as enum assurance, editions as the star whose edition is meant. */
struct remark {
    enum remark_code code;
    int32_t values[REMARK_VALUES_MAX];
};

enum remark_value { REMARK_END, REMARK_NUMBER, REMARK_DATE, REMARK_LEVEL, REMARK_EDITION };

struct remark_shape {
    const char *code;
    struct {
        enum remark_value kind; /* REMARK_END after the last one */
        const char *name;
    } values[REMARK_VALUES_MAX + 1];
};

const struct remark_shape *remark_shape(enum remark_code code);
/* Who takes a next step: "none", "supplier" or "buyer". */
const char *remark_actor(const char *step_code);
bool remark_equal(const struct remark *a, const struct remark *b);

#endif
