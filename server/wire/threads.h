/* SPDX-License-Identifier: Apache-2.0 */
/* The stack of the library's threads, on which handlers run. */
#ifndef WIRE_THREADS_H
#define WIRE_THREADS_H

/* Before the library starts. Sees to it that its threads get a stack on which a handler, libpq and
 * a sanitizer fit: the library itself asks for 100 KiB and can be told nothing else. */
void threads_prepare(void);

#endif
