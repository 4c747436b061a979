/* SPDX-License-Identifier: Apache-2.0 */
/* What an earlier PostgreSQL of the same cluster leaves behind when it or its server was killed. */
#ifndef STORE_PREDECESSOR_H
#define STORE_PREDECESSOR_H

/* Waits, but not for ever, until no process of PostgreSQL works in the directory `cluster`: the one
 * whose server was killed is told so by the kernel and writes its checkpoint; one that was killed
 * itself may have left processes that notice only at the end of their statement. Then takes away
 * the lock files of a process that has ended and that nobody reaped: PostgreSQL would think that it
 * is alive. */
void predecessor_await(const char *cluster);

#endif
