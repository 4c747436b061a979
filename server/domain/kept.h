/* SPDX-License-Identifier: Apache-2.0 */
/* The steps of a line as history keeps them: two thirds of what is stored in a year are steps, and
 * they are much alike, so they are packed (base/packed.h). */
#ifndef DOMAIN_KEPT_H
#define DOMAIN_KEPT_H

#include "base/buf.h"
#include "base/err.h"
#include "base/json_in.h"

enum { KEPT_STEPS_MAX = 16 * 1024 * 1024 };

/* Appends `steps`, a JSON array, packed, as SQL reads a bytea: \x and hexadecimal digits. */
err kept_write(struct text_span steps, struct buf *out, struct fault *fault) MUST_CHECK;
/* The JSON array that a value of SQL stands for: as it is, or packed by kept_write; in the second
 * case it lies in `memory`. */
err kept_steps(const char *stored, struct buf *memory, struct text_span *out,
               struct fault *fault) MUST_CHECK;
/* One step: as it is, or packed steps followed by # and its number, counted from 1. */
err kept_step(const char *stored, struct buf *memory, struct text_span *out,
              struct fault *fault) MUST_CHECK;

#endif
