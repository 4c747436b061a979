/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/absence.h"

#include <stdlib.h>
#include <string.h>

#include "base/encoding.h"
#include "base/scope.h"
#include "base/secret.h"

enum { VALUE_MAX = 1024 * 1024, NAME_SIZE = 128 };

void absences_release(struct absences *absences)
{
    free(absences->items);
    *absences = (struct absences){0};
}

static struct absence *absence_new(struct absences *absences, int64_t sequence, int64_t place)
{
    if (absences->count == absences->capacity) {
        size_t wanted = absences->capacity ? 2 * absences->capacity : 64;
        struct absence *grown = reallocarray(absences->items, wanted, sizeof *grown);
        if (!grown)
            return NULL;
        absences->items = grown;
        absences->capacity = wanted;
    }
    struct absence *added = &absences->items[absences->count++];
    *added = (struct absence){.sequence = sequence, .place = place};
    return added;
}

bool absences_add_text(struct absences *absences, int64_t sequence, struct json_span at,
                       const unsigned char before[static DIGEST_SIZE])
{
    struct absence *added = absence_new(absences, sequence, ABSENT_TEXT);
    if (!added)
        return false;
    memcpy(added->before, before, sizeof added->before);
    if (at.data && at.length < sizeof added->at)
        memcpy(added->at, at.data, at.length);
    else if (at.data)
        added->at[0] = '-'; /* which is no instant */
    return true;
}

static int compare(const void *a, const void *b)
{
    const struct absence *one = a, *other = b;
    if (one->sequence != other->sequence)
        return one->sequence < other->sequence ? -1 : 1;
    return (one->place > other->place) - (one->place < other->place);
}

/* "instant#hash", behind the number and its @. */
static bool read_absent_text(const char *text, struct absence *out)
{
    const char *mark = strchr(text, '#');
    if (!mark || (size_t)(mark - text) >= sizeof out->at)
        return false;
    memcpy(out->at, text, (size_t)(mark - text));
    return hex_read(mark + 1, strlen(mark + 1), out->before, sizeof out->before);
}

/* "12.0" or "12@instant#hash"; false for anything else. */
static bool read_absence_name(struct json_span name, struct absence *out)
{
    char text[NAME_SIZE];
    if (!name.data || name.length >= sizeof text)
        return false;
    memcpy(text, name.data, name.length);
    text[name.length] = '\0';
    char *end = NULL;
    *out = (struct absence){.sequence = strtoll(text, &end, 10), .place = ABSENT_TEXT};
    if (*end == '@')
        return read_absent_text(end + 1, out);
    if (*end != '.')
        return false;
    out->place = strtoll(end + 1, &end, 10);
    return *end == '\0' && out->place >= 0;
}

void absences_list(struct absences *absences, struct json_span name)
{
    struct absence wanted;
    if (absences->count == 0 || !read_absence_name(name, &wanted))
        return;
    struct absence *found =
        bsearch(&wanted, absences->items, absences->count, sizeof wanted, compare);
    if (found && (!found->at[0] || strcmp(found->at, wanted.at) == 0) &&
        memcmp(found->before, wanted.before, sizeof wanted.before) == 0)
        found->listed = true;
}

int64_t absences_last_text(const struct absences *absences)
{
    for (size_t i = absences->count; i-- > 0;)
        if (absences->items[i].place == ABSENT_TEXT)
            return absences->items[i].sequence;
    return 0;
}

const struct absence *absences_unlisted(const struct absences *absences)
{
    for (size_t i = 0; i < absences->count; i++)
        if (!absences->items[i].listed)
            return &absences->items[i];
    return NULL;
}

/* One value as it is shown, and what would commit to it. */
struct shown {
    int64_t place;
    unsigned char commitment[DIGEST_SIZE];
};

struct shown_list {
    struct shown *items; /* owned */
    size_t count, capacity, next;
    bool memory; /* ran out */
};

static void shown_list_release(struct shown_list *list)
{
    free(list->items);
}

/* Members of one. */
struct value_reading {
    struct buf decoded;
    int64_t place;
    struct json_span value;
    unsigned char salt[DIGEST_SIZE];
    unsigned seen;
};

static void value_reading_release(struct value_reading *reading)
{
    buf_release(&reading->decoded);
}

static bool take_salt(struct json_scan *scan, struct value_reading *reading)
{
    struct buf none = BUF_INIT(0);
    struct json_span text;
    return json_scan_text(scan, &none, &text) && text.data &&
           hex_read(text.data, text.length, reading->salt, sizeof reading->salt);
}

static bool take_value_member(struct json_scan *scan, struct json_span name, void *context)
{
    struct value_reading *reading = context;
    unsigned bit = json_span_is(name, "sealed")  ? 1
                   : json_span_is(name, "value") ? 2
                   : json_span_is(name, "salt")  ? 4
                                                 : 0;
    if (bit == 0)
        return json_scan_skip(scan);
    if (reading->seen & bit)
        return false;
    reading->seen |= bit;
    return bit == 1   ? json_scan_integer(scan, &reading->place)
           : bit == 2 ? json_scan_text(scan, &reading->decoded, &reading->value)
                      : take_salt(scan, reading);
}

static struct shown *shown_list_add(struct shown_list *list)
{
    if (list->count == list->capacity) {
        size_t wanted = list->capacity ? 2 * list->capacity : 8;
        struct shown *grown = reallocarray(list->items, wanted, sizeof *grown);
        if (!grown) {
            list->memory = true;
            return NULL;
        }
        list->items = grown;
        list->capacity = wanted;
    }
    return &list->items[list->count++];
}

static bool take_shown(struct json_scan *scan, void *context)
{
    struct shown_list *list = context;
    SCOPED(value_reading_release) struct value_reading reading = {.decoded = BUF_INIT(VALUE_MAX)};
    if (!json_scan_object(scan, take_value_member, &reading) || reading.seen != 7 ||
        !reading.value.data)
        return false;
    struct shown *shown = shown_list_add(list);
    if (!shown)
        return false;
    struct digest digest;
    shown->place = reading.place;
    digest_start(&digest);
    digest_add(&digest, reading.salt, sizeof reading.salt);
    digest_add(&digest, reading.value.data, reading.value.length);
    digest_end(&digest, shown->commitment);
    return true;
}

/* The commitments, one by one, against those shown, which come in the same order. */
struct comparing {
    struct shown_list *shown;
    struct absences *absences;
    int64_t sequence, place;
    enum values_found found;
};

static bool take_commitment(struct json_scan *scan, void *context)
{
    struct comparing *comparing = context;
    struct shown_list *shown = comparing->shown;
    struct buf none = BUF_INIT(0);
    struct json_span text;
    unsigned char commitment[DIGEST_SIZE];
    int64_t place = comparing->place++;
    if (!json_scan_text(scan, &none, &text) || !text.data ||
        !hex_read(text.data, text.length, commitment, sizeof commitment))
        return false;
    if (shown->next == shown->count || shown->items[shown->next].place != place) {
        if (!absence_new(comparing->absences, comparing->sequence, place))
            comparing->found = VALUES_MEMORY;
    } else if (memcmp(shown->items[shown->next++].commitment, commitment, sizeof commitment) != 0) {
        comparing->found = VALUES_DIFFER;
    }
    return true;
}

static bool scan_all(struct json_span text, json_item_fn *item, void *context)
{
    struct json_scan scan = JSON_SCAN_INIT(text.data, text.length);
    return !text.data || (json_scan_array(&scan, item, context) && json_scan_done(&scan));
}

enum values_found values_check(struct json_span commitments, struct json_span shown,
                               int64_t sequence, struct absences *absences)
{
    SCOPED(shown_list_release) struct shown_list list = {.items = NULL};
    struct comparing comparing = {
        .shown = &list, .absences = absences, .sequence = sequence, .found = VALUES_FIT};
    if (!scan_all(shown, take_shown, &list))
        return list.memory ? VALUES_MEMORY : VALUES_DIFFER;
    if (!scan_all(commitments, take_commitment, &comparing) || list.next != list.count)
        return comparing.found == VALUES_MEMORY ? VALUES_MEMORY : VALUES_DIFFER;
    return comparing.found;
}
