/* SPDX-License-Identifier: Apache-2.0 */
/* A text that may be a key: as it is, with its checksum put right, and its bytes as the parts of a
 * key that is made. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/key.h"
#include "base/scope.h"

enum { CHECKED = KEY_LENGTH - 6, PARTS = 4 + 22 + 11 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The checksum once more, by the definition: bit by bit, and no table. */
static void put_checksum(char *text)
{
    static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    uint32_t crc = 0xffffffff;
    for (size_t i = 0; i < CHECKED; i++) {
        crc ^= (unsigned char)text[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
    crc = ~crc;
    for (size_t i = KEY_LENGTH; i-- > CHECKED; crc /= 62)
        text[i] = digits[crc % 62];
}

/* What is read is what a key is made of: the same parts give the same beginning. */
static void read_text(const char *text)
{
    static const enum key_kind kinds[] = {KEY_API, KEY_INVITATION};
    int read = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct key key;
        char again[KEY_TEXT_SIZE];
        if (!key_parse(kinds[i], text, &key))
            continue;
        read++;
        key_make(kinds[i], &key, again);
        if (strlen(text) != KEY_LENGTH || memcmp(again, text, PARTS) != 0)
            abort();
    }
    if (read > 1)
        abort();
}

static void read_repaired(const uint8_t *data, size_t size)
{
    char text[KEY_TEXT_SIZE];
    if (size < CHECKED)
        return;
    memcpy(text, data, CHECKED);
    put_checksum(text);
    text[KEY_LENGTH] = '\0';
    read_text(text);
}

/* Of a key that was made, any one character changed is refused. */
static void make(const uint8_t *data, size_t size)
{
    struct key key, found;
    char text[KEY_TEXT_SIZE];
    if (size < sizeof key.organisation + sizeof key.id + 2)
        return;
    memcpy(key.organisation.bytes, data, sizeof key.organisation);
    memcpy(&key.id, data + sizeof key.organisation, sizeof key.id);
    enum key_kind kind = data[size - 1] & 1 ? KEY_API : KEY_INVITATION;
    key_make(kind, &key, text);
    if (!key_parse(kind, text, &found) || found.id != key.id ||
        memcmp(found.organisation.bytes, key.organisation.bytes, sizeof key.organisation) != 0)
        abort();
    char *place = &text[data[size - 1] % KEY_LENGTH];
    char changed = (char)(data[size - 2] ? data[size - 2] : '!');
    if (changed == *place)
        return;
    *place = changed;
    if (key_parse(kind, text, &found))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool started;
    SCOPED(fault_release) struct fault fault = {0};
    if (!started && secret_start(&fault).code != ERR_NONE)
        abort();
    started = true;
    SCOPED(free_at) char *text = strndup((const char *)data, size);
    if (!text)
        return 0;
    read_text(text);
    read_repaired(data, size);
    make(data, size);
    return 0;
}
