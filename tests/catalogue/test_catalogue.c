#include "trial.h"

#include <criterion/criterion.h>

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The catalogue of cases is C01 to C90. A scenario names the cases that it shows in its tags. */
enum { CASES_MAX = 90, SCENARIOS_MAX = 1000 };

/* All other tags. */
static const char *const words[] = {"stack",     "pool",    "cancel",    "time",
                                    "lifecycle", "nesting", "known-bad", "count"};

static exn_scenario *scenarios[SCENARIOS_MAX];
static size_t scenario_count;

/* --- reading all of them --- */

static void complain(void *path, exn_place place, const char *message)
{
    cr_assert_fail("%s:%u:%u: %s", (const char *)path, place.line, place.column, message);
}

static void read_file(char *path)
{
    static char text[1 << 20];
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file, "%s", path);
    size_t length = fread(text, 1, sizeof text, file);
    fclose(file);
    cr_assert_lt(scenario_count, SCENARIOS_MAX);
    scenarios[scenario_count++] = exn_scenario_read(path + strlen(EXEUNT_SOURCE_DIR "/scenarios/"),
                                                    text, length, complain, path);
}

static void read_all(void)
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
        read_file(files.gl_pathv[i]);
    }
    globfree(&files);
    cr_assert_gt(scenario_count, 0);
}

static void free_all(void)
{
    while (scenario_count > 0) {
        exn_scenario_free(scenarios[--scenario_count]);
    }
}

TestSuite(catalogue, .init = read_all, .fini = free_all);

/* --- tags --- */

/* The number of a tag like `C07`; 0 if it is none. */
static int case_of(const char *tag)
{
    bool fits = tag[0] == 'C' && strlen(tag) == 3 && strspn(tag + 1, "0123456789") == 2;
    return fits ? atoi(tag + 1) : 0;
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

/* Prints the case and its files; returns how many there are. */
static size_t list_files(int number)
{
    char tag[16];
    size_t files = 0;
    snprintf(tag, sizeof tag, "C%02d", number);
    for (size_t i = 0; i < scenario_count; i++) {
        if (has_tag(scenarios[i], tag)) {
            printf("%s  %s\n", files == 0 ? tag : "   ", scenarios[i]->file);
            files += 1;
        }
    }
    if (files == 0) {
        printf("%s  (missing)\n", tag);
    }
    return files;
}

Test(catalogue, is_covered)
{
    char missing[1024] = "";
    for (int number = 1; number <= CASES_MAX; number++) {
        if (list_files(number) == 0) {
            sprintf(missing + strlen(missing), " C%02d", number);
        }
    }
    cr_assert_str_empty(missing, "no scenario shows%s", missing);
}

Test(catalogue, is_what_tags_name)
{
    for (size_t i = 0; i < scenario_count; i++) {
        const exn_scenario *scenario = scenarios[i];
        for (size_t k = 0; k < scenario->tag_count; k++) {
            const char *tag = scenario->tags[k];
            int number = case_of(tag);
            bool known = number >= 1 && number <= CASES_MAX;
            for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
                known = known || strcmp(tag, words[w]) == 0;
            }
            cr_expect(known, "%s: unknown tag `%s`", scenario->file, tag);
        }
    }
}

/* --- what every scenario has --- */

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

/* So that `--filter` and the folders tell the same. */
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
