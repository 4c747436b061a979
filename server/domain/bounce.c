/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/bounce.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Mail servers break long fields before a blank (RFC 5322, 2.2.3): how long such a break is here, 0
 * where there is none. */
static size_t line_break(const char *at)
{
    size_t length = at[0] == '\r' ? 2 : 1;
    return at[length - 1] == '\n' && (at[length] == ' ' || at[length] == '\t') ? length : 0;
}

static const char *behind_blanks(const char *at)
{
    for (size_t length = 1; length > 0; at += length)
        length = at[0] == ' ' || at[0] == '\t' ? 1 : line_break(at);
    return at;
}

/* What stands behind the name of a field at the beginning of a line, from `at` on; NULL: nothing.
 */
static const char *header_field(const char *at, const char *name)
{
    size_t length = strlen(name);
    while (at) {
        if (strncasecmp(at, name, length) == 0 && at[length] == ':')
            return behind_blanks(at + length + 1);
        at = strchr(at, '\n');
        if (at)
            at++;
    }
    return NULL;
}

/* The rest of the field in one line, of what can be seen. */
static void copy_field(const char *from, char out[static BOUNCE_TEXT_SIZE])
{
    size_t length = 0;
    while (from && *from && length + 1 < BOUNCE_TEXT_SIZE) {
        if (strchr("\r\n \t", *from)) {
            const char *next = behind_blanks(from);
            if (next == from)
                break;
            out[length++] = ' ';
            from = next;
        } else if (isprint((unsigned char)*from++))
            out[length++] = from[-1];
    }
    while (length > 0 && out[length - 1] == ' ')
        length--;
    out[length] = '\0';
}

/* "rfc822; a@example.jp" */
static void copy_recipient(const char *from, char out[static BOUNCE_TEXT_SIZE])
{
    const char *mark = from ? from + strcspn(from, ";\n") : NULL;
    copy_field(mark && *mark == ';' ? behind_blanks(mark + 1) : NULL, out);
}

/* The id of the mail that came back: of the report's own, which stands first, the last one is ours.
 */
static bool find_mail(const char *message, char out[static UUID_TEXT_SIZE])
{
    bool found = false;
    struct uuid id;
    char text[UUID_TEXT_SIZE];
    for (const char *at = header_field(message, "Message-ID"); at;
         at = header_field(at, "Message-ID")) {
        const size_t length = UUID_TEXT_SIZE - 1;
        if (at[0] != '<' || strnlen(at, length + 2) < length + 2 || at[length + 1] != '@')
            continue;
        memcpy(text, at + 1, length);
        text[length] = '\0';
        if (!uuid_parse(text, &id))
            continue;
        uuid_format(&id, out);
        found = true;
    }
    return found;
}

bool bounce_read(const char *message, struct bounce *out)
{
    struct bounce bounce;
    const char *action = header_field(message, "Action");
    const char *status = header_field(message, "Status");
    if (!action || strncasecmp(action, "fail", 4) != 0 || !status || status[0] != '5' ||
        !find_mail(message, bounce.mail))
        return false;
    copy_recipient(header_field(message, "Final-Recipient"), bounce.recipient);
    copy_field(header_field(message, "Diagnostic-Code"), bounce.detail);
    *out = bounce;
    return true;
}
