/* SPDX-License-Identifier: Apache-2.0 */
/* What systemd is told about the service: "READY=1", "STOPPING=1". Nothing without $NOTIFY_SOCKET.
 */
#ifndef COMMANDS_NOTIFY_H
#define COMMANDS_NOTIFY_H

void notify(const char *state);

#endif
