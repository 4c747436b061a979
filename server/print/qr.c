/* SPDX-License-Identifier: Apache-2.0 */
#include "print/qr.h"

#include <qrencode.h>
#include <string.h>

#include "print/pdf.h"

#include "base/banned.h"

enum { DARK = 1 }; /* of a module's bits */

static void free_code(QRcode **code)
{
    QRcode_free(*code); /* takes NULL */
}

err qr_each(const char *text, double size,
            void (*fill)(void *closure, int column, int row, double module), void *closure,
            struct fault *fault)
{
    const size_t length = strlen(text);
    if (length > PDF_QR_MAX)
        return fault_set(fault, ERR_TOO_LARGE, "print_too_large");
    SCOPED(free_code)
    QRcode *code = QRcode_encodeData((int)length, (const unsigned char *)text, 0, QR_ECLEVEL_M);
    if (!code)
        return fault_log(fault, ERR_INTERNAL, "a QR code of %zu bytes could not be made", length);
    for (int row = 0; row < code->width; row++)
        for (int column = 0; column < code->width; column++)
            if (code->data[row * code->width + column] & DARK)
                fill(closure, column, row, size / code->width);
    return OK;
}
