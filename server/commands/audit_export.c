/* SPDX-License-Identifier: Apache-2.0 */
/* Exports of audit logs: JSON values one after the other, each an item or a page of items as the
 * API answers them. Logs are long, so files are mapped and items read where they lie. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/encoding.h"
#include "base/json_scan.h"
#include "commands/audit.h"

enum { TEXT_MAX = 16 * 1024 * 1024 };

/* Members of events, checkpoints and receipts, by name. */
enum member {
    ENTRY,
    HASH,
    RECORDED_AT,
    KEY,
    OPERATION,
    OBJECT,
    ORGANISATION,
    HEAD,
    SIGNED_AT,
    PREVIOUS,
    PUBLIC_KEY,
    SIGNATURE,
    RELATIONSHIP,
    SEALED_AT,
    SEAL,
    MEMBER_COUNT
};

static const char *const member_names[MEMBER_COUNT] = {
    [ENTRY] = "entry",
    [HASH] = "hash",
    [RECORDED_AT] = "recorded_at",
    [KEY] = "key",
    [OPERATION] = "operation",
    [OBJECT] = "object",
    [ORGANISATION] = "organisation",
    [HEAD] = "head",
    [SIGNED_AT] = "signed_at",
    [PREVIOUS] = "previous",
    [PUBLIC_KEY] = "public_key",
    [SIGNATURE] = "signature",
    [RELATIONSHIP] = "relationship",
    [SEALED_AT] = "sealed_at",
    [SEAL] = "seal",
};

struct item {
    int64_t sequence;
    bool numbered;
    bool given[MEMBER_COUNT];
    struct json_span members[MEMBER_COUNT];
    struct json_span personal; /* JSON; data NULL when it is not there */
};

struct export_reading;
typedef err item_fn(const struct item *item, struct trial *trial, struct fault *fault);

struct export_reading {
    struct trial *trial;
    item_fn *visit;
    struct fault *fault;
    err done;
    struct item item;
    bool paged;         /* what was read is a page, not an item */
    struct buf entry;   /* without its escapes */
    struct buf another; /* of any other text: those have none */
};

static void reading_release(struct export_reading *reading)
{
    buf_release(&reading->entry);
    buf_release(&reading->another);
}

struct mapped {
    char *data;
    size_t length;
};

static void mapped_release(struct mapped *mapped)
{
    if (mapped->length)
        munmap(mapped->data, mapped->length);
}

static err map(const char *path, struct mapped *out, struct fault *fault)
{
    struct stat status;
    SCOPED(close_descriptor) int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (file < 0 || fstat(file, &status) != 0)
        return fault_log(fault, ERR_INVALID, "%s: %s", path, strerror(errno));
    if (!S_ISREG(status.st_mode))
        return fault_log(fault, ERR_INVALID, "%s is not a regular file", path);
    *out = (struct mapped){NULL, 0};
    if (status.st_size == 0)
        return OK;
    void *data = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    if (data == MAP_FAILED)
        return fault_log(fault, ERR_INVALID, "%s cannot be read: %s", path, strerror(errno));
    madvise(data, (size_t)status.st_size, MADV_SEQUENTIAL);
    *out = (struct mapped){data, (size_t)status.st_size};
    return OK;
}

static bool take_text(struct json_scan *scan, enum member member, struct export_reading *reading)
{
    struct item *item = &reading->item;
    struct buf *decoded = member == ENTRY ? &reading->entry : &reading->another;
    if (item->given[member] || !json_scan_text(scan, decoded, &item->members[member]))
        return false;
    item->given[member] = true;
    return decoded == &reading->entry || decoded->length == 0;
}

static json_item_fn take_listed;

static bool take_export_member(struct json_scan *scan, struct json_span name, void *context)
{
    struct export_reading *reading = context;
    if (json_span_is(name, "sequence")) {
        bool first = !reading->item.numbered;
        reading->item.numbered = true;
        return first && json_scan_integer(scan, &reading->item.sequence);
    }
    if (json_span_is(name, "items")) {
        const struct item page = reading->item;
        bool taken = json_scan_array(scan, take_listed, reading);
        reading->item = page;
        reading->paged = true;
        return taken;
    }
    if (json_span_is(name, "personal")) {
        bool first = !reading->item.personal.data;
        return json_scan_raw(scan, &reading->item.personal) && first;
    }
    for (int i = 0; i < MEMBER_COUNT; i++)
        if (name.data[0] == member_names[i][0] && json_span_is(name, member_names[i]))
            return take_text(scan, (enum member)i, reading);
    return json_scan_skip(scan);
}

static bool take_item(struct json_scan *scan, struct export_reading *reading)
{
    memset(reading->item.given, 0, sizeof reading->item.given);
    reading->item.numbered = false;
    reading->item.personal = (struct json_span){NULL, 0};
    return json_scan_object(scan, take_export_member, reading);
}

static bool visit(struct export_reading *reading)
{
    reading->done = reading->visit(&reading->item, reading->trial, reading->fault);
    return reading->done.code == ERR_NONE;
}

/* Pages within pages there are none. */
static bool take_listed(struct json_scan *scan, void *context)
{
    struct export_reading *reading = context;
    reading->paged = false;
    return take_item(scan, reading) && !reading->paged && visit(reading);
}

static bool take_value(struct json_scan *scan, struct export_reading *reading)
{
    reading->paged = false;
    return take_item(scan, reading) && (reading->paged || visit(reading));
}

static err read_file(const char *path, item_fn *visitor, struct trial *trial, struct fault *fault)
{
    SCOPED(mapped_release) struct mapped file = {NULL, 0};
    TRY(map(path, &file, fault));
    SCOPED(reading_release)
    struct export_reading reading = {.trial = trial,
                                     .visit = visitor,
                                     .fault = fault,
                                     .done = OK,
                                     .entry = BUF_INIT(TEXT_MAX),
                                     .another = BUF_INIT(TEXT_MAX)};
    const size_t mark = encoding_mark(file.data, file.length);
    struct json_scan scan = JSON_SCAN_INIT(file.data + mark, file.length - mark);
    while (!json_scan_done(&scan)) {
        const char *start = scan.at;
        if (take_value(&scan, &reading))
            continue;
        if (reading.done.code != ERR_NONE)
            return reading.done;
        return fault_log(fault, ERR_INVALID,
                         "%s, after entry %" PRId64 ": no JSON of this kind at byte %zu", path,
                         trial->chain.sequence, (size_t)(start - file.data));
    }
    return OK;
}

static struct chain_repeated repeated(const struct item *item, enum member member)
{
    return (struct chain_repeated){item->given[member], item->members[member]};
}

static bool has(const struct item *item, enum member member)
{
    return item->given[member] && item->members[member].data;
}

static err visit_event(const struct item *item, struct trial *trial, struct fault *fault)
{
    if (!item->numbered || !item->given[ENTRY] || !has(item, HASH))
        return fault_log(fault, ERR_INVALID,
                         "after entry %" PRId64 ": no object with sequence, entry and hash",
                         trial->chain.sequence);
    const struct chain_entry entry = {.sequence = item->sequence,
                                      .text = item->members[ENTRY],
                                      .hash = item->members[HASH],
                                      .personal = item->personal,
                                      .recorded_at = repeated(item, RECORDED_AT),
                                      .key = repeated(item, KEY),
                                      .action = repeated(item, OPERATION),
                                      .object = repeated(item, OBJECT)};
    trial_entry(trial, &entry);
    return OK;
}

err export_events(const char *path, struct trial *trial, struct fault *fault)
{
    return read_file(path, visit_event, trial, fault);
}

static bool read_id_member(const struct item *item, enum member member,
                           char out[static UUID_TEXT_SIZE])
{
    struct uuid id;
    if (!has(item, member) || item->members[member].length != UUID_TEXT_SIZE - 1)
        return false;
    memcpy(out, item->members[member].data, UUID_TEXT_SIZE - 1);
    out[UUID_TEXT_SIZE - 1] = '\0';
    return uuid_parse(out, &id);
}

static bool read_hex_member(const struct item *item, enum member member, void *out, size_t size)
{
    return has(item, member) &&
           hex_read(item->members[member].data, item->members[member].length, out, size);
}

static bool read_instant(const struct item *item, enum member member, int64_t *out)
{
    char text[2 * CLOCK_TEXT_SIZE];
    if (!has(item, member) || item->members[member].length >= sizeof text)
        return false;
    memcpy(text, item->members[member].data, item->members[member].length);
    text[item->members[member].length] = '\0';
    return clock_parse(text, out);
}

static err read_checkpoint(const struct item *item, struct checkpoint *out, struct fault *fault)
{
    *out = (struct checkpoint){.sequence = item->sequence};
    if (item->numbered && read_id_member(item, ORGANISATION, out->organisation) &&
        read_hex_member(item, HEAD, out->head, sizeof out->head) &&
        read_instant(item, SIGNED_AT, &out->signed_at) &&
        read_hex_member(item, PREVIOUS, out->previous, sizeof out->previous) &&
        read_hex_member(item, PUBLIC_KEY, out->public_key, sizeof out->public_key) &&
        read_hex_member(item, SIGNATURE, out->signature, sizeof out->signature))
        return OK;
    return fault_log(fault, ERR_INVALID, "%s %" PRId64 ": no checkpoint as the API answers it",
                     item->numbered ? "checkpoint at entry" : "after entry", item->sequence);
}

static err visit_checkpoint(const struct item *item, struct trial *trial, struct fault *fault)
{
    struct checkpoint checkpoint;
    TRY(read_checkpoint(item, &checkpoint, fault));
    return trial_checkpoint(trial, &checkpoint, fault);
}

err export_checkpoints(const char *path, struct trial *trial, struct fault *fault)
{
    return read_file(path, visit_checkpoint, trial, fault);
}

static err read_receipt(const struct item *item, struct receipt *out, struct fault *fault)
{
    if (read_id_member(item, RELATIONSHIP, out->relationship) &&
        read_instant(item, SEALED_AT, &out->sealed_at) &&
        read_hex_member(item, SEAL, out->seal, sizeof out->seal) &&
        read_hex_member(item, PUBLIC_KEY, out->public_key, sizeof out->public_key) &&
        read_hex_member(item, SIGNATURE, out->signature, sizeof out->signature))
        return OK;
    return fault_log(fault, ERR_INVALID, "a receipt is not as the API answers it");
}

static err visit_kept(const struct item *item, struct trial *trial, struct fault *fault)
{
    struct checkpoint checkpoint;
    struct receipt receipt = {.sealed_at = 0};
    if (item->given[SEAL]) {
        TRY(read_receipt(item, &receipt, fault));
        return trial_receipt(trial, &receipt, fault);
    }
    TRY(read_checkpoint(item, &checkpoint, fault));
    return trial_kept(trial, &checkpoint, fault);
}

err export_kept(const char *path, struct trial *trial, struct fault *fault)
{
    return read_file(path, visit_kept, trial, fault);
}
