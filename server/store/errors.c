/* SPDX-License-Identifier: Apache-2.0 */
#include "store/errors.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *sqlstate;
    enum err_code kind;
} refusals[] = {
    {"HT208", ERR_CONFLICT},
    {"HT400", ERR_MALFORMED},
    {"HT401", ERR_UNAUTHENTICATED},
    {"HT403", ERR_FORBIDDEN},
    {"HT404", ERR_NOT_FOUND},
    {"HT409", ERR_CONFLICT},
    {"HT412", ERR_PRECONDITION},
    {"HT413", ERR_TOO_LARGE},
    {"HT422", ERR_INVALID},
    {"HT429", ERR_TOO_MANY},
    {"HT428", ERR_PRECONDITION_MISSING},
};

/* Constraints that a client can run into, with what it is told. All others are our own fault. */
static const struct {
    const char *constraint;
    enum err_code kind;
    const char *code;
} constraints[] = {
    {"organisation_number", ERR_CONFLICT, "corporate_number_taken"},
    {"relationship_code", ERR_CONFLICT, "supplier_exists"},
    {"relationship_alone", ERR_CONFLICT, "supplier_exists"},
};

/* By the first characters of the SQLSTATE, the longest first. */
static const struct {
    const char *prefix;
    enum err_code kind;
    const char *code; /* NULL = the kind's own */
    int retry_after;
} classes[] = {
    {"25006", ERR_AGAIN, NULL, 1},       /* became a standby */
    {"26000", ERR_AGAIN, NULL, 1},       /* statement no longer prepared */
    {"40001", ERR_AGAIN, NULL, 1},       /* serialization */
    {"40P01", ERR_AGAIN, NULL, 1},       /* deadlock */
    {"55P03", ERR_CONFLICT, "busy", 1},  /* lock_timeout */
    {"57014", ERR_UNAVAILABLE, NULL, 1}, /* statement_timeout */
    {"57P0", ERR_AGAIN, NULL, 1},        /* shutting down or starting */
    {"08P01", ERR_INTERNAL, NULL, 0},    /* wrong number of parameters */
    {"08", ERR_AGAIN, NULL, 1},          /* connection */
    {"53", ERR_UNAVAILABLE, NULL, 5},    /* out of connections, memory, disk */
    {"23505", ERR_CONFLICT, NULL, 0},    /* unique, constraint not listed above */
};

static const char *field(const PGresult *result, int code)
{
    const char *text = PQresultErrorField(result, code);
    return text ? text : "";
}

static const char *sqlstate(const PGresult *result)
{
    return field(result, PG_DIAG_SQLSTATE);
}

static void note(const PGresult *result, const char *name, struct fault *fault)
{
    if (fault->kind != ERR_NONE)
        return;
    const char *constraint = field(result, PG_DIAG_CONSTRAINT_NAME);
    snprintf(fault->log, sizeof fault->log, "%s: %s %s%s%s", name, sqlstate(result), constraint,
             *constraint ? ": " : "",
             *sqlstate(result) ? field(result, PG_DIAG_MESSAGE_PRIMARY)
                               : PQresultErrorMessage(result));
}

static bool is_code(const char *text)
{
    size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_");
    return length > 0 && text[length] == '\0' && length < sizeof((struct fault *)0)->code;
}

/* Whole or not at all: half a JSON text is none. */
static void copy_whole(char *out, size_t size, const char *text)
{
    size_t length = strlen(text);
    if (length < size)
        memcpy(out, text, length + 1);
}

static err refusal(const PGresult *result, enum err_code kind, struct fault *fault)
{
    const char *code = field(result, PG_DIAG_MESSAGE_PRIMARY);
    const char *pointer = field(result, PG_DIAG_MESSAGE_DETAIL);
    const char *params = field(result, PG_DIAG_MESSAGE_HINT);
    if (!is_code(code))
        return fault_set(fault, ERR_INTERNAL, NULL);
    if (fault->kind == ERR_NONE) {
        if (*pointer)
            fault_add(fault, pointer, code, params);
        copy_whole(fault->params, sizeof fault->params, params);
    }
    return fault_set(fault, kind, code);
}

static err retry_later(struct fault *fault, enum err_code kind, const char *code, int seconds)
{
    if (fault->kind == ERR_NONE)
        fault->retry_after = seconds;
    return fault_set(fault, kind, code);
}

/* A migration built all functions anew between the plan of a statement and its run: one was not
 * found by its number. The text is PostgreSQL's to itself, which it never translates. */
static bool is_replaced(const PGresult *result)
{
    static const char text[] = "cache lookup failed for function ";
    return strncmp(field(result, PG_DIAG_MESSAGE_PRIMARY), text, sizeof text - 1) == 0 ||
           strcmp(field(result, PG_DIAG_SOURCE_FUNCTION), "pg_proc_aclmask") == 0;
}

err error_of(const PGresult *result, const char *name, struct fault *fault)
{
    const char *state = sqlstate(result);
    note(result, name, fault);
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
        if (strcmp(state, refusals[i].sqlstate) == 0)
            return refusal(result, refusals[i].kind, fault);
    const char *constraint = field(result, PG_DIAG_CONSTRAINT_NAME);
    for (size_t i = 0; i < sizeof constraints / sizeof *constraints; i++)
        if (strcmp(constraint, constraints[i].constraint) == 0)
            return fault_set(fault, constraints[i].kind, constraints[i].code);
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (strncmp(state, classes[i].prefix, strlen(classes[i].prefix)) == 0)
            return retry_later(fault, classes[i].kind, classes[i].code, classes[i].retry_after);
    if (error_is_lost(result) || error_is_stale(result) || is_replaced(result))
        return retry_later(fault, ERR_AGAIN, NULL, 1);
    return fault_set(fault, ERR_INTERNAL, NULL);
}

err error_outcome_unknown(const char *detail, struct fault *fault)
{
    if (fault->kind == ERR_NONE)
        snprintf(fault->log, sizeof fault->log, "outcome unknown: %s", detail);
    return retry_later(fault, ERR_UNAVAILABLE, "outcome_unknown", 1);
}

bool error_is_lost(const PGresult *result)
{
    const char *state = sqlstate(result);
    return !*state || strncmp(state, "57P0", 4) == 0 ||
           (strncmp(state, "08", 2) == 0 && strcmp(state, "08P01") != 0);
}

/* "cached plan must not change result type" shares its SQLSTATE with what is our own mistake. */
bool error_is_stale(const PGresult *result)
{
    const char *state = sqlstate(result);
    return strcmp(state, "25006") == 0 || strcmp(state, "26000") == 0 ||
           (strcmp(state, "0A000") == 0 &&
            strcmp(field(result, PG_DIAG_SOURCE_FUNCTION), "RevalidateCachedQuery") == 0);
}
