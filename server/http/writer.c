/* SPDX-License-Identifier: Apache-2.0 */
#include "http/writer.h"

#include "base/banned.h"

err writer_flush(struct writer *writer, struct fault *fault)
{
    if (!buf_ok(&writer->buf))
        return fault_log(fault, ERR_INTERNAL, "a piece of a streamed answer is too large");
    if (writer->buf.length == 0)
        return OK;
    TRY(writer->send(writer->target, &writer->buf, fault));
    writer->sent += (int64_t)writer->buf.length;
    buf_clear(&writer->buf);
    return OK;
}
