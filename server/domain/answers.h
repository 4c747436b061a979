/* SPDX-License-Identifier: Apache-2.0 */
/* Answers as they are sent, in parts or as a filled sheet, merged into those on file: pure. */
#ifndef DOMAIN_ANSWERS_H
#define DOMAIN_ANSWERS_H

#include <jansson.h>

#include "base/buf.h"
#include "base/cells.h"
#include "base/err.h"
#include "base/language.h"
#include "domain/sheet.h"

/* What answers are for. */
struct questionnaire {
    const json_t *edition; /* the catalogue file */
    int star;
    enum language language; /* of the words in faults */
};

/* What the contract says of the members of an answer that a cell becomes: `domain` does not see it.
 */
struct answer_fields {
    const void *context;
    /* False with what is wrong with the text as this member. */
    bool (*fits)(const void *context, const char *member, const char *text, struct fault *fault);
    /* Whether the column under this heading is not to be read. */
    bool (*left_out)(const void *context, const char *heading);
};

/* `given`: [{"criterion", "answer": null takes it back, "justification"?, "note"?}], the contract's
 * AnswersInput; a text that is left out stays, null takes it away, and a note needs no answer. An
 * answer keeps the transcription whose text it was given to.
 * Changes `answers` (as domain/scoring.h reads them). ERR_INVALID with every fault, pointers
 * /answers/<index>/<member>; `answers` is then not to be used. */
err answers_merge(const struct questionnaire *questionnaire, const json_t *given, json_t *answers,
                  struct fault *fault) MUST_CHECK;
/* The same from the rows of a filled sheet. A row's empty answer leaves the one on file; its note
 * is kept all the same, and a row with neither asks for nothing, whatever its number. Columns are
 * found as in domain/sheet.h; one that is unknown or stands twice is refused unless it is left out.
 * `lines`: an empty object, gets the line of each criterion. Pointers /rows/<line>/<column>. */
err answers_merge_sheet(const struct questionnaire *questionnaire, const struct cells_source *rows,
                        const struct answer_fields *fields, json_t *lines, json_t *answers,
                        struct fault *fault) MUST_CHECK;
/* Texts of such a sheet that lost characters: [{"criterion", "member", "stored"}]. ERR_INVALID when
 * there is one, pointers as above. */
err answers_refuse_lost(const json_t *lost, const json_t *lines, struct fault *fault) MUST_CHECK;

/* Whether a column of such a sheet has this heading. */
bool answers_sheet_is_heading(const char *text);

/* The sheet; star 0 = all criteria; `answers` NULL: blank. */
void answers_sheet(const struct questionnaire *questionnaire, const json_t *answers,
                   enum language language, const struct cells_sink *sink);

#endif
