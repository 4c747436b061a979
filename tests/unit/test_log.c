/* SPDX-License-Identifier: Apache-2.0 */
/* Is every line one line of JSON, whatever goes into it? */
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/log.h"

/* What log_close wrote, parsed. */
static json_t *closed(struct log_line *line)
{
    int ends[2];
    char text[LOG_LINE_MAX + 1];
    assert_int_equal(pipe(ends), 0);
    int kept = dup(STDERR_FILENO);
    dup2(ends[1], STDERR_FILENO);
    log_close(line);
    dup2(kept, STDERR_FILENO);
    close(kept);
    close(ends[1]);
    ssize_t length = read(ends[0], text, sizeof text - 1);
    close(ends[0]);
    assert_true(length > 0);
    text[length] = '\0';
    assert_ptr_equal(strchr(text, '\n'), text + length - 1);
    json_t *value = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(value);
    return value;
}

static void awkward_texts(void **state)
{
    (void)state;
    struct log_line line;
    log_open(&line, LOG_INFO, "request");
    log_text(&line, "quote", "a\"b\\c\n\t\x01");
    log_text(&line, "broken", "a\xff\xe6\x98z\xe6");
    log_text(&line, "japanese", "取引先");
    log_text(&line, "absent", NULL);
    log_number(&line, "status", -5);
    json_auto_t *value = closed(&line);
    assert_string_equal(json_string_value(json_object_get(value, "quote")), "a\"b\\c\n\t\x01");
    assert_string_equal(json_string_value(json_object_get(value, "broken")), "a???z?");
    assert_string_equal(json_string_value(json_object_get(value, "japanese")), "取引先");
    assert_null(json_object_get(value, "absent"));
    assert_int_equal(json_integer_value(json_object_get(value, "status")), -5);
}

static void long_texts_are_cut(void **state)
{
    (void)state;
    char text[3 * LOG_LINE_MAX + 1];
    const char *const fillings[] = {"星", "a", "\"", "\n", "\xff"};
    for (size_t f = 0; f < sizeof fillings / sizeof *fillings; f++) {
        size_t step = strlen(fillings[f]);
        for (size_t i = 0; i + step < sizeof text; i += step) {
            memcpy(text + i, fillings[f], step);
            text[i + step] = '\0';
        }
        struct log_line line;
        log_open(&line, LOG_ERROR, "failure");
        log_text(&line, "message", text);
        log_text(&line, "more", "does not fit");
        log_number(&line, "number", INT64_MIN);
        json_auto_t *value = closed(&line);
        assert_string_equal(json_string_value(json_object_get(value, "level")), "error");
        assert_true(strlen(json_string_value(json_object_get(value, "message"))) > 300);
    }
}

static void below_the_level_nothing_is_written(void **state)
{
    (void)state;
    struct log_line line;
    log_open(&line, LOG_DEBUG, "detail");
    assert_false(line.wanted);
    log_text(&line, "a", "b");
    log_number(&line, "a", 1);
    log_close(&line);
    enum log_level level;
    assert_true(log_level_parse("warning", &level));
    assert_int_equal(level, LOG_WARNING);
    assert_false(log_level_parse("loud", &level));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(awkward_texts),
        cmocka_unit_test(long_texts_are_cut),
        cmocka_unit_test(below_the_level_nothing_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
