/* docs/RULES.md is complete, and what it names exists. */
#include "plantings.h"

#include <criterion/criterion.h>

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* Each sentence of SPEC 2 to 7, except X, has a row in docs/RULES.md, and the tests and invariants
 * that the rows name exist. */

enum { SENTENCES_MAX = 200, ROWS_MAX = 300, TEXT_MAX = 1 << 16, CELL_MAX = 300 };

typedef struct sentence {
    char number[16]; /* "S12.2" */
    const char *text;
    bool has_row;
} sentence;

typedef struct row {
    char number[16], words[CELL_MAX], seen[CELL_MAX], what[CELL_MAX];
} row;

static sentence sentences[SENTENCES_MAX];
static size_t sentence_count;
static row rows[ROWS_MAX];
static size_t row_count;

/* Reads a file, which must exist. No file is as long as TEXT_MAX. */
static void read_text(const char *path, char *text)
{
    char full[600];
    snprintf(full, sizeof full, "%s/%s", EXEUNT_SOURCE_DIR, path);
    FILE *file = fopen(full, "r");
    cr_assert_not_null(file, "there is no %s", path);
    size_t length = fread(text, 1, TEXT_MAX - 1, file);
    cr_assert_lt(length, TEXT_MAX - 1, "%s is too long", path);
    text[length] = '\0';
    fclose(file);
}

/* --- SPEC.md ---------------------------------------------------------------------------------- */

/* If a line such as "- **M1 settles-once** Every operation" begins a rule that has rows, returns
 * the text of the rule and writes its number; else returns NULL. */
static char *rule_at(char *line, char *number)
{
    bool begins = strncmp(line, "- **", 4) == 0 && strchr("ESPCMU", line[4]) != NULL &&
                  isdigit((unsigned char)line[5]);
    char *end = begins ? strstr(line + 4, "** ") : NULL;
    if (end == NULL) {
        return NULL;
    }
    size_t length = strcspn(line + 4, " *");
    snprintf(number, 8, "%.*s", (int)length, line + 4);
    return end + 3;
}

/* Joins the lines of the paragraph that begins here; returns its end. */
static char *join_lines(char *text)
{
    char *to = text;
    char *from = text;
    while (*from != '\0' && !(from[0] == '\n' && strncmp(from + 1, "  ", 2) != 0)) {
        bool breaks = *from == '\n';
        *to++ = breaks ? ' ' : *from;
        from += breaks ? 3 : 1;
    }
    char *rest = *from == '\0' ? from : from + 1;
    *to = '\0';
    return rest;
}

static bool begins_sentence(char first)
{
    return isupper((unsigned char)first) || first == '`' || first == '*';
}

static void split(char *text, const char *rule)
{
    int depth = 0;
    unsigned number = 1;
    char *begin = text;
    for (char *at = text; *at != '\0'; at++) {
        depth += (*at == '(') - (*at == ')');
        bool ends =
            *at == '.' && depth == 0 && (at[1] == '\0' || (at[1] == ' ' && begins_sentence(at[2])));
        if (!ends) {
            continue;
        }
        cr_assert_lt(sentence_count, SENTENCES_MAX);
        sentence *here = &sentences[sentence_count++];
        snprintf(here->number, sizeof here->number, "%s.%u", rule, number++);
        here->text = begin;
        begin = at[1] == '\0' ? at + 1 : at + 2;
        at += at[1] == '\0' ? 0 : 1;
        *(begin - 1) = '\0';
    }
    cr_assert_eq(*begin, '\0', "%s does not end with a full stop: %s", rule, begin);
}

static void read_sentences(void)
{
    static char spec[TEXT_MAX];
    read_text("docs/SPEC.md", spec);
    for (char *line = spec; line != NULL && *line != '\0';) {
        char rule[8];
        char *text = rule_at(line, rule);
        if (text != NULL) {
            line = join_lines(text);
            split(text, rule);
        } else {
            line = strchr(line, '\n');
            line = line != NULL ? line + 1 : NULL;
        }
    }
}

/* --- RULES.md --------------------------------------------------------------------------------- */

static char *cell(char *line, char *text)
{
    char *end = strstr(line, " |");
    cr_assert_not_null(end, "a row has too few cells: %s", line);
    snprintf(text, CELL_MAX, "%.*s", (int)(end - line), line);
    return end + 3;
}

static void read_rows(void)
{
    static char table[TEXT_MAX];
    read_text("docs/RULES.md", table);
    for (char *line = strtok(table, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        if (strncmp(line, "| ", 2) != 0 || !isdigit((unsigned char)line[3])) {
            continue;
        }
        cr_assert_lt(row_count, ROWS_MAX);
        row *here = &rows[row_count++];
        size_t length = strcspn(line + 2, " ");
        snprintf(here->number, sizeof here->number, "%.*s", (int)length, line + 2);
        cell(cell(cell(line + 3 + length, here->words), here->seen), here->what);
    }
}

static void read_all(void)
{
    read_sentences();
    read_rows();
}

/* --- what a row says -------------------------------------------------------------------------- */

static sentence *sentence_of(const row *here)
{
    size_t i = 0;
    while (i < sentence_count && strcmp(sentences[i].number, here->number) != 0) {
        i += 1;
    }
    return i < sentence_count ? &sentences[i] : NULL;
}

static const planting *planting_of(const char *text)
{
    const planting *here = planting_at(0);
    for (size_t i = 0; here != NULL && strcmp(here->text, text) != 0; i++) {
        here = planting_at(i + 1);
    }
    return here;
}

static void expect_planting(const row *here)
{
    const planting *shown = planting_of(here->what);
    char seen[CELL_MAX];
    cr_assert_not_null(shown, "%s: there is no bug `%s`", here->number, here->what);
    snprintf(seen, sizeof seen, shown->behind != NULL ? "%s (behind it %s)" : "%s", shown->rule,
             shown->behind);
    cr_expect_str_eq(here->seen, seen, "%s: %s", here->number, here->what);
}

/* "`tests/unit/test_error.c` error, E7_canceled_is_one_fixed_error": expects that the file has that
 * test. */
static void expect_test(const row *here)
{
    static char source[TEXT_MAX];
    char path[CELL_MAX];
    const char *end = strchr(here->what + 1, '`');
    cr_assert(here->what[0] == '`' && end != NULL, "%s names no file", here->number);
    snprintf(path, sizeof path, "%.*s", (int)(end - here->what - 1), here->what + 1);
    read_text(path, source);
    if (end[1] != '\0') {
        char test[CELL_MAX];
        snprintf(test, sizeof test, "Test(%.200s)", end + 2);
        cr_expect_not_null(strstr(source, test), "%s: %s has no %s", here->number, path, test);
    }
}

static bool is_word(const char *seen)
{
    static const char *const words[] = {"defines", "allows", "cost", "refusal", "text"};
    size_t i = 0;
    while (i < 5 && strcmp(words[i], seen) != 0) {
        i += 1;
    }
    return i < 5;
}

Test(rules, are_each_sentence_by_number_and_first_words, .init = read_all)
{
    cr_assert_gt(sentence_count, 100);
    for (size_t i = 0; i < row_count; i++) {
        sentence *meant = sentence_of(&rows[i]);
        cr_assert_not_null(meant, "there is no sentence %s", rows[i].number);
        cr_expect_eq(strncmp(meant->text, rows[i].words, strlen(rows[i].words)), 0,
                     "%s begins otherwise: %s", rows[i].number, meant->text);
        meant->has_row = true;
    }
    for (size_t i = 0; i < sentence_count; i++) {
        cr_expect(sentences[i].has_row, "%s has no row: %s", sentences[i].number,
                  sentences[i].text);
    }
}

Test(rules, are_shown_by_bugs_and_tests_that_exist, .init = read_all)
{
    for (size_t i = 0; i < row_count; i++) {
        const row *here = &rows[i];
        if (is_word(here->seen) || here->what[0] == '`') {
            expect_test(here);
        } else {
            expect_planting(here);
        }
    }
}

Test(rules, have_a_row_for_each_bug, .init = read_all)
{
    const planting *here;
    for (size_t i = 0; (here = planting_at(i)) != NULL; i++) {
        size_t at = 0;
        size_t length = strlen(here->law);
        while (at < row_count && !(strcmp(rows[at].what, here->text) == 0 &&
                                   strncmp(rows[at].number, here->law, length) == 0 &&
                                   rows[at].number[length] == '.')) {
            at += 1;
        }
        /* It is in the table for the invariant, not for a sentence. */
        bool is_of_rule = here->law[0] == 'X';
        cr_expect(is_of_rule || at < row_count, "%s has no row `%s`", here->law, here->text);
    }
}
