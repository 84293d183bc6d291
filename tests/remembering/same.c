/* remembering-same: explores every scenario of a folder with every implementation twice, with all
 * settlements made and with those repeated that are known (search/remembered.h), and compares the
 * results as they stand in results.json. They may differ in seconds, in how much was audited and
 * in the probability that hashes were equal, and in nothing else.
 *
 *     remembering-same scenarios [EACH]      of each EACH pairs of a scenario and an implementation
 *                                            one is explored */
#include "checker/checker.h"
#include "result/json/json.h"
#include "subjects/subjects.h"

#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_SIZE_MAX = 1 << 20, FOLDERS_OPEN_MAX = 16, STATES_MAX = 100000 };

static EXEUNT_OUTSIDE exn_flight flight;

static EXEUNT_OUTSIDE struct {
    unsigned each, pairs, compared, different;
    uint64_t transitions, repeated;
} totals;

static void refuse(void *path, exn_place place, const char *message)
{
    fprintf(stderr, "%s:%u:%u: %s\n", (const char *)path, place.line, place.column, message);
    exit(EXIT_FAILURE);
}

static exn_scenario *read_scenario(const char *path)
{
    static EXEUNT_OUTSIDE char text[FILE_SIZE_MAX];
    FILE *file = fopen(path, "rb");
    size_t length = file == NULL ? 0 : fread(text, 1, sizeof text, file);
    if (file == NULL || ferror(file)) {
        fprintf(stderr, "%s: cannot be read\n", path);
        exit(EXIT_FAILURE);
    }
    fclose(file);
    return exn_scenario_read(path, text, length, refuse, (void *)path);
}

/* The result as in results.json, but for what may differ. The caller frees it. */
static char *shown(const exn_scenario *scenario, const char *implementation, bool remembers)
{
    exn_explore_options options = {.flight = &flight,
                                   .implementation = implementation,
                                   .states_max = STATES_MAX,
                                   .no_remembering = !remembers,
                                   .remembers_all = remembers};
    exn_result *result = exn_explore(scenario, &options);
    if (result == NULL) {
        fputs("remembering-same: out of memory\n", stderr);
        exit(EXIT_FAILURE);
    }
    totals.transitions += remembers ? result->transitions : 0;
    totals.repeated += result->repeated;
    result->seconds = 0;
    result->count_seconds = 0;
    result->states_audited = 0;
    result->missed_probability = 0;
    result->invariants[EXN_M9] = (exn_checked){.rule = EXN_M9};
    static EXEUNT_OUTSIDE exn_json_printer printer;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    exn_json_begin(&printer, out, EXN_JSON_FILE);
    exn_result_print(&printer, NULL, result);
    bool printed = exn_json_end(&printer) && fclose(out) == 0;
    exn_result_free(result);
    if (!printed) {
        fputs("remembering-same: out of memory\n", stderr);
        exit(EXIT_FAILURE);
    }
    return text;
}

/* Prints from where on they differ. */
static void print_difference(const char *made, const char *repeated)
{
    size_t at = 0;
    while (made[at] == repeated[at]) {
        at += 1;
    }
    printf("  made:     %.200s\n  repeated: %.200s\n", made + at, repeated + at);
}

static void compare(const exn_scenario *scenario, const char *implementation)
{
    char *made = shown(scenario, implementation, false);
    char *repeated = shown(scenario, implementation, true);
    totals.compared += 1;
    if (strcmp(made, repeated) != 0) {
        totals.different += 1;
        printf("%s with %s differs\n", scenario->file, implementation);
        print_difference(made, repeated);
    }
    free(made);
    free(repeated);
}

static int compare_file(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status;
    (void)place;
    const char *end = strrchr(path, '.');
    if (type != FTW_F || end == NULL || strcmp(end, ".yaml") != 0) {
        return 0;
    }
    size_t count;
    const exeunt_implementation *const *subjects = exn_subjects(&count);
    exn_scenario *scenario = read_scenario(path);
    for (size_t i = 0; i < count && !scenario->has_schedule; i++) {
        totals.pairs += 1;
        if (!exn_subject_misbehaves(subjects[i]) && totals.pairs % totals.each == 0) {
            compare(scenario, subjects[i]->name);
        }
    }
    exn_scenario_free(scenario);
    return 0;
}

int main(int count, char **arguments)
{
    totals.each = count > 2 ? (unsigned)strtoul(arguments[2], NULL, 10) : 1;
    if (count < 2 || totals.each == 0 ||
        nftw(arguments[1], compare_file, FOLDERS_OPEN_MAX, FTW_PHYS) != 0) {
        fputs("usage: remembering-same FOLDER [EACH]\n", stderr);
        return EXIT_FAILURE;
    }
    printf("%u compared, %u differ; %" PRIu64 " of %" PRIu64 " transitions were repeated\n",
           totals.compared, totals.different, totals.repeated, totals.transitions);
    return totals.different > 0 || totals.repeated == 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
