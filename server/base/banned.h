/* SPDX-License-Identifier: Apache-2.0 */
/* Functions that have a safer way here do not compile. Include it last: it must not meet the
 * system headers that declare them. */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#define BANNED(name) banned_function_##name##_see_base_banned_h

/* struct buf, snprintf */
#undef strcpy
#define strcpy(...) BANNED(strcpy)
#undef strcat
#define strcat(...) BANNED(strcat)
#undef strncpy
#define strncpy(...) BANNED(strncpy)
#undef strncat
#define strncat(...) BANNED(strncat)
#undef sprintf
#define sprintf(...) BANNED(sprintf)
#undef vsprintf
#define vsprintf(...) BANNED(vsprintf)
/* strtoll with a look at its end */
#undef atoi
#define atoi(...) BANNED(atoi)
#undef atol
#define atol(...) BANNED(atol)
#undef atoll
#define atoll(...) BANNED(atoll)
/* state shared between threads */
#undef strtok
#define strtok(...) BANNED(strtok)
#undef gmtime
#define gmtime(...) BANNED(gmtime)
#undef localtime
#define localtime(...) BANNED(localtime)
#undef ctime
#define ctime(...) BANNED(ctime)
#undef asctime
#define asctime(...) BANNED(asctime)
/* secret_random */
#undef rand
#define rand(...) BANNED(rand)
#undef random
#define random(...) BANNED(random)

#endif
