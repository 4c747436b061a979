/* SPDX-License-Identifier: Apache-2.0 */
/* Mails that come back, one at a time, from the pipe of the mail server. */
#include <string.h>

#include "commands/command.h"
#include "domain/bounce.h"

static err read_message(struct buf *out, struct fault *fault)
{
    char chunk[16384];
    size_t n;
    while (out->length < BOUNCE_MAX && (n = fread(chunk, 1, sizeof chunk, stdin)) > 0)
        buf_add(out, chunk, n);
    return buf_ok(out) ? OK : fault_log(fault, ERR_INTERNAL, "out of memory");
}

static err note_return(const struct config *config, const struct bounce *bounce, bool *known,
                       struct fault *fault)
{
    SCOPED(session_close) struct session session;
    TRY(session_open(config, &session, fault));
    SCOPED(exchange_release) struct exchange exchange = {0};
    TRY(exchange_begin(session.pool, &exchange, fault));
    size_t noted =
        exchange_send(&exchange, QUERY(mail_returned, .mail = bounce->mail,
                                       .recipient = bounce->recipient[0] ? bounce->recipient : NULL,
                                       .detail = bounce->detail[0] ? bounce->detail : NULL,
                                       .now = session.now_text));
    TRY(exchange_commit(&exchange, fault));
    *known = q_number_row(&exchange, noted, 0).value > 0;
    return OK;
}

/* What is no report of ours is taken and forgotten: a mail server would send an error back to
 * whoever is said to have sent it. */
int command_mail_bounce(const struct command *command, const struct config *config, int argc,
                        char **argv, struct fault *fault)
{
    SCOPED(buf_release) struct buf message = BUF_INIT(BOUNCE_MAX + 16384);
    struct bounce bounce;
    bool known = false;
    if (!options_only(command, NULL, 0, argc, argv))
        return EXIT_USAGE;
    if (read_message(&message, fault).code != ERR_NONE)
        return report(fault);
    if (bounce_read(buf_text(&message), &bounce) &&
        note_return(config, &bounce, &known, fault).code != ERR_NONE)
        return report(fault);
    puts(known ? bounce.mail : "No mail of ours came back.");
    return EXIT_DONE;
}
