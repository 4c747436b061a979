/* SPDX-License-Identifier: Apache-2.0 */
/* civetweb keeps its sockets to itself: here they are found among the process's descriptors. */
#ifndef HTTP_SOCKETS_H
#define HTTP_SOCKETS_H

#include <sys/socket.h>

/* Descriptors are below it. */
int sockets_limit(void);
/* -1 of what is no IP address. */
int sockets_port(const struct sockaddr_storage *address);
/* The socket that listens on the port; -1 = none. */
int sockets_listener(int port);

#endif
