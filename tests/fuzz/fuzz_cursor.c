/* SPDX-License-Identifier: Apache-2.0 */
/* Two texts with a zero byte between: a cursor as a client may send it, and the keys of a row of
 * which a cursor is made. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/scope.h"
#include "handlers/way/cursor.h"

enum { INPUT_MAX = 4096, ORGANISATION = 7 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct parameter parameters[] = {
    {"cursor", PARAMETER_QUERY, false, NULL, NULL},
    {"limit", PARAMETER_QUERY, false, NULL, "50"},
    {"text", PARAMETER_QUERY, false, NULL, NULL},
};
static const struct operation operation = {
    .id = "thing_list", .parameters = parameters, .parameter_count = 3};

static void must(bool holds)
{
    if (!holds)
        abort();
}

/* A request of that organisation for the list of things with `text`, and with that cursor. */
static struct request request_of(struct app *app, const char *text, const char *cursor)
{
    struct request request = {.operation = &operation, .app = app, .value_count = 2};
    memset(request.credential.organisation_id, 'a', ORGANISATION);
    request.values[0] = (struct request_value){"text", text};
    request.values[1] = (struct request_value){"cursor", cursor};
    return request;
}

static bool reads(const struct request *request, struct cursor *out)
{
    SCOPED(fault_release) struct fault fault = {0};
    err read = cursor_read(request, out, &fault);
    must((read.code == ERR_NONE) == (fault.item_count == 0));
    must(read.code == ERR_NONE || read.code == ERR_INVALID);
    must(out->count <= CURSOR_KEYS_MAX);
    return read.code == ERR_NONE;
}

/* Nobody writes a cursor but the server. */
static void refuse(struct app *app, const char *text)
{
    struct cursor cursor;
    struct request request = request_of(app, "x", text);
    must(!reads(&request, &cursor));
}

/* Of another list, of somebody else, or changed in a place: refused. */
static void refuse_stolen(struct app *app, const char *text, char *made, size_t at)
{
    struct cursor cursor;
    struct request other = request_of(app, text[0] ? "" : "x", made);
    must(!reads(&other, &cursor));
    other = request_of(app, text, made);
    other.credential.organisation_id[0] = 'b';
    must(!reads(&other, &cursor));
    char *place = &made[at % strlen(made)];
    *place = *place == '0' ? '1' : '0';
    other = request_of(app, text, made);
    must(!reads(&other, &cursor));
}

/* What the server made it reads again, and finds the same keys. */
static void keep(struct app *app, const char *text, const char *const *keys, size_t count)
{
    struct cursor cursor;
    SCOPED(buf_release) struct buf made = BUF_INIT(CURSOR_TEXT_MAX);
    struct request request = request_of(app, text, NULL);
    must(reads(&request, &cursor) && cursor.count == 0);
    cursor_write(&request, keys, count, &made);
    if (!buf_ok(&made))
        return;
    request = request_of(app, text, buf_text(&made));
    must(reads(&request, &cursor) && cursor.count == count);
    for (size_t i = 0; i < count; i++)
        must(strcmp(cursor_key(&cursor, i), keys[i]) == 0);
    refuse_stolen(app, text, made.data, (size_t)(unsigned char)text[0] * 7 + strlen(keys[0]));
}

/* Texts of the database are UTF-8. */
static bool is_utf8(const char *text)
{
    json_auto_t *string = json_string(text);
    return string;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct secret secret;
    static const unsigned char bytes[SECRET_SIZE] = {1};
    char text[INPUT_MAX + 1];
    const char *keys[CURSOR_KEYS_MAX];
    size_t count = 0;
    if (size > INPUT_MAX)
        return 0;
    secret_from_bytes(bytes, &secret);
    struct app app = {.secret = &secret};
    memcpy(text, data, size);
    text[size] = '\0';
    refuse(&app, text);
    const char *end = text + size;
    for (const char *at = text + strlen(text) + 1; at < end && count < CURSOR_KEYS_MAX;) {
        if (!is_utf8(at))
            return 0;
        keys[count++] = at;
        at += strlen(at) + 1;
    }
    if (count > 0)
        keep(&app, text, keys, count);
    return 0;
}
