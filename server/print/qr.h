/* SPDX-License-Identifier: Apache-2.0 */
/* QR codes for pdf.h: level M, which survives a fold or a stamp, without their quiet zone. */
#ifndef PRINT_QR_H
#define PRINT_QR_H

#include "base/err.h"

/* Calls `fill` for each dark module of a code that is `size` wide. ERR_TOO_LARGE past PDF_QR_MAX,
 * ERR_INTERNAL without memory. */
err qr_each(const char *text, double size,
            void (*fill)(void *closure, int column, int row, double module), void *closure,
            struct fault *fault) MUST_CHECK;

#endif
