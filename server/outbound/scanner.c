/* SPDX-License-Identifier: Apache-2.0 */
#include "outbound/scanner.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"

#include "base/banned.h"

enum { PORT_MAX = 65535, LATER_SECONDS = 30, LENGTH_SIZE = 4 };

union scanner_address {
    struct sockaddr any;
    struct sockaddr_un local;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static bool port_of(const char *text, in_port_t *out)
{
    char *end;
    long port = strtol(text, &end, 10);
    if (end == text || *end != '\0' || port < 1 || port > PORT_MAX)
        return false;
    *out = htons((uint16_t)port);
    return true;
}

/* The size of the address; 0 = it is none of this machine. */
static socklen_t address_of(const char *where, union scanner_address *out)
{
    static const char v4[] = "127.0.0.1:", v6[] = "[::1]:";
    memset(out, 0, sizeof *out);
    if (where[0] == '/' && strlen(where) < sizeof out->local.sun_path) {
        out->local.sun_family = AF_UNIX;
        memcpy(out->local.sun_path, where, strlen(where));
        return sizeof out->local;
    }
    if (strncmp(where, v4, sizeof v4 - 1) == 0 &&
        port_of(where + sizeof v4 - 1, &out->v4.sin_port)) {
        out->v4.sin_family = AF_INET;
        out->v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return sizeof out->v4;
    }
    if (strncmp(where, v6, sizeof v6 - 1) == 0 &&
        port_of(where + sizeof v6 - 1, &out->v6.sin6_port)) {
        out->v6.sin6_family = AF_INET6;
        out->v6.sin6_addr = in6addr_loopback;
        return sizeof out->v6;
    }
    return 0;
}

err scanner_check(const char *where, struct fault *fault)
{
    union scanner_address address;
    if (address_of(where, &address) == 0)
        return fault_log(fault, ERR_INVALID,
                         "--clamd: the path of a socket or a port of this machine is expected "
                         "(/run/clamav/clamd.ctl, 127.0.0.1:3310), not \"%s\"",
                         where);
    return OK;
}

/* What clamd said, or what the system said of it. */
static err no_answer(const char *what, const char *why, struct fault *fault)
{
    if (fault->kind == ERR_NONE)
        snprintf(fault->log, sizeof fault->log, "clamd: %s: %s", what, why);
    return fault_set_later(fault, ERR_UNAVAILABLE, "scanner_unavailable", LATER_SECONDS);
}

static err wait_for_clamd(struct scan *scan, short events, struct fault *fault)
{
    int64_t before = clock_monotonic();
    struct pollfd wanted = {.fd = scan->socket, .events = events};
    int ready;
    if (scan->milliseconds <= 0) /* poll would wait for ever */
        return no_answer("waited for", "it takes too long", fault);
    do
        ready = poll(&wanted, 1, (int)scan->milliseconds);
    while (ready < 0 && errno == EINTR);
    scan->milliseconds -= (clock_monotonic() - before) / 1000;
    if (ready == 0 || scan->milliseconds <= 0)
        return no_answer("waited for", "it takes too long", fault);
    return ready > 0 ? OK : no_answer("waited for", strerror(errno), fault);
}

static err send_all(struct scan *scan, const void *bytes, size_t length, struct fault *fault)
{
    const char *next = bytes;
    while (length > 0) {
        ssize_t sent = send(scan->socket, next, length, MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN && errno != EINTR)
            return no_answer("sent to", strerror(errno), fault);
        if (sent < 0) {
            TRY(wait_for_clamd(scan, POLLOUT, fault));
            continue;
        }
        next += sent;
        length -= (size_t)sent;
    }
    return OK;
}

/* A full queue of a local socket is EAGAIN at once: clamd is too busy, not away. */
static err connect_to(struct scan *scan, const char *where, struct fault *fault)
{
    union scanner_address address;
    int problem = 0;
    socklen_t size = address_of(where, &address), length = sizeof problem;
    scan->socket = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (scan->socket < 0)
        return no_answer(where, strerror(errno), fault);
    if (connect(scan->socket, &address.any, size) == 0)
        return OK;
    if (errno != EINPROGRESS)
        return no_answer(where, strerror(errno), fault);
    TRY(wait_for_clamd(scan, POLLOUT, fault));
    if (getsockopt(scan->socket, SOL_SOCKET, SO_ERROR, &problem, &length) != 0 || problem != 0)
        return no_answer(where, strerror(problem != 0 ? problem : errno), fault);
    return OK;
}

err scan_begin(const char *where, struct scan *out, struct fault *fault)
{
    static const char command[] = "zINSTREAM"; /* z: its words end with NUL */
    *out = (struct scan){.socket = -1, .milliseconds = SCANNER_SECONDS * 1000};
    TRY(connect_to(out, where, fault));
    return send_all(out, command, sizeof command, fault);
}

/* The answer, without its end. */
static err read_answer(struct scan *scan, char out[static SCANNER_ANSWER_MAX], struct fault *fault)
{
    size_t length = 0;
    while (length + 1 < SCANNER_ANSWER_MAX) {
        ssize_t got = recv(scan->socket, out + length, SCANNER_ANSWER_MAX - 1 - length, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 && errno == EAGAIN) {
            TRY(wait_for_clamd(scan, POLLIN, fault));
            continue;
        }
        if (got <= 0)
            return no_answer("read from", got < 0 ? strerror(errno) : "it hung up", fault);
        length += (size_t)got;
        out[length] = '\0';
        if (memchr(out, '\0', length))
            return OK;
    }
    return no_answer("read from", "an endless answer", fault);
}

/* Why it takes no more: clamd says so before it hangs up. */
static err told_instead(struct scan *scan, struct fault *fault)
{
    SCOPED(fault_release) struct fault none = {0};
    char answer[SCANNER_ANSWER_MAX];
    if (read_answer(scan, answer, &none).code != ERR_NONE)
        return (err){fault->kind};
    fault_clear(fault);
    return no_answer("answered", answer, fault);
}

err scan_add(struct scan *scan, const void *bytes, uint32_t length, struct fault *fault)
{
    const uint32_t size = htonl(length);
    if (send_all(scan, &size, LENGTH_SIZE, fault).code == ERR_NONE &&
        send_all(scan, bytes, length, fault).code == ERR_NONE)
        return OK;
    return told_instead(scan, fault);
}

/* "stream: OK", "stream: NAME FOUND"; anything else is no answer to the question. */
static err read_verdict(char answer[static SCANNER_ANSWER_MAX], struct fault *fault)
{
    static const char stream[] = "stream: ", found[] = " FOUND";
    char *name = answer + sizeof stream - 1, *end = strstr(answer, found);
    if (strcmp(answer, "stream: OK") == 0) {
        answer[0] = '\0';
        return OK;
    }
    if (strncmp(answer, stream, sizeof stream - 1) != 0 || !end || end <= name ||
        end[sizeof found - 1] != '\0')
        return no_answer("answered", answer, fault);
    *end = '\0';
    for (char *c = name; *c; c++)
        if (*c <= ' ' || *c > '~')
            *c = '?';
    memmove(answer, name, strlen(name) + 1);
    return OK;
}

err scan_end(struct scan *scan, char signature[static SCANNER_ANSWER_MAX], struct fault *fault)
{
    const uint32_t nothing = 0;
    char answer[SCANNER_ANSWER_MAX] = "";
    if (send_all(scan, &nothing, LENGTH_SIZE, fault).code != ERR_NONE)
        return told_instead(scan, fault);
    TRY(read_answer(scan, answer, fault));
    TRY(read_verdict(answer, fault));
    memcpy(signature, answer, SCANNER_ANSWER_MAX);
    return OK;
}

void scan_release(struct scan *scan)
{
    if (scan->socket >= 0)
        close(scan->socket);
    scan->socket = -1;
}
