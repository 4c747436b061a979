/* SPDX-License-Identifier: Apache-2.0 */
/* civetweb keeps its sockets to itself: here they are found among the process's descriptors. */
#ifndef WIRE_SOCKETS_H
#define WIRE_SOCKETS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

/* Descriptors are below it. */
int sockets_limit(void);
/* -1 of what is no IP address. */
int sockets_port(const struct sockaddr_storage *address);
/* The socket whose peer this is; -1 = none. */
int sockets_of_peer(const char *address, int port);
/* Bytes that came over a connection since it began; -1 = the system does not tell. */
int64_t sockets_received(int descriptor);
/* Throws away what has come and was not read, at most so many bytes; never waits. */
void sockets_discard(int descriptor, size_t most);

#endif
