/* SPDX-License-Identifier: Apache-2.0 */
/* What a pattern becomes: steps of a nondeterministic automaton. Between pattern.c and
 * pattern_match.c only. */
#ifndef CONTRACT_PATTERN_PROGRAM_H
#define CONTRACT_PATTERN_PROGRAM_H

#include <stdint.h>

#include "contract/pattern.h"

enum { STEPS_MAX = 1000 }; /* two sets of them stand on a small stack */

enum step_kind { STEP_ONE, STEP_SPLIT, STEP_JUMP, STEP_BEGIN, STEP_END, STEP_MATCH };

struct range {
    uint32_t from, to;
};

struct pattern_step {
    enum step_kind kind;
    bool negated;         /* STEP_ONE: any point but these */
    uint16_t first, last; /* STEP_ONE: its ranges [first, last); otherwise where to go on */
};

struct pattern {
    uint16_t step_count, range_count;
    struct pattern_step *steps; /* the last one is STEP_MATCH, and the only one */
    struct range *ranges;
};

#endif
