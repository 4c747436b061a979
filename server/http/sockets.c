/* SPDX-License-Identifier: Apache-2.0 */
#include "http/sockets.h"

#include <netinet/in.h>
#include <sys/resource.h>

#include "base/banned.h"

enum { DESCRIPTORS_MAX = 65536 };

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

static int listens(int descriptor)
{
    int listening = 0;
    socklen_t size = sizeof listening;
    return getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) == 0 && listening;
}

int sockets_listener(int port)
{
    int limit = sockets_limit();
    for (int descriptor = 0; descriptor < limit; descriptor++) {
        struct sockaddr_storage own;
        socklen_t size = sizeof own;
        if (getsockname(descriptor, (struct sockaddr *)&own, &size) == 0 &&
            sockets_port(&own) == port && listens(descriptor))
            return descriptor;
    }
    return -1;
}
