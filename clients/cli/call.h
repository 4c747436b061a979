/* SPDX-License-Identifier: Apache-2.0 */
/* Requests of the commands: what goes wrong is told here, once. */
#ifndef CLI_CALL_H
#define CLI_CALL_H

#include "session.h"

/* Sends it; anything but 2xx, or the one other status `allowed` (0: none), is told on standard
 * error: what happened, each fault with its option, and what to do. The answer is the caller's. */
err call(struct session *session, const struct hoshitori_request *request, int allowed,
         struct hoshitori_answer *answer) __attribute__((warn_unused_result));
err call_get(struct session *session, struct hoshitori_answer *answer, const char *format, ...)
    __attribute__((format(printf, 3, 4), warn_unused_result));
err call_post(struct session *session, const json_t *body, struct hoshitori_answer *answer,
              const char *format, ...) __attribute__((format(printf, 4, 5), warn_unused_result));
/* `etag`: of what is replaced; NULL: whatever stands there. */
err call_put(struct session *session, const json_t *body, const char *etag,
             struct hoshitori_answer *answer, const char *format, ...)
    __attribute__((format(printf, 5, 6), warn_unused_result));
err call_patch(struct session *session, const json_t *body, struct hoshitori_answer *answer,
               const char *format, ...) __attribute__((format(printf, 4, 5), warn_unused_result));
/* `etag` as there. */
err call_delete(struct session *session, const char *etag, struct hoshitori_answer *answer,
                const char *format, ...) __attribute__((format(printf, 4, 5), warn_unused_result));

/* Every list begins so: with the session's client. */
err call_list_begin(struct session *session, struct hoshitori_list *list)
    __attribute__((warn_unused_result));
/* The result of a list that ended. */
err call_list_end(struct session *session, const struct hoshitori_list *list);

/* Adds the options that were given, from the first to the last in the table, as parameters. */
void call_filters(const struct session *session, struct hoshitori_target *target,
                  enum option_id first, enum option_id last);

/* Pages of a list as large as the contract lets them be. */
void call_large_pages(struct hoshitori_target *target);

/* "A-1001" → "code:A-1001"; ids, 13 digits and what names its kind stay. free() */
char *supplier_of(const char *operand);

/* Values by a path of members, "status.next_step.text"; "" and -1 where there is none. */
const char *text_at(const json_t *json, const char *path);
int64_t whole_at(const json_t *json, const char *path);
const json_t *json_at(const json_t *json, const char *path);
/* Sets a text member unless it is NULL. */
void set_text(json_t *object, const char *name, const char *text);
/* Sets a member to the number that digits spell, 0480 too, unless NULL; any other text stays one,
 * which the server refuses by name. */
void set_number(json_t *object, const char *name, const char *text);

/* The answer's JSON, as --json prints it. */
void print_json(const json_t *json);
/* With --json the JSON, else a line on standard output (say.h). */
err tell_answer(const struct session *session, const json_t *json, enum word id, ...)
    __attribute__((sentinel));
/* With --json the JSON, else what `print` makes of it. */
err show_answer(const struct session *session, const json_t *json,
                void (*print)(const struct session *session, const json_t *json));

#endif
