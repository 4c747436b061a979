/* SPDX-License-Identifier: Apache-2.0 */
/* Every option of every command: one name, one meaning. Parsing, help, completion, the manual and
 * the names in the server's faults come from this table. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "words.h"

enum option_kind {
    KIND_FLAG,
    KIND_TEXT,
    KIND_MANY, /* may be given again; the commas of a list of choices part them too */
    KIND_DAY,
    KIND_NUMBER,
    KIND_CHOICE, /* the values hold the choices, with | between them */
    KIND_FILE,
};

#define STATUSES "met|expiring|pending|overdue|lapsed|no_requirement"

/* id, name, letter, kind, choices (or ""), member of the contract (or ""), meaning */
#define OPTION_LIST(X)                                                                             \
    X(PROFILE, "profile", 0, TEXT, "", "", W_O_PROFILE)                                            \
    X(LANGUAGE, "language", 0, CHOICE, "ja|en", "", W_O_LANGUAGE)                                  \
    X(JSON, "json", 0, FLAG, "", "", W_O_JSON)                                                     \
    X(YES, "yes", 'y', FLAG, "", "", W_O_YES)                                                      \
    X(QUIET, "quiet", 'q', FLAG, "", "", W_O_QUIET)                                                \
    X(INSECURE_HTTP, "insecure-http", 0, FLAG, "", "", W_O_INSECURE_HTTP)                          \
    X(HELP, "help", 'h', FLAG, "", "", W_O_HELP)                                                   \
    X(VERSION, "version", 0, FLAG, "", "", W_O_VERSION)                                            \
    X(KEY_FILE, "key-file", 0, FILE, "", "", W_O_KEY_FILE)                                         \
    X(NAME, "name", 0, TEXT, "", "name", W_O_NAME)                                                 \
    X(READING, "reading", 0, TEXT, "", "reading", W_O_READING)                                     \
    X(NUMBER, "number", 0, TEXT, "", "corporate_number", W_O_NUMBER)                               \
    X(CODE, "code", 0, TEXT, "", "code", W_O_CODE)                                                 \
    X(CATEGORY, "category", 0, TEXT, "", "category", W_O_CATEGORY)                                 \
    X(OWNER, "owner", 0, TEXT, "", "owner", W_O_OWNER)                                             \
    X(TAG, "tag", 0, MANY, "", "tags", W_O_TAG)                                                    \
    X(CONTACT, "contact", 0, TEXT, "", "contacts/0/name", W_O_CONTACT)                             \
    X(EMAIL, "email", 0, TEXT, "", "contacts/0/email|person/email", W_O_EMAIL)                     \
    X(PERSON, "person", 0, TEXT, "", "person/name", W_O_PERSON)                                    \
    X(PHONE, "phone", 0, TEXT, "", "contacts/0/phone", W_O_PHONE)                                  \
    X(DEPARTMENT, "department", 0, TEXT, "", "contacts/0/department", W_O_DEPARTMENT)              \
    X(TO, "to", 0, TEXT, "", "to", W_O_TO)                                                         \
    X(OTHER, "other", 0, TEXT, "", "other", W_O_OTHER)                                             \
    X(DEMAND, "demand", 0, CHOICE, "supplier|other", "demand", W_O_DEMAND)                         \
    X(MEMO, "memo", 0, TEXT, "", "memo", W_O_MEMO)                                                 \
    X(STAR, "star", 0, CHOICE, "1|2|3|4|5", "required_star|star", W_O_STAR)                        \
    X(DUE, "due", 0, DAY, "", "due_on", W_O_DUE)                                                   \
    X(DUE_IN_DAYS, "due-in-days", 0, NUMBER, "", "due_in_days", W_O_DUE_IN_DAYS)                   \
    X(REASON, "reason", 0, TEXT, "", "reason", W_O_REASON)                                         \
    X(ASSURANCE, "assurance", 0, CHOICE, "declared|substantiated|confirmed", "required_assurance", \
      W_O_ASSURANCE)                                                                               \
    X(HIGHER, "accept-higher", 0, CHOICE, "yes|no", "accept_higher", W_O_HIGHER)                   \
    X(FROM, "from", 0, DAY, "", "effective_from", W_O_FROM)                                        \
    X(NOTICE, "notice", 0, DAY, "", "notice_on", W_O_NOTICE)                                       \
    X(INFORMATION, "important-information", 0, CHOICE, "yes|no",                                   \
      "questions/important_information", W_O_INFORMATION)                                          \
    X(INTERRUPTION, "unacceptable-interruption", 0, CHOICE, "yes|no",                              \
      "questions/unacceptable_interruption", W_O_INTERRUPTION)                                     \
    X(ACCESS, "internal-access", 0, CHOICE, "yes|no", "questions/internal_access", W_O_ACCESS)     \
    X(EXEMPT, "exempt", 0, FLAG, "", "", W_O_EXEMPT)                                               \
    X(REMOVE, "remove", 0, FLAG, "", "", W_O_REMOVE)                                               \
    X(SOURCE, "source", 0, TEXT, "", "source", W_O_SOURCE)                                         \
    X(MODE, "mode", 0, CHOICE, "atomic|per_row", "mode", W_O_MODE)                                 \
    X(ABSENT, "absent", 0, CHOICE, "keep|end", "absent", W_O_ABSENT)                               \
    X(IGNORE, "ignore", 0, TEXT, "", "ignore", W_O_IGNORE)                                         \
    X(DRY_RUN, "dry-run", 0, FLAG, "", "", W_O_DRY_RUN)                                            \
    X(ENCODING, "encoding", 0, CHOICE, "utf-8|shift_jis", "", W_O_ENCODING)                        \
    X(FORMAT, "format", 0, CHOICE, "csv|ndjson|xlsx", "", W_O_FORMAT)                              \
    X(OUTPUT, "output", 'o', FILE, "", "", W_O_OUTPUT)                                             \
    X(SIDE, "side", 0, CHOICE, "buyer|supplier", "", W_O_SIDE)                                     \
    X(STATUS, "status", 0, MANY, STATUSES, "", W_O_STATUS)                                         \
    X(WAITING_ON, "waiting-on", 0, MANY, "none|supplier|buyer|scheme", "", W_O_WAITING_ON)         \
    X(REQUIRED_STAR, "required-star", 0, MANY, "1|2|3|4|5", "", W_O_REQUIRED_STAR)                 \
    X(HELD_STAR, "held-star", 0, MANY, "0|1|2|3|4", "", W_O_HELD_STAR)                             \
    X(TEXT, "text", 0, TEXT, "", "", W_O_TEXT)                                                     \
    X(DUE_BY, "due-by", 0, DAY, "", "", W_O_DUE_BY)                                                \
    X(EXPIRING_WITHIN, "expiring-within", 0, NUMBER, "", "", W_O_EXPIRING_WITHIN)                  \
    X(UNCHECKED_SINCE, "unchecked-since", 0, DAY, "", "", W_O_UNCHECKED_SINCE)                     \
    X(STATE, "state", 0, MANY, "invited|active|declined|ended", "", W_O_STATE)                     \
    X(SORT, "sort", 0, CHOICE, "name|due_on|gap", "", W_O_SORT)                                    \
    X(LIMIT, "limit", 0, NUMBER, "", "", W_O_LIMIT)                                                \
    X(AS_OF, "as-of", 0, DAY, "", "", W_O_AS_OF)                                                   \
    X(KNOWN_AT, "known-at", 0, TEXT, "", "", W_O_KNOWN_AT)                                         \
    X(RESULT, "result", 0, CHOICE, "found|differs|not_found|inconclusive", "result", W_O_RESULT)   \
    X(METHOD, "method", 0, CHOICE, "public_list|publisher_reply|ledger_file", "method",            \
      W_O_METHOD)                                                                                  \
    X(DECLARATION, "declaration", 0, TEXT, "", "declaration", W_O_DECLARATION)                     \
    X(DIFFERENCE, "difference", 0, MANY, "name|star|state", "differences", W_O_DIFFERENCE)         \
    X(NOTE, "note", 0, TEXT, "", "note", W_O_NOTE)                                                 \
    X(ON, "on", 0, DAY, "", "on|declared_on|dated_on|checked_on|assessed_on", W_O_ON)              \
    X(RULE, "rule", 0, TEXT, "", "change/rule/rule", W_O_RULE)                                     \
    X(ID, "id", 0, TEXT, "", "id", W_O_ID)                                                         \
    X(VALID_FROM, "valid-from", 0, DAY, "", "valid_from", W_O_VALID_FROM)                          \
    X(VALID_UNTIL, "valid-until", 0, DAY, "", "valid_until", W_O_VALID_UNTIL)                      \
    X(PART, "part", 0, TEXT, "", "scope_text", W_O_PART)                                           \
    X(REPLACES, "replaces", 0, TEXT, "", "replaces", W_O_REPLACES)                                 \
    X(EDITION, "edition", 0, TEXT, "", "edition", W_O_EDITION)                                     \
    X(SHEET, "sheet", 0, FILE, "", "", W_O_SHEET)                                                  \
    X(WRITE_SHEET, "write-sheet", 0, FILE, "", "", W_O_WRITE_SHEET)                                \
    X(SUBMIT, "submit", 0, FLAG, "", "", W_O_SUBMIT)                                               \
    X(ALL, "all", 0, FLAG, "", "", W_O_ALL)                                                        \
    X(URL, "url", 0, TEXT, "", "url", W_O_URL)                                                     \
    X(PLACE, "place", 0, TEXT, "", "place", W_O_PLACE)                                             \
    X(KIND, "kind", 0, CHOICE, "accepted|talks_requested|objected", "kind", W_O_KIND)              \
    X(MESSAGE, "message", 0, TEXT, "", "message", W_O_MESSAGE)                                     \
    X(REQUIRE, "require", 0, CHOICE, "met", "", W_O_REQUIRE)                                       \
    X(WATCH, "watch", 0, FLAG, "", "", W_O_WATCH)                                                  \
    X(INTERVAL, "interval", 0, NUMBER, "", "", W_O_INTERVAL)                                       \
    X(BY, "by", 0, CHOICE, "due|step", "", W_O_BY)                                                 \
    X(AFTER, "after", 0, NUMBER, "", "", W_O_AFTER)                                                \
    X(ONCE, "once", 0, FLAG, "", "", W_O_ONCE)

enum option_id {
    OPTION_NONE,
#define X(id, name, letter, kind, choices, member, meaning) OPTION_##id,
    OPTION_LIST(X)
#undef X
        OPTION_COUNT
};

struct option {
    const char *name; /* without the dashes */
    char letter;      /* 0: none */
    enum option_kind kind;
    const char *choices;
    const char *member; /* of the contract's bodies, | between several */
    enum word meaning;
};

const struct option *option_of(enum option_id id);
/* OPTION_NONE when there is none. */
enum option_id option_named(const char *name, size_t length);
enum option_id option_lettered(char letter);
/* The option behind a fault's pointer ("/due_on", "?due_by"). */
enum option_id option_pointed(const char *pointer);
/* Understood everywhere, also where the command does not list them. */
bool option_is_global(enum option_id id);
/* How the value is called in a usage line: DAY, NUMBER, FILE, TEXT, or the choices. */
const char *option_value(enum option_id id);

#endif
