/* SPDX-License-Identifier: Apache-2.0 */
/* The two languages in which texts are written. */
#ifndef BASE_LANGUAGE_H
#define BASE_LANGUAGE_H

enum language { LANGUAGE_JA, LANGUAGE_EN };

#endif
