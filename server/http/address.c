/* SPDX-License-Identifier: Apache-2.0 */
#include "http/address.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

#include "base/banned.h"

enum { BYTES = 16, TEXT_SIZE = 64 };

static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};

/* IPv4 as IPv4-mapped IPv6. */
static bool parse_address(const char *text, unsigned char out[static BYTES])
{
    if (inet_pton(AF_INET6, text, out) == 1)
        return true;
    memcpy(out, mapped, sizeof mapped);
    return inet_pton(AF_INET, text, out + sizeof mapped) == 1;
}

static bool is_mapped(const unsigned char bytes[static BYTES])
{
    return memcmp(bytes, mapped, sizeof mapped) == 0;
}

static bool is_loopback_address(const unsigned char bytes[static BYTES])
{
    static const unsigned char one[BYTES] = {[BYTES - 1] = 1};
    return is_mapped(bytes) ? bytes[sizeof mapped] == 127 : memcmp(bytes, one, BYTES) == 0;
}

static const char *last_header(const struct head *head, const char *name)
{
    for (size_t i = head->header_count; i > 0; i--)
        if (strcasecmp(head->headers[i - 1].name, name) == 0)
            return head->headers[i - 1].value;
    return NULL;
}

/* "203.0.113.7, 2001:db8::1" → the last one. */
static bool forwarded(const struct head *head, unsigned char out[static BYTES])
{
    const char *list = last_header(head, "X-Forwarded-For");
    if (!list)
        return false;
    const char *comma = strrchr(list, ',');
    const char *word = comma ? comma + 1 : list;
    word += strspn(word, " \t[");
    char text[TEXT_SIZE];
    size_t length = strcspn(word, " \t]");
    if (length >= sizeof text)
        return false;
    memcpy(text, word, length);
    text[length] = '\0';
    unsigned char bytes[BYTES];
    if (!parse_address(text, bytes))
        return false;
    memcpy(out, bytes, BYTES);
    return true;
}

static bool find_client(const char *peer, const struct head *head, unsigned char out[static BYTES])
{
    if (!parse_address(peer, out))
        return false;
    if (is_loopback_address(out))
        forwarded(head, out);
    return true;
}

static void keep_network(unsigned char bytes[static BYTES])
{
    if (!is_mapped(bytes))
        memset(bytes + BYTES / 2, 0, BYTES / 2);
}

static void format(const unsigned char bytes[static BYTES], char out[static ADDRESS_TEXT_SIZE])
{
    if (is_mapped(bytes))
        inet_ntop(AF_INET, bytes + sizeof mapped, out, ADDRESS_TEXT_SIZE);
    else
        inet_ntop(AF_INET6, bytes, out, ADDRESS_TEXT_SIZE);
}

void address_read(const char *peer, const struct head *head, struct address *out)
{
    unsigned char bytes[BYTES] = {0};
    *out = (struct address){.text = ""};
    if (!find_client(peer, head, bytes))
        return;
    format(bytes, out->text);
    keep_network(bytes);
    format(bytes, out->network);
}

struct payer_name address_name(const char *peer, const struct head *head)
{
    unsigned char bytes[BYTES] = {0};
    if (!find_client(peer, head, bytes))
        return (struct payer_name){0};
    keep_network(bytes);
    return payer_name_of(bytes);
}
