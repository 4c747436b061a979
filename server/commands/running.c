/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/running.h"

#include <stddef.h>

#include "base/log.h"

const char *running_clock(const struct config *config)
{
    return config->test_clock[0] ? config->test_clock : NULL;
}

void running_begin(const struct config *config, sigset_t *stop)
{
    enum log_level level = LOG_INFO;
    if (log_level_parse(config->log_level, &level))
        log_level_set(level);
    sigemptyset(stop);
    sigaddset(stop, SIGTERM);
    sigaddset(stop, SIGINT);
    pthread_sigmask(SIG_BLOCK, stop, NULL);
    signal(SIGPIPE, SIG_IGN);
    if (running_clock(config))
        log_message(LOG_WARNING, "clock", "a test clock is set: days are not real");
    if (config->webhooks_anywhere)
        log_message(LOG_WARNING, "webhooks",
                    "http and addresses that are not public are taken: for development alone");
}

err way_out_open(const struct config *config, struct way_out *out, struct fault *fault)
{
    TRY(smtp_read(config, &out->smtp, fault));
    TRY(transfer_start(fault));
    out->started = true;
    return out->smtp.url ? transfer_line_open(&out->line, fault) : OK;
}

void way_out_close(struct way_out *out)
{
    transfer_line_close(&out->line);
    if (out->started)
        transfer_stop();
    out->started = false;
}
