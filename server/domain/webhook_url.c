/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/webhook_url.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <netinet/in.h>
#include <string.h>
#include <strings.h>

enum { LABEL_MAX = 63 };

/* What the registries of IANA (special-purpose addresses, RFC 6890) keep from the public internet,
 * each with the length of its prefix. */
static const struct {
    unsigned char bytes[4];
    unsigned bits;
} internal_v4[] = {
    {{0}, 8}, /* this network */
    {{10}, 8},
    {{172, 16}, 12},      /* private */
    {{192, 168}, 16},     /* private */
    {{100, 64}, 10},      /* shared by customers of a provider (CGNAT) */
    {{127}, 8},           /* loopback */
    {{169, 254}, 16},     /* link-local, and metadata of clouds */
    {{192, 0, 0}, 24},    /* protocols of the IETF */
    {{192, 0, 2}, 24},    /* documentation */
    {{198, 51, 100}, 24}, /* documentation */
    {{203, 0, 113}, 24},  /* documentation */
    {{192, 88, 99}, 24},  /* relays of 6to4 */
    {{198, 18}, 15},      /* benchmarks */
    {{224}, 4},
    {{240}, 4}, /* multicast; reserved and broadcast */
};

/* Only 2000::/3 is public; of that not: */
static const struct {
    unsigned char bytes[16];
    unsigned bits;
} internal_v6[] = {
    {{0x20, 0x01}, 23},             /* protocols of the IETF, Teredo among them */
    {{0x20, 0x01, 0x0d, 0xb8}, 32}, /* documentation */
    {{0x20, 0x02}, 16},             /* 6to4: an IPv4 address inside */
    {{0x3f, 0xff}, 20},             /* documentation */
};

/* Names that only a network's own resolver knows, with all that ends in them. */
static const char *const internal_names[] = {
    "localhost", "local", "localdomain", "internal", "intranet", "private",   "corp",
    "home",      "lan",   "test",        "invalid",  "example",  "home.arpa", "onion",
};

static bool within(const unsigned char *address, const unsigned char *prefix, unsigned bits)
{
    unsigned whole = bits / 8, rest = bits % 8;
    if (memcmp(address, prefix, whole) != 0)
        return false;
    return rest == 0 || (address[whole] ^ prefix[whole]) >> (8 - rest) == 0;
}

static bool public_v4(const unsigned char *address)
{
    for (size_t i = 0; i < sizeof internal_v4 / sizeof *internal_v4; i++)
        if (within(address, internal_v4[i].bytes, internal_v4[i].bits))
            return false;
    return true;
}

static bool public_v6(const unsigned char *address)
{
    static const unsigned char global[] = {0x20};
    if (!within(address, global, 3))
        return false;
    for (size_t i = 0; i < sizeof internal_v6 / sizeof *internal_v6; i++)
        if (within(address, internal_v6[i].bytes, internal_v6[i].bits))
            return false;
    return true;
}

bool webhook_address_public(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, address, sizeof v4);
        return public_v4((const unsigned char *)&v4.sin_addr);
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, address, sizeof v6);
        return v6.sin6_scope_id == 0 && public_v6(v6.sin6_addr.s6_addr);
    }
    return false;
}

/* RFC 3986 without the fragment; whatever else parsers read in different ways. */
static bool url_characters(const char *text)
{
    static const char others[] = "-._~:/?[]@!$&'()*+,;=%";
    size_t length = 0;
    for (; text[length]; length++)
        if (length == WEBHOOK_URL_MAX || (signed char)text[length] < 0 ||
            (!isalnum((unsigned char)text[length]) && !strchr(others, text[length])))
            return false;
    return true;
}

static bool ends_with_name(const char *host, const char *name)
{
    size_t length = strlen(host), tail = strlen(name);
    if (length < tail || strcmp(host + length - tail, name) != 0)
        return false;
    return length == tail || host[length - tail - 1] == '.';
}

/* Labels of letters, digits and inner hyphens, with a dot between them. A last label that begins
 * with a digit is refused: resolvers take 127.1, 0177.1 and 0x7f.1 for addresses. */
static bool is_name(const char *host)
{
    const char *label = host;
    for (;;) {
        size_t length = strspn(label, "abcdefghijklmnopqrstuvwxyz0123456789-");
        if (length == 0 || length > LABEL_MAX || label[0] == '-' || label[length - 1] == '-')
            return false;
        if (label[length] != '.')
            return label[length] == '\0' && label != host && !isdigit((unsigned char)label[0]);
        label += length + 1;
    }
}

static enum webhook_url_fault check_name(const char *host)
{
    if (!is_name(host))
        return WEBHOOK_URL_HOST;
    for (size_t i = 0; i < sizeof internal_names / sizeof *internal_names; i++)
        if (ends_with_name(host, internal_names[i]))
            return WEBHOOK_URL_INTERNAL;
    return WEBHOOK_URL_FINE;
}

/* inet_pton takes four decimal numbers without leading zeros, and nothing else. */
static enum webhook_url_fault check_host(const char *host, bool bracketed)
{
    unsigned char address[16];
    if (bracketed && inet_pton(AF_INET6, host, address) != 1)
        return WEBHOOK_URL_HOST;
    if (bracketed)
        return public_v6(address) ? WEBHOOK_URL_FINE : WEBHOOK_URL_INTERNAL;
    if (inet_pton(AF_INET, host, address) == 1)
        return public_v4(address) ? WEBHOOK_URL_FINE : WEBHOOK_URL_INTERNAL;
    if (strcmp(host, "localhost") == 0)
        return WEBHOOK_URL_INTERNAL;
    return check_name(host);
}

static bool copy_host(const char *text, size_t length, char out[static WEBHOOK_HOST_SIZE])
{
    if (length == 0 || length >= WEBHOOK_HOST_SIZE)
        return false;
    for (size_t i = 0; i < length; i++)
        out[i] = (char)tolower((unsigned char)text[i]);
    out[length] = '\0';
    return true;
}

static bool read_port(const char *text, size_t length, unsigned *out)
{
    static const struct {
        const char *text;
        unsigned port;
    } ports[] = {{"", 443}, {":443", 443}, {":8443", 8443}};
    for (size_t i = 0; i < sizeof ports / sizeof *ports; i++)
        if (strlen(ports[i].text) == length && memcmp(ports[i].text, text, length) == 0) {
            *out = ports[i].port;
            return true;
        }
    return false;
}

enum webhook_url_fault webhook_url_read(const char *text, struct webhook_url *out)
{
    static const char scheme[] = "https://";
    struct webhook_url url;
    if (!url_characters(text))
        return WEBHOOK_URL_MALFORMED;
    if (strncasecmp(text, scheme, sizeof scheme - 1) != 0)
        return WEBHOOK_URL_SCHEME;
    const char *host = text + sizeof scheme - 1;
    const char *end = host + strcspn(host, "/?");
    if (memchr(host, '@', (size_t)(end - host)))
        return WEBHOOK_URL_USERINFO;
    bool bracketed = *host == '[';
    host += bracketed;
    const char *host_end = host + strcspn(host, bracketed ? "]/?" : ":/?");
    if ((bracketed && *host_end != ']') || !copy_host(host, (size_t)(host_end - host), url.host))
        return WEBHOOK_URL_HOST;
    const char *port = host_end + bracketed;
    if (!read_port(port, (size_t)(end - port), &url.port))
        return WEBHOOK_URL_PORT;
    enum webhook_url_fault fault = check_host(url.host, bracketed);
    if (fault != WEBHOOK_URL_FINE)
        return fault;
    url.target = end;
    *out = url;
    return WEBHOOK_URL_FINE;
}
