/* SPDX-License-Identifier: Apache-2.0 */
/* Rules of bodies that a schema cannot say and that several nouns share. Each adds its fault; the
 * handler returns fault_invalid() when all were asked. */
#ifndef HANDLERS_BODY_H
#define HANDLERS_BODY_H

#include "base/uuid.h"
#include "domain/day.h"
#include "domain/demand.h"
#include "http/request.h"

/* The Tokyo day of the request. */
day body_today(const struct request *request);
/* A day of the body's top level; DAY_NONE when absent or null. */
day body_day(const struct request *request, const char *member);
/* date_in_future for a day after today. */
void body_not_future(const struct request *request, const char *member, struct fault *fault);
/* The faults of a 法人番号, "member" of `object`, at `pointer`. */
void body_corporate_number(const json_t *object, const char *member, const char *pointer,
                           struct fault *fault);
/* All problems of a demand whose members lie at `place` ("" for the body itself); OK without one.
 */
err body_demand_refuse(const struct demand_findings *findings, const char *place,
                       struct fault *fault) MUST_CHECK;
/* What is recorded: the whole body as a statement's parameter, and an id of its own. */
struct body_entry {
    char *text;
    char id[UUID_TEXT_SIZE];
};
/* When no fault was found so far; ERR_INVALID with those that were. */
err body_entry_read(const struct request *request, struct body_entry *out,
                    struct fault *fault) MUST_CHECK;
void body_entry_release(struct body_entry *entry);
/* The body alone; the caller frees it. ERR_INTERNAL out of memory. */
err body_text(const struct request *request, char **out, struct fault *fault) MUST_CHECK;
/* The same of one member; NULL where it is left out. */
err body_member(const struct request *request, const char *name, char **out,
                struct fault *fault) MUST_CHECK;

#endif
