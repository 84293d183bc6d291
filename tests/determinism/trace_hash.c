/* Prints `<hash> <tapes> <verdict> <states> <transitions> <interleavings> <file>` for each scenario
 * of a folder: one hash of the traces of ten tapes, and the result of exploring it. Every compiler,
 * at every level of optimisation, must make a program that prints the same (D4).
 *
 *     trace-hash scenarios */
#include "checker/checker.h"
#include "contract/profiles.h"
#include "search/findings.h"
#include "subjects/subjects.h"

#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

enum { TAPES = 10, FILE_SIZE_MAX = 1 << 20, FILES_MAX = 4096, FOLDERS_OPEN_MAX = 16 };

static exn_flight flight;

static _Noreturn void fail(const char *file, const char *message)
{
    fprintf(stderr, "%s: %s\n", file, message);
    exit(EXIT_FAILURE);
}

static void refuse(void *file, exn_place place, const char *message)
{
    fprintf(stderr, "%s:%u:%u: %s\n", (const char *)file, place.line, place.column, message);
    exit(EXIT_FAILURE);
}

static exn_scenario *read_scenario(const char *path)
{
    static char text[FILE_SIZE_MAX];
    FILE *file = fopen(path, "rb");
    size_t length = file == NULL ? 0 : fread(text, 1, sizeof text, file);
    if (file == NULL || ferror(file)) {
        fail(path, "cannot be read");
    }
    fclose(file);
    return exn_scenario_read(path, text, length, refuse, (void *)path);
}

/* --- tapes ------------------------------------------------------------------------------------ */

/* The first tape is empty: always the first alternative. The others are drawn, the same ones
 * everywhere; a number that is too large for its choice counts as the first alternative. */
static void draw_tape(exn_tape *tape, uint32_t number)
{
    static const uint32_t alternatives_likely = 4;
    uint64_t state = number;
    tape->decided = number == 0 ? 0 : EXN_FLIGHT_CHOICES_MAX;
    for (uint32_t i = 0; i < tape->decided; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u; /* Knuth, MMIX */
        flight.tape[i] = (uint32_t)(state >> 33) % alternatives_likely;
    }
}

static void hash_text(XXH3_state_t *hash, const char *text)
{
    XXH3_64bits_update(hash, text, strlen(text) + 1);
}

/* Hashes the tape as it was taken, how the run ended, what was found, and every event. */
static void hash_run(XXH3_state_t *hash, const exn_run *run, exn_run_end end)
{
    char **trace;
    size_t count;
    char *tape = exn_tape_format(&run->tape);
    if (tape == NULL || !exn_trace_text(run, &trace, &count)) {
        fail(run->scenario->file, "out of memory");
    }
    hash_text(hash, tape);
    hash_text(hash, end == EXN_RUN_BROKE        ? run->recorder.breach.message
                    : end == EXN_RUN_UNEXPECTED ? run->current.mismatch.message
                    : end == EXN_RUN_OFF_SCRIPT ? run->totals.script_error
                                                : "closed");
    for (size_t i = 0; i < count; i++) {
        hash_text(hash, trace[i]);
        free(trace[i]);
    }
    free(trace);
    free(tape);
}

/* --- scenarios -------------------------------------------------------------------------------- */

static void print_explored(const exn_scenario *scenario)
{
    exn_explore_options options = {.flight = &flight};
    exn_result *result = exn_explore(scenario, &options);
    if (result == NULL) {
        fail(scenario->file, "out of memory");
    }
    printf("%s %" PRIu64 " %" PRIu64 " %s", exn_verdict_word(result->verdict), result->states,
           result->transitions, result->interleavings == NULL ? "-" : result->interleavings);
    for (size_t i = 0; i < result->violation_count; i++) {
        printf(" %s:%s", result->violations[i].rule, result->violations[i].tape);
    }
    exn_result_free(result);
}

static void print_hash(const char *path, const char *name)
{
    exn_scenario *scenario = read_scenario(path);
    const char *own = scenario->implementation != NULL ? scenario->implementation
                      : scenario->has_profile          ? exn_profile_name(scenario->profile)
                                                       : "exeunt";
    const exeunt_implementation *subject = exn_subject_named(own);
    if (subject == NULL) {
        fail(path, "an implementation that is not here");
    }
    exn_run run = {.options = {.promises = *exn_promises_made_by(subject),
                               .expects = true,
                               .faults_max = UINT32_MAX,
                               .cancels_max = scenario->cancels,
                               .cancels_limit = UINT32_MAX,
                               .no_limits = true}};
    if (exn_run_open(&run, scenario, subject, &flight) != 0) {
        fail(path, "no world for it");
    }
    XXH3_state_t *hash = XXH3_createState();
    XXH3_64bits_reset(hash);
    for (uint32_t i = 0; i < TAPES; i++) {
        draw_tape(&run.tape, i);
        hash_run(hash, &run, exn_run_once(&run));
    }
    printf("%016" PRIx64 " %d ", (uint64_t)XXH3_64bits_digest(hash), TAPES);
    XXH3_freeState(hash);
    exn_run_close(&run);
    print_explored(scenario);
    printf(" %s\n", name);
    exn_scenario_free(scenario);
}

static char *files[FILES_MAX];
static size_t file_count;

static int take_file(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status;
    (void)place;
    const char *end = strrchr(path, '.');
    if (type != FTW_F || end == NULL || strcmp(end, ".yaml") != 0) {
        return 0;
    }
    if (file_count == FILES_MAX || (files[file_count] = strdup(path)) == NULL) {
        fail(path, "too many files");
    }
    file_count++;
    return 0;
}

static int compare_paths(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

int main(int count, char **arguments)
{
    if (count != 2 || nftw(arguments[1], take_file, FOLDERS_OPEN_MAX, FTW_PHYS) != 0 ||
        file_count == 0) {
        fputs("usage: trace-hash FOLDER, with scenarios\n", stderr);
        return EXIT_FAILURE;
    }
    qsort(files, file_count, sizeof *files, compare_paths);
    for (size_t i = 0; i < file_count; i++) {
        print_hash(files[i], files[i] + strlen(arguments[1]));
        free(files[i]);
    }
    return EXIT_SUCCESS;
}
