/* SPDX-License-Identifier: Apache-2.0 */
/* Headings as people write them: whose (取引先, 会社, 貴社), what of it (コード, 回答), and hints
 * on how to fill it in (必須, 半角, 選択). All words are in the form that text_key gives: hiragana,
 * lower case, neither blanks nor marks. Pure. */
#ifndef DOMAIN_HEADING_H
#define DOMAIN_HEADING_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum { HEADING_KEY_MAX = 400 };

typedef const char *const word;

/* A column's other names: any owner with any word behind it; both end with NULL, "" is none. */
struct heading_form {
    int column;
    word *owners;
    word *words;
};

/* What hints say of the cells besides how to fill them in: 会社ご担当者様 is no company's name. */
enum heading_told {
    HEADING_READING = 1, /* kana, in which a name is its reading */
    HEADING_PERSON = 2,  /* of a person: 担当者様, 姓名 */
    HEADING_LINE = 4,    /* a telephone: 直通 */
    HEADING_VALUE = 8    /* a day, stars */
};

/* Nothing but hints; *told: bits of heading_told. A number alone is none: 会社名2 is another
 * column. */
bool heading_is_hints(const char *text, unsigned *told);
/* A cell that says nothing but how to fill it in: 必須, 半角英数. */
bool heading_is_hint(const char *text);
/* How many bytes of the text are this start; 0 when it begins with something else. */
size_t heading_begins(const char *text, const char *start);

/* The column of a heading when `rest` stands behind what names it; `none` for another column. */
typedef int heading_behind_fn(int column, const char *rest);
/* The column of the first form that fits; `none` when none does. */
int heading_by_forms(const char *key, const struct heading_form *forms, size_t count,
                     heading_behind_fn *behind, int none);
/* What `find` makes of the key, or of the key without polite words and hints before it. 担当者様 is
 * not left out: what is behind it is the person's. */
int heading_search(const char *key, int (*find)(const char *key), int none);

/* The heading in a fault: as much of it as people need to find it. */
json_t *heading_shown(const char *heading);

/* Which name is most like a heading: the distance that no name may have, */
size_t heading_likeness_begin(const char *heading);
/* and whether this name is nearer than *best, which is then its distance. */
bool heading_is_nearer(const char *heading, const char *name, size_t *best);

#endif
