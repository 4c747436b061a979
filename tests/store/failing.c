/* SPDX-License-Identifier: Apache-2.0 */
#include "failing.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "base/password.h"
#include "base/totp.h"
#include "commands/audit.h"
#include "domain/day.h"
#include "domain/decide.h"
#include "domain/line.h"
#include "handlers/way/sealed.h"

static const char *planned;
static int left;

void failing_plan(const char *function, int nth)
{
    planned = function;
    left = nth;
}

bool failing_happened(void)
{
    return planned && left <= 0;
}

static bool fails(const char *function)
{
    return planned && strcmp(planned, function) == 0 && --left == 0;
}

#define PROTOTYPES(type, name, parameters)                                                         \
    type __real_##name parameters;                                                                 \
    type __wrap_##name parameters;

#define WRAP(type, name, parameters, arguments, failure)                                           \
    PROTOTYPES(type, name, parameters)                                                             \
    type __wrap_##name parameters                                                                  \
    {                                                                                              \
        return fails(#name) ? (failure) : __real_##name arguments;                                 \
    }

#define BROKEN fault_log(fault, ERR_INTERNAL, "made to fail")

WRAP(err, exchange_begin, (struct pool * pool, struct exchange *out, struct fault *fault),
     (pool, out, fault), BROKEN)
WRAP(err, exchange_read, (struct exchange * exchange, struct fault *fault), (exchange, fault),
     BROKEN)
WRAP(err, exchange_finish, (struct exchange * exchange, struct fault *fault), (exchange, fault),
     BROKEN)
WRAP(err, exchange_commit, (struct exchange * exchange, struct fault *fault), (exchange, fault),
     BROKEN)
WRAP(err, session_open, (const struct config *config, struct session *out, struct fault *fault),
     (config, out, fault), (*out = (struct session){0}, BROKEN))
WRAP(err, secret_start, (struct fault * fault), (fault), BROKEN)
WRAP(err, decide, (const json_t *facts, struct buf *out, struct fault *fault), (facts, out, fault),
     BROKEN)
WRAP(err, proof_checkpoint,
     (struct proof * proof, const struct checkpoint *checkpoint, enum proof_break *found,
      struct fault *fault),
     (proof, checkpoint, found, fault), BROKEN)
WRAP(err, proof_kept,
     (struct proof * proof, const struct checkpoint *checkpoint, enum proof_break *found,
      struct fault *fault),
     (proof, checkpoint, found, fault), BROKEN)
WRAP(err, sealed_write,
     (const struct request *request, const char *bytes, size_t length, struct buf *out,
      struct fault *fault),
     (request, bytes, length, out, fault), BROKEN)
WRAP(err, sealed_read,
     (const struct request *request, const char *hex, struct buf *out, struct fault *fault),
     (request, hex, out, fault), BROKEN)
WRAP(err, status_write_facts,
     (struct json_out * out, const char *key, const struct status_view *view, const json_t *facts,
      struct fault *fault),
     (out, key, view, facts, fault), BROKEN)
WRAP(err, password_check,
     (const struct password_place *place, const char *stored, const char *password, bool *matches,
      struct fault *fault),
     (place, stored, password, matches, fault), BROKEN)
WRAP(size_t, exchange_rows, (const struct exchange *exchange, size_t index), (exchange, index), 0)
WRAP(bool, day_parse, (const char *text, day *out), (text, out), false)
WRAP(bool, uuid_parse, (const char *text, struct uuid *out), (text, out), false)
WRAP(bool, key_parse, (enum key_kind kind, const char *text, struct key *out), (kind, text, out),
     false)
WRAP(bool, hex_read, (const char *text, size_t length, void *out, size_t size),
     (text, length, out, size), false)
WRAP(bool, buf_ok, (const struct buf *buf), (buf), false)
WRAP(json_t *, json_loads, (const char *text, size_t flags, json_error_t *error),
     (text, flags, error), NULL)
WRAP(char *, json_dumps, (const json_t *json, size_t flags), (json, flags), NULL)
WRAP(json_t *, json_array, (void), (), NULL)
WRAP(int, json_array_append_new, (json_t * array, json_t *value), (array, value),
     (json_decref(value), -1))
WRAP(int64_t, totp_step, (const char *text, const char *code, int64_t now, int64_t used),
     (text, code, now, used), 0)
WRAP(void *, reallocarray, (void *memory, size_t count, size_t size), (memory, count, size), NULL)
WRAP(int, fstat, (int file, struct stat *out), (file, out), (errno = EIO, -1))
WRAP(void *, mmap, (void *at, size_t size, int prot, int flags, int file, off_t offset),
     (at, size, prot, flags, file, offset), (errno = ENOMEM, MAP_FAILED))
WRAP(int, json_object_set_new, (json_t * object, const char *key, json_t *value),
     (object, key, value), (json_decref(value), -1))
