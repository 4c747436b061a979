/* SPDX-License-Identifier: Apache-2.0 */
#include "store/conninfo.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <libpq-fe.h>

enum { HOST_MAX = 256 };

static void options_free(PQconninfoOption **options)
{
    PQconninfoFree(*options);
}

static const char *option_value(const PQconninfoOption *options, const char *keyword)
{
    for (const PQconninfoOption *option = options; option->keyword; option++)
        if (option->val && strcmp(option->keyword, keyword) == 0)
            return option->val;
    return "";
}

/* A host with an "@" (but for an abstract socket's) and a port that is no number are parts of a
 * password. */
static bool readable(const PQconninfoOption *options)
{
    const char *host = option_value(options, "host");
    const char *port = option_value(options, "port");
    for (const char *at = host; (at = strchr(at, '@')) != NULL; at++)
        if (at != host && at[-1] != ',')
            return false;
    return port[strspn(port, "0123456789,")] == '\0';
}

static bool names_this_machine(const char *text)
{
    struct in_addr v4;
    struct in6_addr v6;
    if (inet_pton(AF_INET, text, &v4) == 1)
        return ntohl(v4.s_addr) >> 24 == 127;
    return inet_pton(AF_INET6, text, &v6) == 1 &&
           (IN6_IS_ADDR_LOOPBACK(&v6) || (IN6_IS_ADDR_V4MAPPED(&v6) && v6.s6_addr[12] == 127));
}

/* Without a host libpq takes the socket of the machine. */
static bool is_here(const char *host)
{
    return host[0] == '\0' || host[0] == '/' || host[0] == '@' ||
           strcasecmp(host, "localhost") == 0 || names_this_machine(host);
}

/* The next element of a list, which may be empty; one that is too long is nowhere near. */
static void next_element(const char **list, char out[static HOST_MAX])
{
    size_t length = strcspn(*list, ",");
    snprintf(out, HOST_MAX, "%.*s", length < HOST_MAX ? (int)length : 1,
             length < HOST_MAX ? *list : "?");
    *list += length;
    *list += **list == ',';
}

/* Where both are given libpq goes to hostaddr, and host is only the name on the certificate. */
static bool all_here(const char *hosts, const char *addresses)
{
    do {
        char host[HOST_MAX];
        char address[HOST_MAX];
        next_element(&hosts, host);
        next_element(&addresses, address);
        if (address[0] ? !names_this_machine(address) : !is_here(host))
            return false;
    } while (*hosts || *addresses);
    return true;
}

err conninfo_check(const char *conninfo, struct fault *fault)
{
    SCOPED(options_free) PQconninfoOption *options = PQconninfoParse(conninfo, NULL);
    if (!options || !readable(options))
        return fault_log(fault, ERR_INTERNAL,
                         "the address of the database cannot be read; in a password as part of a "
                         "URL write special characters as %%XX, in other forms put it in quotes");
    if (*option_value(options, "service"))
        return fault_log(fault, ERR_INTERNAL,
                         "the address of the database names a service; write the address itself");
    if (all_here(option_value(options, "host"), option_value(options, "hostaddr")) ||
        (strcmp(option_value(options, "sslmode"), "verify-full") == 0 &&
         strcmp(option_value(options, "channel_binding"), "require") == 0))
        return OK;
    return fault_log(fault, ERR_INTERNAL,
                     "the database is on another machine, and its address lets anybody on the way "
                     "pretend to be it: add sslmode=verify-full, channel_binding=require and "
                     "sslrootcert=FILE, the certificate of the authority that signed the "
                     "database's");
}
