/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/sockets.h"

#include <arpa/inet.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/resource.h>

#include "base/banned.h"

enum { DESCRIPTORS_MAX = 65536, ADDRESS_SIZE = 48 };

int sockets_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur > DESCRIPTORS_MAX)
        return DESCRIPTORS_MAX;
    return (int)limit.rlim_cur;
}

int sockets_port(const struct sockaddr_storage *address)
{
    if (address->ss_family == AF_INET)
        return ntohs(((const struct sockaddr_in *)address)->sin_port);
    if (address->ss_family == AF_INET6)
        return ntohs(((const struct sockaddr_in6 *)address)->sin6_port);
    return -1;
}

static bool peer_is(int descriptor, const char *address, int port)
{
    struct sockaddr_storage peer;
    socklen_t size = sizeof peer;
    if (getpeername(descriptor, (struct sockaddr *)&peer, &size) != 0 ||
        sockets_port(&peer) != port)
        return false;
    char text[ADDRESS_SIZE] = "";
    if (peer.ss_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)&peer)->sin_addr, text, sizeof text);
    else
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)&peer)->sin6_addr, text, sizeof text);
    return strcmp(text, address) == 0;
}

int sockets_of_peer(const char *address, int port)
{
    int limit = sockets_limit();
    for (int descriptor = 0; descriptor < limit; descriptor++)
        if (peer_is(descriptor, address, port))
            return descriptor;
    return -1;
}

int64_t sockets_received(int descriptor)
{
    struct tcp_info info;
    socklen_t size = sizeof info;
    if (getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &size) != 0 ||
        size < offsetof(struct tcp_info, tcpi_bytes_received) + sizeof info.tcpi_bytes_received)
        return -1;
    return (int64_t)info.tcpi_bytes_received;
}

void sockets_discard(int descriptor, size_t most)
{
    /* Not MSG_TRUNC without a buffer: ThreadSanitizer takes what two threads discard for written to
     * one place. */
    char discarded[4096];
    ssize_t count = 0;
    for (size_t left = most; left > 0; left -= (size_t)count) {
        size_t size = left < sizeof discarded ? left : sizeof discarded;
        count = recv(descriptor, discarded, size, MSG_DONTWAIT);
        if (count <= 0)
            return;
    }
}
