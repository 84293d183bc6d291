/* catalogue-widened: explores every scenario of a folder with all its faults and up to two cancel
 * requests anywhere, where the scenario leaves that open, and adds up the results. The rules are
 * checked; the expectations of the scenario, which are about its own runs, are not.
 *
 *     catalogue-widened scenarios */
#include "checker/checker.h"
#include "subjects/subjects.h"

#include <ftw.h>
#include <gmp.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_SIZE_MAX = 1 << 20, FOLDERS_OPEN_MAX = 16, CANCELS = 2 };

static exn_flight flight;

static struct {
    unsigned scenarios, widened, skipped, not_all, broken_as_expected, broken;
    uint64_t states, transitions;
    double seconds, count_seconds;
    mpz_t interleavings;
} totals;

static void refuse(void *path, exn_place place, const char *message)
{
    fprintf(stderr, "%s:%u:%u: %s\n", (const char *)path, place.line, place.column, message);
    exit(EXIT_FAILURE);
}

static exn_scenario *read_scenario(const char *path)
{
    static char text[FILE_SIZE_MAX];
    FILE *file = fopen(path, "rb");
    size_t length = file == NULL ? 0 : fread(text, 1, sizeof text, file);
    if (file == NULL || ferror(file)) {
        fprintf(stderr, "%s: cannot be read\n", path);
        exit(EXIT_FAILURE);
    }
    fclose(file);
    return exn_scenario_read(path, text, length, refuse, (void *)path);
}

/* Returns whether the scenario leaves the number of cancel requests open. A schedule or limits of
 * its own fix it, and so does an implementation that cannot be canceled. */
static bool leaves_cancels_open(const exn_scenario *scenario)
{
    const exeunt_implementation *subject =
        exn_subject_named(scenario->implementation != NULL ? scenario->implementation : "exeunt");
    bool limited = scenario->has_faults_limit || scenario->states_max > 0 ||
                   scenario->steps_max != EXN_STEPS_MAX_DEFAULT;
    return !scenario->has_schedule && !scenario->has_cancel && !limited && subject != NULL &&
           (subject->capabilities & EXEUNT_CAN_CANCEL) != 0;
}

/* Removes the expectations, which are about the scenario's own runs. */
static void widen(exn_scenario *scenario)
{
    scenario->cancels = CANCELS;
    scenario->outcome_count = 0;
    scenario->order_count = 0;
    scenario->always_count = 0;
    scenario->never_count = 0;
    scenario->interleavings = NULL;
}

static bool breaks_a_rule(const exn_result *result)
{
    for (size_t i = 0; i < result->violation_count; i++) {
        if (strcmp(result->violations[i].rule, "expect") != 0) {
            return true;
        }
    }
    return false;
}

static void add(const exn_scenario *scenario, const exn_result *result, bool widened)
{
    mpz_t interleavings;
    totals.scenarios += 1;
    totals.widened += widened;
    totals.skipped += result->verdict == EXN_SKIPPED;
    totals.states += result->states;
    totals.transitions += result->transitions;
    totals.seconds += result->seconds;
    totals.count_seconds += result->count_seconds;
    if (result->interleavings != NULL) {
        mpz_init_set_str(interleavings, result->interleavings, 10);
        mpz_add(totals.interleavings, totals.interleavings, interleavings);
        mpz_clear(interleavings);
    } else if (result->verdict != EXN_SKIPPED) {
        totals.not_all += 1;
        printf("%s: not counted\n", scenario->file);
    }
    if (!breaks_a_rule(result)) {
        return;
    }
    if (scenario->violates != 0) {
        totals.broken_as_expected += 1;
    } else {
        totals.broken += 1;
        printf("%s: %s: %s\n", scenario->file, result->violations[0].name,
               result->violations[0].message);
    }
}

static int explore(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status;
    (void)place;
    const char *end = strrchr(path, '.');
    if (type != FTW_F || end == NULL || strcmp(end, ".yaml") != 0) {
        return 0;
    }
    exn_scenario *scenario = read_scenario(path);
    bool widened = leaves_cancels_open(scenario);
    if (widened) {
        widen(scenario);
    }
    exn_explore_options options = {.flight = &flight, .counts = true};
    exn_result *result = exn_explore(scenario, &options);
    if (result == NULL) {
        fprintf(stderr, "%s: out of memory\n", path);
        exit(EXIT_FAILURE);
    }
    add(scenario, result, widened);
    exn_result_free(result);
    exn_scenario_free(scenario);
    return 0;
}

int main(int count, char **arguments)
{
    mpz_init(totals.interleavings);
    if (count != 2 || nftw(arguments[1], explore, FOLDERS_OPEN_MAX, FTW_PHYS) != 0 ||
        totals.scenarios == 0) {
        fputs("usage: catalogue-widened FOLDER, with scenarios\n", stderr);
        return EXIT_FAILURE;
    }
    printf("%u scenarios, %u of them with up to %d cancels anywhere; %u skipped, %u not counted, "
           "%u broken as expected, %u broken\n",
           totals.scenarios, totals.widened, CANCELS, totals.skipped, totals.not_all,
           totals.broken_as_expected, totals.broken);
    printf("%" PRIu64 " states and %" PRIu64 " transitions in %.2f s, ", totals.states,
           totals.transitions, totals.seconds);
    mpz_out_str(stdout, 10, totals.interleavings);
    printf(" interleavings counted in %.2f s\n", totals.count_seconds);
    mpz_clear(totals.interleavings);
    return totals.broken > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
