/* SPDX-License-Identifier: Apache-2.0 */
#include "progress.h"

#include "base/clock.h"
#include "say.h"

enum { BAR_WIDTH = 30, MICROSECONDS_BETWEEN = 100000 };

static void draw_bar(size_t done, size_t total)
{
    size_t filled = done >= total ? BAR_WIDTH : done * BAR_WIDTH / total;
    for (size_t i = 0; i < BAR_WIDTH; i++)
        fputs(i < filled ? "#" : "-", stderr);
    fprintf(stderr, " %3zu%%", done >= total ? (size_t)100 : done * 100 / total);
}

void progress_show(struct session *session, enum word doing, size_t done, size_t total)
{
    int64_t now = clock_monotonic();
    bool last = total > 0 && done >= total;
    if (session->quiet || !session->terminal.err ||
        (session->drawn && !last && now - session->drawn_at < MICROSECONDS_BETWEEN))
        return;
    session->drawn = true;
    session->drawn_at = now;
    fprintf(stderr, "\r\033[K%s ", word(session, doing));
    if (total > 0)
        draw_bar(done, total);
    fprintf(stderr, " %zu", done);
    if (total > 0)
        fprintf(stderr, "/%zu", total);
    fflush(stderr);
}

void progress_end(struct session *session)
{
    if (session->drawn)
        fputs("\r\033[K", stderr);
    session->drawn = false;
}
