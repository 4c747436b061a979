/* SPDX-License-Identifier: Apache-2.0 */
#include "arguments.h"

#include <stdio.h>
#include <string.h>

#include "base/command_line.h"
#include "base/entered.h"
#include "base/text.h"

bool is_choice(const char *choices, const char *value, size_t length)
{
    for (const char *choice = choices; length > 0 && choice != NULL;) {
        if (strncmp(choice, value, length) == 0 &&
            (choice[length] == '|' || choice[length] == '\0'))
            return true;
        choice = strchr(choice, '|');
        choice = choice != NULL ? choice + 1 : NULL;
    }
    return false;
}

/* Several, with commas between them. */
static bool are_choices(const char *choices, const char *value)
{
    for (;;) {
        size_t length = strcspn(value, ",");
        if (!is_choice(choices, value, length))
            return false;
        if (value[length] == '\0')
            return true;
        value += length + 1;
    }
}

bool is_number(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    return digits > 0 && digits < 19 && text[digits] == '\0';
}

static bool read_day(const char *narrow, char form[static ARGUMENT_FORM_SIZE])
{
    struct civil date;
    if (entered_day(narrow, &date) != NULL)
        return false;
    calendar_write(date, form);
    form[CIVIL_LENGTH] = '\0';
    return true;
}

static bool fits(const struct option *option, const char *value)
{
    switch (option->kind) {
    case KIND_NUMBER:
        return is_number(value);
    case KIND_CHOICE:
        return is_choice(option->choices, value, strlen(value));
    case KIND_MANY:
        return option->choices[0] == '\0' || are_choices(option->choices, value);
    default:
        return true;
    }
}

static bool is_text(const struct option *option)
{
    return option->kind == KIND_TEXT || option->kind == KIND_FILE || option->kind == KIND_FLAG ||
           (option->kind == KIND_MANY && option->choices[0] == '\0');
}

enum word argument_read(const struct option *option, const char *text,
                        char form[static ARGUMENT_FORM_SIZE], const char **out)
{
    char narrow[ENTERED_MAX];
    *out = text;
    if (is_text(option))
        return W_NONE;
    if (!entered_narrow(text, narrow))
        snprintf(narrow, sizeof narrow, "%s", text);
    if (option->kind == KIND_DAY && !read_day(narrow, form))
        return W_ARGUMENT_NO_DAY;
    if (option->kind == KIND_DAY) {
        *out = form;
        return W_NONE;
    }
    if (strcmp(narrow, text) != 0 && strlen(narrow) < ARGUMENT_FORM_SIZE) {
        memcpy(form, narrow, strlen(narrow) + 1);
        *out = form;
    }
    if (fits(option, *out))
        return W_NONE;
    return option->kind == KIND_NUMBER ? W_ARGUMENT_NO_NUMBER : W_ARGUMENT_NO_CHOICE;
}

static enum word add_given(struct arguments *out, enum option_id id, const char *value)
{
    if (out->given_count == ARGUMENTS_MAX)
        return W_TOO_MANY;
    size_t place = out->given_count++;
    out->given[place].id = id;
    return argument_read(option_of(id), value, out->given[place].form, &out->given[place].value);
}

static enum option_id option_id_of(const struct command_word *word)
{
    if (word->kind == COMMAND_OPTION)
        return option_named(word->name, word->name_length);
    return word->name_length == 1 ? option_lettered(word->name[0]) : OPTION_NONE;
}

static enum word read_option(struct command_line *line, const struct command_word *word,
                             struct arguments *out)
{
    enum option_id id = option_id_of(word);
    if (id == OPTION_NONE)
        return W_UNKNOWN_OPTION;
    const char *value;
    switch (command_line_value(line, word, option_of(id)->kind == KIND_FLAG, &value)) {
    case COMMAND_VALUE_UNWANTED:
        return W_VALUE_UNWANTED;
    case COMMAND_VALUE_MISSING:
        return W_VALUE_MISSING;
    case COMMAND_VALUE_RIGHT:
        break;
    }
    return add_given(out, id, value);
}

static enum word read_words(int argc, char **argv, struct arguments *out, const char **about)
{
    struct command_line line = {.argc = argc, .argv = argv, .next = 1};
    struct command_word word;
    while (command_line_next(&line, &word)) {
        *about = word.text;
        enum word fault = W_NONE;
        if (!text_is_utf8(word.text))
            fault = W_NOT_UTF8;
        else if (word.kind == COMMAND_OPTION || word.kind == COMMAND_LETTER)
            fault = read_option(&line, &word, out);
        else if (word.kind == COMMAND_WORD && out->word_count == WORDS_MAX)
            fault = W_TOO_MANY;
        else if (word.kind == COMMAND_WORD)
            out->words[out->word_count++] = word.text;
        if (fault != W_NONE)
            return fault;
    }
    return W_NONE;
}

static enum word check_command(struct arguments *out, const char **about)
{
    const struct command *command = out->command;
    for (size_t i = 0; i < out->given_count; i++)
        if (!command_takes(command, out->given[i].id)) {
            *about = option_of(out->given[i].id)->name;
            return W_NOT_ITS_OPTION;
        }
    size_t operands = (size_t)(out->word_count - out->command_words);
    if (operands < command_operands_needed(command)) {
        *about = command->operands;
        return W_OPERAND_MISSING;
    }
    if (operands > command_operands_most(command)) {
        *about = out->words[out->command_words + (int)command_operands_most(command)];
        return W_OPERAND_UNWANTED;
    }
    return W_NONE;
}

enum word arguments_read(int argc, char **argv, struct arguments *out, const char **about)
{
    *out = (struct arguments){0};
    enum word fault = read_words(argc, argv, out, about);
    out->command = command_find(out->word_count, out->words, &out->command_words);
    if (fault != W_NONE || argument(out, OPTION_HELP) || argument(out, OPTION_VERSION))
        return fault;
    if (out->command == NULL) {
        *about = out->word_count > 0 ? out->words[0] : "";
        return W_NO_COMMAND;
    }
    return check_command(out, about);
}

const char *argument_each(const struct arguments *arguments, enum option_id id, size_t *at)
{
    while (*at < arguments->given_count) {
        size_t place = (*at)++;
        if (arguments->given[place].id == id)
            return arguments->given[place].value;
    }
    return NULL;
}

const char *argument(const struct arguments *arguments, enum option_id id)
{
    const char *last = NULL;
    const char *value;
    for (size_t at = 0; (value = argument_each(arguments, id, &at)) != NULL;)
        last = value;
    return last;
}

const char *operand(const struct arguments *arguments)
{
    return arguments->word_count > arguments->command_words
               ? arguments->words[arguments->command_words]
               : NULL;
}
