/* The catalogue of cases is complete, and every scenario has what it needs. */
#include "trial.h"

#include <criterion/criterion.h>

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The catalogue has the cases C01 to C115. A scenario names the cases that it shows in its tags,
 * and an animal of the zoo those that it shows in its first sentence (zoo/twins.h). */
enum { CASES_MAX = 115, SCENARIOS_MAX = 1000 };

/* All other tags. */
static const char *const words[] = {"stack",   "pool",     "cancel", "time",      "lifecycle",
                                    "nesting", "profiles", "tasks",  "known-bad", "count"};

static exn_scenario *scenarios[SCENARIOS_MAX];
static size_t scenario_count;

enum { ANIMALS_MAX = 100 };
typedef struct animal {
    char name[128], text[1 << 14];
} animal;
static animal animals[ANIMALS_MAX];
static size_t animal_count;

/* --- reading all of them ---------------------------------------------------------------------- */

static void complain(void *path, exn_place place, const char *message)
{
    cr_assert_fail("%s:%u:%u: %s", (const char *)path, place.line, place.column, message);
}

/* Reads a file into a terminated text; returns its length. */
static size_t read_file(const char *path, char *text, size_t size)
{
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file, "%s", path);
    size_t length = fread(text, 1, size - 1, file);
    fclose(file);
    cr_assert_lt(length, size - 1, "%s is too large", path);
    text[length] = '\0';
    return length;
}

static void read_scenario(char *path)
{
    static char text[1 << 20];
    size_t length = read_file(path, text, sizeof text);
    cr_assert_lt(scenario_count, SCENARIOS_MAX);
    scenarios[scenario_count++] = exn_scenario_read(path + strlen(EXEUNT_SOURCE_DIR "/scenarios/"),
                                                    text, length, complain, path);
}

static void read_scenarios(void)
{
    glob_t files;
    int flags = 0;
    const char *const patterns[] = {"/scenarios/*.yaml", "/scenarios/*/*.yaml",
                                    "/scenarios/*/*/*.yaml"};
    for (size_t i = 0; i < 3; i++) {
        char pattern[1024];
        snprintf(pattern, sizeof pattern, "%s%s", EXEUNT_SOURCE_DIR, patterns[i]);
        glob(pattern, flags, NULL, &files);
        flags = GLOB_APPEND;
    }
    for (size_t i = 0; i < files.gl_pathc; i++) {
        read_scenario(files.gl_pathv[i]);
    }
    globfree(&files);
    cr_assert_gt(scenario_count, 0);
}

/* What tasks share is no animal yet, but a test of its own. */
static void read_animals(void)
{
    glob_t files;
    glob(EXEUNT_SOURCE_DIR "/src/zoo/*.c", 0, NULL, &files);
    glob(EXEUNT_SOURCE_DIR "/tests/catalogue/test_tasks.c", GLOB_APPEND, NULL, &files);
    cr_assert_leq(files.gl_pathc, ANIMALS_MAX);
    for (animal_count = 0; animal_count < files.gl_pathc; animal_count++) {
        const char *path = files.gl_pathv[animal_count];
        animal *one = &animals[animal_count];
        snprintf(one->name, sizeof one->name, "%s", path + strlen(EXEUNT_SOURCE_DIR "/"));
        read_file(path, one->text, sizeof one->text);
    }
    globfree(&files);
    cr_assert_gt(animal_count, 0);
}

static void read_all(void)
{
    read_scenarios();
    read_animals();
}

static void free_all(void)
{
    while (scenario_count > 0) {
        exn_scenario_free(scenarios[--scenario_count]);
    }
}

TestSuite(catalogue, .init = read_all, .fini = free_all);

/* --- tags ------------------------------------------------------------------------------------- */

/* Returns the number of a tag like `C07` or `C107`, or 0. */
static int case_of(const char *tag)
{
    char canonical[16] = "";
    int number = tag[0] == 'C' ? atoi(tag + 1) : 0;
    if (number >= 1 && number <= CASES_MAX) {
        snprintf(canonical, sizeof canonical, "C%02d", number);
    }
    return strcmp(tag, canonical) == 0 ? number : 0;
}

static bool has_tag(const exn_scenario *scenario, const char *tag)
{
    for (size_t i = 0; i < scenario->tag_count; i++) {
        if (strcmp(scenario->tags[i], tag) == 0) {
            return true;
        }
    }
    return false;
}

static size_t list(size_t shown, const char *tag, const char *what)
{
    printf("%-4s  %s\n", shown == 0 ? tag : "", what);
    return shown + 1;
}

/* Returns whether a list of numbers has this one: "case 98)", "cases 91, 92)", "cases 82-87)". */
static bool has_number(const char *list, long number)
{
    long first = 0;
    for (const char *at = list; *at != '\0' && *at != ')'; at++) {
        if (at[0] < '0' || at[0] > '9') {
            first = *at == '-' ? first : 0;
            continue;
        }
        char *end;
        long last = strtol(at, &end, 10);
        if (number == last || (first > 0 && number > first && number < last)) {
            return true;
        }
        first = last;
        at = end - 1;
    }
    return false;
}

/* Returns whether the first sentence of the text of an animal names the case. */
static bool shows_case(const char *text, int number)
{
    static const char begin[] = "(case";
    const char *end = strstr(text, "\n *\n");
    const char *list = strstr(text, begin);
    for (; list != NULL && end != NULL && list < end; list = strstr(list + 1, begin)) {
        if (has_number(list + strlen(begin), number)) {
            return true;
        }
    }
    return false;
}

/* Prints the case and what shows it; returns how many scenarios and animals there are. */
static size_t list_case(int number)
{
    char tag[16];
    size_t shown = 0;
    snprintf(tag, sizeof tag, "C%02d", number);
    for (size_t i = 0; i < scenario_count; i++) {
        if (has_tag(scenarios[i], tag)) {
            shown = list(shown, tag, scenarios[i]->file);
        }
    }
    for (size_t i = 0; i < animal_count; i++) {
        if (shows_case(animals[i].text, number)) {
            shown = list(shown, tag, animals[i].name);
        }
    }
    if (shown == 0) {
        list(shown, tag, "(missing)");
    }
    return shown;
}

Test(catalogue, is_covered)
{
    char missing[1024] = "";
    for (int number = 1; number <= CASES_MAX; number++) {
        if (list_case(number) == 0) {
            sprintf(missing + strlen(missing), " C%02d", number);
        }
    }
    cr_assert_str_empty(missing, "nothing shows%s", missing);
}

Test(catalogue, is_what_tags_name)
{
    for (size_t i = 0; i < scenario_count; i++) {
        const exn_scenario *scenario = scenarios[i];
        for (size_t k = 0; k < scenario->tag_count; k++) {
            const char *tag = scenario->tags[k];
            bool known = case_of(tag) != 0;
            for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
                known = known || strcmp(tag, words[w]) == 0;
            }
            cr_expect(known, "%s: unknown tag `%s`", scenario->file, tag);
        }
    }
}

/* --- what every scenario has ------------------------------------------------------------------ */

Test(catalogue, holds_scenarios_that_say_why_they_are_there)
{
    for (size_t i = 0; i < scenario_count; i++) {
        cr_expect_not_null(scenarios[i]->about, "%s has no `about`", scenarios[i]->file);
    }
}

Test(catalogue, holds_scenarios_with_names_of_their_own)
{
    for (size_t i = 0; i < scenario_count; i++) {
        for (size_t k = 0; k < i; k++) {
            cr_expect_str_neq(scenarios[i]->name, scenarios[k]->name, "%s and %s",
                              scenarios[i]->file, scenarios[k]->file);
        }
    }
}

/* So `--filter` selects the same scenarios as the folder. */
Test(catalogue, holds_scenarios_that_are_tagged_with_their_folder)
{
    for (size_t i = 0; i < scenario_count; i++) {
        char folder[64];
        snprintf(folder, sizeof folder, "%.*s", (int)strcspn(scenarios[i]->file, "/"),
                 scenarios[i]->file);
        cr_expect(has_tag(scenarios[i], folder), "%s is not tagged `%s`", scenarios[i]->file,
                  folder);
    }
}
