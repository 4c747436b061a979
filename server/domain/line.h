/* SPDX-License-Identifier: Apache-2.0 */
/* A line as JSON for the board, and the status object that both sides read.
 *
 * Both sides read the same stored step through the same writer, so the object is equal to the
 * byte for both in one language. */
#ifndef DOMAIN_LINE_H
#define DOMAIN_LINE_H

#include <jansson.h>

#include "base/json_out.h"
#include "base/language.h"
#include "domain/status.h"

enum { STATUS_JSON_MAX = 64 * 1024, LINE_JSON_MAX = 16 * 1024 * 1024 };

/* Members of the object that is open, "from": [...], "status": [...], …, "step": [{…}]: what the
 * SQL function board_put stores. */
err line_to_json(struct json_out *out, const struct facts *facts, const struct line *line,
                 struct fault *fault) MUST_CHECK;
/* What stands around a stored step in the status object. */
struct status_view {
    const char *relationship;
    day as_of;
    const char *known_at;   /* NULL = now */
    const char *decided_at; /* NULL = from all that is on file; else from what was before */
    day changes_on;         /* DAY_NONE: nothing known changes it */
    enum status next_status;
    enum waiting_on next_waiting_on;
    enum language language;
};

/* The shared status object, from a step as it is stored (domain/kept.h). */
err status_write_text(struct json_out *out, const char *key, const struct status_view *view,
                      const char *step, struct fault *fault) MUST_CHECK;
/* Facts as the database returns them, their line as line_to_json: parse, decide, write. Beside it,
 * unless `status` is NULL, the status object of the view's day: what changes it next is found in
 * the line, the view's own changes_on and next_* are not read. */
err line_of_facts(const json_t *facts, struct json_out *out, const struct status_view *view,
                  struct json_out *status, struct fault *fault) MUST_CHECK;
/* A remark as it is stored, without its text. */
void remark_store(struct json_out *out, const char *key, const struct facts *facts,
                  const struct remark *remark);
/* A next step as it stands in the status object; `facts` know the editions. */
void next_step_write(struct json_out *out, const char *key, const struct facts *facts,
                     const struct remark *step, enum language language);
/* The status object alone, from facts that were just read. */
err status_write_facts(struct json_out *out, const char *key, const struct status_view *view,
                       const json_t *facts, struct fault *fault) MUST_CHECK;

#endif
