/* SPDX-License-Identifier: Apache-2.0 */
/* Does a chain hold as long as nobody touched it, and only then? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "domain/chain.h"

enum { ENTRIES = 5, TEXT_SIZE = 200 };

#define ORGANISATION "0193a5b0-7c00-7a10-8b20-000000000001"
#define STRANGER "0193a5b0-7c00-7a10-8b20-000000000002"

struct entry {
    int64_t sequence;
    char text[TEXT_SIZE];
    char hash[DIGEST_HEX_SIZE];
};

/* Independent of the code under test: the previous hash and the text in one piece. */
static void seal(const unsigned char previous[static DIGEST_SIZE], struct entry *entry,
                 unsigned char out[static DIGEST_SIZE])
{
    unsigned char bytes[DIGEST_SIZE + TEXT_SIZE];
    size_t length = strlen(entry->text);
    memcpy(bytes, previous, DIGEST_SIZE);
    memcpy(bytes + DIGEST_SIZE, entry->text, length);
    digest_sha256(bytes, DIGEST_SIZE + length, out);
    digest_hex(out, entry->hash);
}

static void make_chain(struct entry entries[static ENTRIES], const char *organisation)
{
    unsigned char previous[DIGEST_SIZE] = {0};
    for (int i = 0; i < ENTRIES; i++) {
        unsigned char next[DIGEST_SIZE];
        entries[i].sequence = i + 1;
        snprintf(entries[i].text, TEXT_SIZE,
                 "{\"seq\" : %d, \"organisation\" : \"%s\", \"action\" : \"要求水準\"}", i + 1,
                 organisation);
        seal(previous, &entries[i], next);
        memcpy(previous, next, sizeof next);
    }
}

static enum chain_break follow_all(const struct entry entries[static ENTRIES], struct chain *chain)
{
    enum chain_break found = CHAIN_WHOLE;
    for (int i = 0; i < ENTRIES && found == CHAIN_WHOLE; i++)
        found = chain_follow(chain, entries[i].sequence, entries[i].text, entries[i].hash);
    return found;
}

static enum chain_break verdict_on(const struct entry entries[static ENTRIES])
{
    struct chain chain;
    chain_start(&chain, NULL);
    return follow_all(entries, &chain);
}

static void test_untouched(void **state)
{
    (void)state;
    struct entry entries[ENTRIES];
    struct chain chain;
    make_chain(entries, ORGANISATION);
    chain_start(&chain, ORGANISATION);
    assert_int_equal(follow_all(entries, &chain), CHAIN_WHOLE);
    assert_int_equal(chain.sequence, ENTRIES);
    assert_int_equal(chain_end(&chain, ENTRIES, entries[ENTRIES - 1].hash), CHAIN_WHOLE);
}

/* sha256 of 32 zero bytes and the text, by another program: the rule itself, not only its
 * consistency. */
static void test_known_hash(void **state)
{
    (void)state;
    struct chain chain;
    chain_start(&chain, NULL);
    const char *text = "{\"seq\":1,\"organisation\":\"" ORGANISATION "\"}";
    assert_int_equal(
        chain_follow(&chain, 1, text,
                     "4b3f692fc8f5421afbb5c15d42054f429becd6bb7bbdad31cc6ccae54bbd0455"),
        CHAIN_WHOLE);
    assert_string_equal(chain.organisation, ORGANISATION);
}

static void test_changed_text(void **state)
{
    (void)state;
    struct entry entries[ENTRIES];
    make_chain(entries, ORGANISATION);
    *strstr(entries[2].text, "action") = 'A';
    assert_int_equal(verdict_on(entries), CHAIN_HASH);
}

/* Who changes a text and its hash is found out by the entry after it. */
static void test_changed_text_and_hash(void **state)
{
    (void)state;
    struct entry entries[ENTRIES];
    struct chain chain;
    unsigned char previous[DIGEST_SIZE];
    unsigned char next[DIGEST_SIZE];
    make_chain(entries, ORGANISATION);
    chain_start(&chain, NULL);
    for (int i = 0; i < 2; i++)
        assert_int_equal(chain_follow(&chain, i + 1, entries[i].text, entries[i].hash),
                         CHAIN_WHOLE);
    memcpy(previous, chain.hash, sizeof previous);
    *strstr(entries[2].text, "action") = 'A';
    seal(previous, &entries[2], next);
    assert_int_equal(chain_follow(&chain, 3, entries[2].text, entries[2].hash), CHAIN_WHOLE);
    assert_int_equal(chain_follow(&chain, 4, entries[3].text, entries[3].hash), CHAIN_HASH);
    assert_int_equal(chain.sequence, 3);
}

static void test_dropped_and_repeated(void **state)
{
    (void)state;
    struct entry entries[ENTRIES];
    make_chain(entries, ORGANISATION);
    struct entry third = entries[2];
    entries[2] = entries[3];
    assert_int_equal(verdict_on(entries), CHAIN_GAP);
    entries[2] = entries[1];
    assert_int_equal(verdict_on(entries), CHAIN_GAP);
    entries[2] = third;
    assert_int_equal(verdict_on(entries), CHAIN_WHOLE);
}

/* Numbers moved up to hide a gap: the texts still bear theirs. */
static void test_renumbered(void **state)
{
    (void)state;
    struct entry entry = {.sequence = 1};
    unsigned char none[DIGEST_SIZE] = {0};
    unsigned char next[DIGEST_SIZE];
    struct chain chain;
    snprintf(entry.text, TEXT_SIZE, "{\"seq\":2,\"organisation\":\"%s\"}", ORGANISATION);
    seal(none, &entry, next);
    chain_start(&chain, NULL);
    assert_int_equal(chain_follow(&chain, 1, entry.text, entry.hash), CHAIN_NUMBER);
}

static void test_not_an_entry(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "", "[]", "{}", "{\"seq\":1}", "{\"seq\":\"1\"}", "{\"seq\":1,\"organisation\":\"x\"}"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct entry entry = {.sequence = 1};
        unsigned char none[DIGEST_SIZE] = {0};
        unsigned char next[DIGEST_SIZE];
        struct chain chain;
        snprintf(entry.text, TEXT_SIZE, "%s", texts[i]);
        seal(none, &entry, next);
        chain_start(&chain, NULL);
        assert_int_equal(chain_follow(&chain, 1, entry.text, entry.hash), CHAIN_TEXT);
    }
}

static void test_another_organisation(void **state)
{
    (void)state;
    struct entry entries[ENTRIES];
    struct chain chain;
    make_chain(entries, STRANGER);
    chain_start(&chain, ORGANISATION);
    assert_int_equal(follow_all(entries, &chain), CHAIN_ORGANISATION);
    assert_int_equal(verdict_on(entries), CHAIN_WHOLE);
}

/* A row tells some of its text again, in columns and members that no hash covers. */
static void test_repeated(void **state)
{
    (void)state;
    static const char text[] = "{\"seq\":1,\"organisation\":\"" ORGANISATION
                               "\",\"recorded_at\":\"2026\",\"key\":null,\"action\":\"add\"}";
    static const struct {
        const char *recorded_at, *key, *action;
        enum chain_break found;
    } cases[] = {{"2026", NULL, "add", CHAIN_WHOLE},    {"2027", NULL, "add", CHAIN_REPEATED},
                 {"2026", "1", "add", CHAIN_REPEATED},  {"2026", "", "add", CHAIN_REPEATED},
                 {"2026", NULL, "end", CHAIN_REPEATED}, {"2026", NULL, NULL, CHAIN_REPEATED},
                 {NULL, NULL, "add", CHAIN_REPEATED}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct entry entry = {.sequence = 1};
        unsigned char none[DIGEST_SIZE] = {0}, next[DIGEST_SIZE];
        struct chain chain;
        const char *told[] = {cases[i].recorded_at, cases[i].key, cases[i].action};
        struct chain_repeated repeated[3];
        for (size_t n = 0; n < 3; n++)
            repeated[n] = (struct chain_repeated){true, {told[n], told[n] ? strlen(told[n]) : 0}};
        snprintf(entry.text, TEXT_SIZE, "%s", text);
        seal(none, &entry, next);
        const struct chain_entry row = {.sequence = 1,
                                        .text = {text, strlen(text)},
                                        .hash = {entry.hash, 64},
                                        .recorded_at = repeated[0],
                                        .key = repeated[1],
                                        .action = repeated[2]};
        chain_start(&chain, NULL);
        assert_int_equal(chain_follow_entry(&chain, &row), cases[i].found);
    }
}

static void test_cut_off(void **state)
{
    (void)state;
    struct entry entries[ENTRIES];
    struct chain chain;
    make_chain(entries, ORGANISATION);
    chain_start(&chain, NULL);
    for (int i = 0; i < ENTRIES - 1; i++)
        assert_int_equal(chain_follow(&chain, i + 1, entries[i].text, entries[i].hash),
                         CHAIN_WHOLE);
    assert_int_equal(chain_end(&chain, ENTRIES, entries[ENTRIES - 1].hash), CHAIN_HEAD);
    assert_int_equal(chain_end(&chain, ENTRIES - 1, entries[ENTRIES - 1].hash), CHAIN_HEAD);
    assert_int_equal(chain_end(&chain, ENTRIES - 1, entries[ENTRIES - 2].hash), CHAIN_WHOLE);
}

/* An organisation without entries: head 0 and zeros. */
static void test_empty(void **state)
{
    (void)state;
    char zeros[DIGEST_HEX_SIZE];
    struct chain chain;
    memset(zeros, '0', sizeof zeros);
    zeros[sizeof zeros - 1] = '\0';
    chain_start(&chain, ORGANISATION);
    assert_int_equal(chain_end(&chain, 0, zeros), CHAIN_WHOLE);
}

/* One entry whose text is as given, sealed, with what an export repeats beside it. */
static enum chain_break verdict_on_text(const char *text, const struct chain_entry *beside)
{
    struct entry entry = {.sequence = 1};
    struct chain chain;
    unsigned char hash[DIGEST_SIZE];
    const unsigned char previous[DIGEST_SIZE] = {0};
    struct chain_entry told = *beside;
    snprintf(entry.text, TEXT_SIZE, "%s", text);
    seal(previous, &entry, hash);
    told.sequence = 1;
    told.text = (struct json_span){entry.text, strlen(entry.text)};
    told.hash = (struct json_span){entry.hash, strlen(entry.hash)};
    chain_start(&chain, NULL);
    return chain_follow_entry(&chain, &told);
}

#define HEAD "{\"seq\":1,\"organisation\":\"" ORGANISATION "\""

static void test_members_that_come_twice_or_wrongly(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        HEAD ",\"seq\":1}",
        HEAD ",\"organisation\":\"" ORGANISATION "\"}",
        HEAD ",\"recorded_at\":\"a\",\"recorded_at\":\"a\"}",
        HEAD ",\"key\":\"a\",\"key\":\"a\"}",
        HEAD ",\"action\":\"a\",\"action\":\"a\"}",
        HEAD ",\"recorded_at\":7}",
        HEAD ",\"key\":7}",
        HEAD ",\"action\":7}",
        HEAD "} and more",
        "{\"seq\":\"1\",\"organisation\":\"" ORGANISATION "\"}",
        "{\"seq\":1,\"organisation\":7}",
        "{\"seq\":1,\"organisation\":\"short\"}",
        "{\"seq\":1}",
    };
    const struct chain_entry nothing = {.sequence = 0};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(verdict_on_text(wrong[i], &nothing), CHAIN_TEXT);
}

static void test_what_is_repeated_beside_the_text(void **state)
{
    (void)state;
    static const char text[] = HEAD ",\"recorded_at\":\"a\",\"key\":null,\"action\":\"c\"}";
    static const char bare[] = HEAD "}";
    const struct chain_repeated a = {true, {"a", 1}}, b = {true, {"b", 1}},
                                none = {true, {NULL, 0}}, longer = {true, {"aa", 2}},
                                empty = {true, {"", 0}};
    const struct chain_entry right = {.recorded_at = a, .key = none, .action = {true, {"c", 1}}};
    assert_int_equal(verdict_on_text(text, &right), CHAIN_WHOLE);
    const struct chain_entry wrong[] = {
        {.recorded_at = b}, {.recorded_at = longer}, {.recorded_at = none},
        {.key = a},         {.key = empty},          {.action = a},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(verdict_on_text(text, &wrong[i]), CHAIN_REPEATED);
    const struct chain_entry missing[] = {{.recorded_at = a}, {.key = a}, {.action = a}};
    for (size_t i = 0; i < sizeof missing / sizeof *missing; i++)
        assert_int_equal(verdict_on_text(bare, &missing[i]), CHAIN_REPEATED);
}

/* Digits are digits: a value whose salt, or a commitment, says them by escapes is none. */
static void test_values_written_otherwise(void **state)
{
    (void)state;
    static const char commitments[] = HEAD
        ",\"sealed\":[\"\\u0061aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"]}";
    static const char bare[] = HEAD ",\"sealed\":[]}";
    static const char values[] = "[{\"sealed\":0,\"value\":\"v\",\"salt\":\"\\u0061a\"}]";
    const struct chain_entry nothing = {.sequence = 0},
                             shown = {.personal = {values, sizeof values - 1}};
    assert_int_equal(verdict_on_text(commitments, &nothing), CHAIN_VALUE);
    assert_int_equal(verdict_on_text(bare, &shown), CHAIN_VALUE);
}

static void test_every_break_has_its_words(void **state)
{
    (void)state;
    for (int i = CHAIN_WHOLE; i <= CHAIN_MEMORY; i++)
        assert_string_not_equal(chain_break_text((enum chain_break)i), "unknown");
    assert_string_equal(chain_break_text((enum chain_break)(CHAIN_MEMORY + 1)), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_untouched),
        cmocka_unit_test(test_known_hash),
        cmocka_unit_test(test_changed_text),
        cmocka_unit_test(test_changed_text_and_hash),
        cmocka_unit_test(test_dropped_and_repeated),
        cmocka_unit_test(test_renumbered),
        cmocka_unit_test(test_not_an_entry),
        cmocka_unit_test(test_another_organisation),
        cmocka_unit_test(test_repeated),
        cmocka_unit_test(test_cut_off),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_members_that_come_twice_or_wrongly),
        cmocka_unit_test(test_what_is_repeated_beside_the_text),
        cmocka_unit_test(test_values_written_otherwise),
        cmocka_unit_test(test_every_break_has_its_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
