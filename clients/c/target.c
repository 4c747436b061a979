/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stdarg.h>
#include <string.h>

#include "hoshitori.h"

static void add_byte(struct hoshitori_target *target, char byte)
{
    if (target->length + 1 >= sizeof target->text) {
        target->overflow = true;
        return;
    }
    target->text[target->length++] = byte;
    target->text[target->length] = '\0';
}

/* ASCII only, whatever the locale. */
static bool is_plain(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || (byte != '\0' && strchr("-._~:", byte) != NULL);
}

static void add_encoded(struct hoshitori_target *target, const char *text)
{
    static const char digits[] = "0123456789ABCDEF";
    for (; *text; text++) {
        if (is_plain(*text)) {
            add_byte(target, *text);
            continue;
        }
        add_byte(target, '%');
        add_byte(target, digits[(unsigned char)*text >> 4]);
        add_byte(target, digits[(unsigned char)*text & 15]);
    }
}

void hoshitori_target(struct hoshitori_target *target, const char *format, ...)
{
    *target = (struct hoshitori_target){0};
    va_list values;
    va_start(values, format);
    for (; *format; format++) {
        if (*format != '%') {
            add_byte(target, *format);
            continue;
        }
        assert(format[1] == 's');
        add_encoded(target, va_arg(values, const char *));
        format++;
    }
    va_end(values);
}

void hoshitori_query(struct hoshitori_target *target, const char *name, const char *value)
{
    if (value == NULL)
        return;
    add_byte(target, strchr(target->text, '?') == NULL ? '?' : '&');
    add_encoded(target, name);
    add_byte(target, '=');
    add_encoded(target, value);
}
