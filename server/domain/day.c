/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/day.h"

#include "base/calendar.h"

day day_of_civil(int year, unsigned month, unsigned day_of_month)
{
    return (day)calendar_days((struct civil){year, (int)month, (int)day_of_month});
}

/* The one place that keeps days among the dates that can be written. */
static day within_calendar(int64_t days)
{
    return (day)(days < DAY_FIRST ? DAY_FIRST : days > DAY_LAST ? DAY_LAST : days);
}

day day_of_instant(int64_t instant)
{
    const int64_t second = 1000000, tokyo = 9 * 3600 * second, length = 24 * 3600 * second;
    int64_t local = instant > INT64_MAX - tokyo ? INT64_MAX : instant + tokyo;
    int64_t days = local / length;
    return within_calendar(local % length < 0 ? days - 1 : days);
}

bool day_parse(const char *text, day *out)
{
    struct civil civil;
    if (!calendar_read(&text, &civil) || *text)
        return false;
    *out = (day)calendar_days(civil);
    return true;
}

day day_of_text(const char *text)
{
    day on = DAY_NONE;
    return text && day_parse(text, &on) ? on : DAY_NONE;
}

void day_format(day on, char out[static DAY_TEXT_SIZE])
{
    calendar_write(calendar_civil(within_calendar(on)), out);
    out[CIVIL_LENGTH] = '\0';
}

void day_text(struct buf *out, day on, enum language language)
{
    if (language == LANGUAGE_JA) {
        struct civil civil = calendar_civil(within_calendar(on));
        buf_integer(out, civil.year);
        buf_text_add(out, "年");
        buf_integer(out, civil.month);
        buf_text_add(out, "月");
        buf_integer(out, civil.day);
        buf_text_add(out, "日");
        return;
    }
    char text[DAY_TEXT_SIZE];
    day_format(on, text);
    buf_text_add(out, text);
}

void day_text_weekday(struct buf *out, day on, enum language language)
{
    static const char *const ja[] = {"月", "火", "水", "木", "金", "土", "日"};
    static const char *const en[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    int weekday = calendar_weekday(calendar_civil(within_calendar(on)));
    day_text(out, on, language);
    if (language == LANGUAGE_JA)
        buf_format(out, "（%s）", ja[weekday]);
    else
        buf_format(out, " (%s)", en[weekday]);
}

static bool is_end(day on)
{
    return on == DAY_MIN || on == DAY_NONE;
}

void day_json(struct json_out *out, const char *key, day on)
{
    char text[DAY_TEXT_SIZE];
    if (is_end(on)) {
        json_out_null(out, key);
        return;
    }
    day_format(on, text);
    json_out_text(out, key, text);
}

day day_add(day from, int days)
{
    return is_end(from) ? from : within_calendar((int64_t)from + days);
}

day day_after(day last)
{
    return last >= DAY_LAST ? DAY_NONE : day_add(last, 1);
}

/* The day before the first of the month that lies `months` after that of `from`, and how many days
 * that month has. */
static int64_t month_before(const struct civil *from, int months, int *length)
{
    int64_t index = from->year * 12 + from->month - 1 + months;
    int64_t first = 12, last = 9999 * 12 + 11; /* the months of the calendar */
    index = index < first ? first - 1 : index > last ? last + 1 : index;
    struct civil month = {index / 12, (int)(index % 12) + 1, 1};
    *length = calendar_month_length(month.year, month.month);
    return calendar_days(month) - 1;
}

day day_shift_months(day from, int months)
{
    if (is_end(from))
        return from;
    struct civil civil = calendar_civil(from);
    int length;
    int64_t before = month_before(&civil, months, &length);
    return within_calendar(before + (civil.day < length ? civil.day : length));
}

day day_period_end(day from, int months)
{
    if (is_end(from))
        return from;
    struct civil civil = calendar_civil(from);
    int length;
    int64_t before = month_before(&civil, months, &length);
    return within_calendar(before + (civil.day <= length ? civil.day - 1 : length));
}
