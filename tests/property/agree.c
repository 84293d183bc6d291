/* property-agree: compares ways of exploring with one another, and with the brute force, on
 * generated scenarios, in one process. */
#include "arguments.h"
#include "generate.h"
#include "literal.h"
#include "modes.h"
#include "wild.h"
#include "write.h"

#include "subjects/subjects.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SHOWN_IN_FULL_MAX = 5,
    ATTEMPTS_MAX = 1000,
    STATES_MAX = 60000, /* with reduction; four times as many without */
    STATES_MAX_WITH_TASKS = 10000,
    RUNS_MAX = 30000,          /* for running all of them */
    STATES_FOR_WORKERS = 2500, /* with fewer states, workers are not tried ... */
    STATES_FOR_WORKERS_WITH_TASKS = 200,
    BRUTE_EVERY = 3,          /* one scenario in this many is one that the brute force knows */
    FAULTS_LIMITED_EVERY = 7, /* of the others; as from the command line (D6) */
    CANCELS_LIMITED_EVERY = 11,
    STEPS_LIMITED_EVERY = 5, /* as if the default were that small (D5) ... */
    STEPS_AT_LEAST = 6,      /* ... from this number on, by turns */
    STEPS_TURNS = 16,
    LIMITED_STATES_MAX = 200, /* for running all of them if interleavings are not counted */
};

static const char usage[] =
    "property-agree [--count N] [--first I] [--seed S] [--tasks]\n"
    "property-agree --print I [--seed S] [--tasks]\n"
    "\n"
    "Explores N generated scenarios (default 300) by states, reduced and not, by running and with\n"
    "workers, compares what was found, and each third one with a brute-force enumeration; reads\n"
    "the trace of each run literally; or prints scenario I. Exit status 1 if anything differs.\n"
    "\n"
    "  property-agree --count 10000 --seed 1\n";

struct options {
    unsigned first, count;
    uint64_t seed;
    bool prints;
    bool with_tasks;
};

struct totals {
    unsigned compared, by_brute, by_running, by_workers, too_large, different;
    unsigned verdicts[EXN_VERDICTS];
    uint64_t states, repeated;
};

static EXEUNT_OUTSIDE exn_flight flight;

/* --- scenarios -------------------------------------------------------------------------------- */

static void ignore(void *context, exn_place place, const char *message)
{
    (void)context;
    (void)place;
    (void)message;
}

/* A generated scenario: its text and, if the brute force knows it, what that finds. */
struct sample {
    char *text;
    exn_scenario *scenario;
    bool is_brute;
    struct brute_tally tally;
    bool limits_faults, limits_cancels; /* to one each */
    uint64_t states_for_workers, states_max;
    uint64_t steps_max; /* 0: the default */
};

static bool make_text(struct sample *sample, const struct options *options, unsigned index,
                      unsigned attempt)
{
    size_t length = 0;
    FILE *file = open_memstream(&sample->text, &length);
    if (file == NULL) {
        return false;
    }
    if (sample->is_brute) {
        struct brute_scenario scenario;
        brute_generate(options->seed, index, options->with_tasks, &scenario, &sample->tally);
        brute_write(&scenario, file);
    } else {
        brute_wild(options->seed, index, attempt, options->with_tasks, file);
    }
    fclose(file);
    return true;
}

static void free_sample(struct sample *sample)
{
    if (sample->is_brute) {
        brute_tally_free(&sample->tally);
    }
    exn_scenario_free(sample->scenario);
    free(sample->text);
}

/* Returns false if none could be made. */
static bool make_sample(struct sample *sample, const struct options *options, unsigned index)
{
    bool is_brute = index % BRUTE_EVERY == 0;
    *sample =
        (struct sample){.is_brute = is_brute,
                        .limits_faults = !is_brute && index % FAULTS_LIMITED_EVERY == 0,
                        .limits_cancels = !is_brute && index % CANCELS_LIMITED_EVERY == 0,
                        .states_max = options->with_tasks ? STATES_MAX_WITH_TASKS : STATES_MAX,
                        .states_for_workers = options->with_tasks ? STATES_FOR_WORKERS_WITH_TASKS
                                                                  : STATES_FOR_WORKERS};
    if (!is_brute && index % STEPS_LIMITED_EVERY == 0) {
        sample->steps_max = STEPS_AT_LEAST + index / STEPS_LIMITED_EVERY % STEPS_TURNS;
    }
    for (unsigned attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
        if (!make_text(sample, options, index, attempt)) {
            return false;
        }
        sample->scenario =
            exn_scenario_read("generated.yaml", sample->text, strlen(sample->text), ignore, NULL);
        if (sample->scenario != NULL) {
            return true;
        }
        free_sample(sample); /* the format refuses this combination: tries another one */
    }
    return false;
}

/* --- comparing -------------------------------------------------------------------------------- */

static exn_result *explore(const struct sample *sample, enum way way, uint64_t states_max)
{
    exn_explore_options options = {.flight = &flight,
                                   .states_max = way == BY_RUNNING ? 0 : states_max,
                                   .runs_max = way == BY_RUNNING ? RUNS_MAX : 0,
                                   .steps_max = sample->steps_max,
                                   .has_faults = sample->limits_faults,
                                   .faults_max = 1,
                                   .has_cancels = sample->limits_cancels,
                                   .cancels_max = 1};
    options = way_options(way, options);
    options.no_remembering = way != BY_MEMORY && way != BY_WORKERS;
    /* The steps that scenarios play commute, so the audit must find no fault in leaving them
     * out. */
    options.audits_privacy = way == BY_STATES_UNREDUCED;
    return exn_explore(sample->scenario, &options);
}

static bool violates(const exn_result *result, const char *rule)
{
    for (size_t i = 0; i < result->violation_count; i++) {
        if (strcmp(result->violations[i].rule, rule) == 0) {
            return true;
        }
    }
    return false;
}

static bool breaches_agree(const exn_result *result, const struct brute_tally *tally)
{
    bool agrees = true;
    for (size_t i = 0; i < result->violation_count; i++) {
        agrees = agrees && brute_tally_has(tally, result->violations[i].rule);
    }
    for (int i = 0; i < BRUTE_RULES; i++) {
        agrees = agrees && violates(result, brute_rule_number[i]) == tally->broken[i];
    }
    return agrees;
}

static bool lacks_first(const exn_result *result)
{
    bool lacks = false;
    for (size_t i = 0; i < result->vacuous_count; i++) {
        lacks = lacks || strncmp(result->vacuous[i], "whenever ", strlen("whenever ")) == 0;
    }
    return lacks;
}

/* Compares interleavings, outcomes and breaches; nothing else may have been found. */
static bool agrees_with_brute(const exn_result *result, const struct brute_tally *tally, char *why,
                              size_t size)
{
    char interleavings[24];
    snprintf(interleavings, sizeof interleavings, "%" PRIu64, tally->interleavings);
    snprintf(why, size, "brute force counts %s interleavings instead of %s", interleavings,
             result->interleavings == NULL ? "none" : result->interleavings);
    if (result->interleavings != NULL && strcmp(result->interleavings, interleavings) != 0) {
        return false;
    }
    snprintf(why, size, "brute force sees other breaches than those %zu", result->violation_count);
    if (!breaches_agree(result, tally)) {
        return false;
    }
    snprintf(why, size, "brute force %s the first event of `whenever`",
             tally->first_is_missing ? "never sees" : "sees");
    if (result->violation_count == 0 && lacks_first(result) != tally->first_is_missing) {
        return false;
    }
    snprintf(why, size, "brute force reaches other outcomes");
    bool same = result->outcome_count == tally->outcome_count;
    for (size_t i = 0; same && i < tally->outcome_count; i++) {
        same = strcmp(result->outcomes[i], tally->outcomes[i]) == 0;
    }
    return same;
}

/* Whether the check gave up something that a larger limit would have allowed to finish. */
static bool gave_up(const exn_result *result)
{
    bool gave = false;
    for (size_t i = 0; i < result->left_out_count; i++) {
        gave = gave || strstr(result->left_out[i], "was given up") != NULL;
    }
    return gave;
}

/* Whether a limit other than the scenario's has ended it. */
static bool was_too_large(const exn_result *result, uint64_t states_max)
{
    return result->states >= states_max || result->runs >= RUNS_MAX || gave_up(result);
}

static bool is_small_enough_to_run(const exn_result *result)
{
    if (!result->exhaustive) {
        return result->states <= LIMITED_STATES_MAX;
    }
    return result->interleavings != NULL && strlen(result->interleavings) < 10 &&
           strtoull(result->interleavings, NULL, 10) <= RUNS_MAX;
}

/* A limit of the command line may cut a run that the reduction leaves out anyway, because another
 * run has the same result. Then only one of the two results is a sample. */
static bool differ_in_what_was_cut(const exn_result *reduced, const exn_result *other)
{
    return reduced->exhaustive && !other->exhaustive &&
           reduced->violation_count == other->violation_count &&
           reduced->outcome_count == other->outcome_count;
}

/* Explores the scenario in another way, and compares. */
static bool agrees_with(const struct sample *sample, const exn_result *result, enum way way,
                        char *why, size_t size)
{
    char difference[4096];
    exn_result *other = explore(sample, way, 4 * sample->states_max);
    bool agrees = other != NULL && (was_too_large(other, 4 * sample->states_max) ||
                                    differ_in_what_was_cut(result, other) ||
                                    ways_agree(result, other, difference, sizeof difference));
    if (!agrees) {
        snprintf(why, size, "by states, and %s: %s", way_word(way),
                 other == NULL ? "out of memory" : difference);
    }
    exn_result_free(other);
    return agrees;
}

/* What is remembered (search/remembered.h) changes nothing, no count either. */
static bool agrees_by_memory(const struct sample *sample, const exn_result *result,
                             struct totals *totals, char *why, size_t size)
{
    char difference[4096] = "other counts";
    exn_result *other = explore(sample, BY_MEMORY, 4 * sample->states_max);
    bool agrees = other != NULL && counts_agree(result, other) &&
                  ways_agree(result, other, difference, sizeof difference);
    if (!agrees) {
        snprintf(why, size, "by states, and %s: %s", way_word(BY_MEMORY),
                 other == NULL ? "out of memory" : difference);
    }
    totals->repeated += other == NULL ? 0 : other->repeated;
    exn_result_free(other);
    return agrees;
}

/* Whether the verdict about `whenever` agrees with the run's trace. */
static bool agrees_in_what_follows(const exn_run *run, exn_run_end end, char *why, size_t size)
{
    bool is_missed =
        end == EXN_RUN_UNEXPECTED && run->current.mismatch.kind == EXN_MISMATCH_WHENEVER;
    snprintf(why, size, "what `whenever` expects %s, and the other is told",
             is_missed ? "follows" : "does not follow");
    return is_missed ? !literal_reads_pairs(run) || !literal_follows(run)
                     : end != EXN_RUN_CLOSED || literal_follows(run);
}

/* Whether the verdict of the rules agrees with a literal reading of the run's trace. */
static bool agrees_with_trace(const exn_run *run, exn_run_end end, char *why, size_t size)
{
    if (!agrees_in_what_follows(run, end, why, size)) {
        return false;
    }
    if (end == EXN_RUN_CLOSED || (end == EXN_RUN_UNEXPECTED && run->recorder.closed)) {
        return literal_agrees(run, why, size);
    }
    if (end == EXN_RUN_BROKE && literal_has_a_say(run) && literal_agrees(run, why, size)) {
        snprintf(why, size, "%s is said to be broken: %s",
                 exn_rule_number(run->recorder.breach.rule), run->recorder.breach.message);
        return false;
    }
    return true;
}

/* Reads each run's trace literally, and expects that causes and outcome are what that demands. */
static bool agrees_with_traces(const struct sample *sample, char *why, size_t size)
{
    const exn_scenario *scenario = sample->scenario;
    const char *name = scenario->implementation != NULL ? scenario->implementation : "exeunt";
    exn_run run = {
        .options = {.faults_max = scenario->has_faults_limit ? scenario->faults_max : UINT32_MAX,
                    .cancels_max = scenario->cancels,
                    .cancels_limit = UINT32_MAX,
                    .limits_are_claimed = true,
                    .expects = true}};
    if (exn_run_open(&run, scenario, exn_subject_named(name), &flight) != 0) {
        return true; /* every way refuses it */
    }
    char difference[1024];
    bool agrees = true;
    bool more = true;
    for (unsigned runs = 0; agrees && more && runs < RUNS_MAX; runs++) {
        agrees = agrees_with_trace(&run, exn_run_once(&run), difference, sizeof difference);
        if (!agrees) {
            char *tape = exn_tape_format(&run.tape);
            snprintf(why, size, "tape %s: %s", tape, difference);
            free(tape);
        }
        more = exn_tape_advance(&run.tape);
    }
    exn_run_close(&run);
    return agrees;
}

/* Whether the limit of states has ended the search for a shortest schedule, and nothing else. */
static bool lacks_shortest(const exn_result *result)
{
    bool lacks = false;
    for (size_t i = 0; i < result->violation_count; i++) {
        lacks = lacks || !result->violations[i].shortest;
    }
    return lacks && result->exhaustive;
}

/* The search for the shortest is not reduced: where it came to the limit, it is given the one that
 * all are that the result is compared with. NULL when out of memory. */
static exn_result *explore_first(const struct sample *sample)
{
    exn_result *result = explore(sample, BY_STATES, sample->states_max);
    if (result != NULL && !was_too_large(result, sample->states_max) && lacks_shortest(result)) {
        exn_result_free(result);
        result = explore(sample, BY_STATES, 4 * sample->states_max);
    }
    return result;
}

static bool agree(const struct sample *sample, const exn_result *result, struct totals *totals,
                  char *why, size_t size)
{
    if (result->fallback != NULL) { /* everything that is played here lies in the world */
        snprintf(why, size, "states were given up: %s", result->fallback);
        return false;
    }
    bool same = agrees_with(sample, result, BY_STATES_UNREDUCED, why, size);
    if (same && is_small_enough_to_run(result)) {
        totals->by_running += 1;
        bool was_run = result->verdict != EXN_SKIPPED && result->verdict != EXN_INVALID;
        same = agrees_with(sample, result, BY_RUNNING, why, size) &&
               (!was_run || agrees_with_traces(sample, why, size));
    }
    if (same && result->states > 0) {
        same = agrees_by_memory(sample, result, totals, why, size);
    }
    if (same && result->states >= sample->states_for_workers) {
        totals->by_workers += 1;
        same = agrees_with(sample, result, BY_WORKERS, why, size);
    }
    if (same && sample->is_brute) {
        totals->by_brute += 1;
        same = agrees_with_brute(result, &sample->tally, why, size);
    }
    return same;
}

static void compare_one(const struct options *options, unsigned index, struct totals *totals)
{
    char why[8192];
    struct sample sample;
    if (!make_sample(&sample, options, index)) {
        fprintf(stderr, "property-agree: no scenario %u\n", index);
        exit(BRUTE_EXIT_UNUSABLE);
    }
    exn_result *result = explore_first(&sample);
    if (result != NULL && was_too_large(result, sample.states_max)) {
        totals->too_large += 1;
    } else if (result == NULL || !agree(&sample, result, totals, why, sizeof why)) {
        totals->different += 1;
        printf("--- scenario %u: %s\n%s\n", index, result == NULL ? "out of memory" : why,
               totals->different <= SHOWN_IN_FULL_MAX ? sample.text : "");
    }
    totals->compared += 1;
    if (result != NULL) {
        totals->states += result->states;
        totals->verdicts[result->verdict] += 1;
    }
    exn_result_free(result);
    free_sample(&sample);
}

/* --- the command line ------------------------------------------------------------------------- */

static struct options read_options(int argc, char **argv)
{
    static const struct option known[] = {
        {"count", required_argument, NULL, 'c'},
        {"first", required_argument, NULL, 'f'},
        {"seed", required_argument, NULL, 's'},
        {"print", required_argument, NULL, 'p'},
        {"tasks", no_argument, NULL, 't'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    struct options options = {.count = 300, .seed = 1};
    int option;
    while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
        switch (option) {
        case 'c':
            options.count = (unsigned)brute_number(usage, optarg, INT32_MAX);
            break;
        case 'p':
            options.prints = true;
            /* fall through */
        case 'f':
            options.first = (unsigned)brute_number(usage, optarg, INT32_MAX);
            break;
        case 's':
            options.seed = brute_number(usage, optarg, UINT64_MAX);
            break;
        case 't':
            options.with_tasks = true;
            break;
        case 'h':
            fputs(usage, stdout);
            exit(EXIT_SUCCESS);
        default:
            brute_refuse(usage, "unknown option");
        }
    }
    if (optind < argc) {
        brute_refuse(usage, "it takes options only");
    }
    return options;
}

static void print_totals(const struct totals *totals)
{
    printf("%u compared, with %" PRIu64
           " states: %u with the brute force, %u by running and by their traces, "
           "%u with workers; %" PRIu64 " transitions repeated; %u too large;",
           totals->compared - totals->too_large, totals->states, totals->by_brute,
           totals->by_running, totals->by_workers, totals->repeated, totals->too_large);
    for (int verdict = 0; verdict < EXN_VERDICTS; verdict++) {
        if (totals->verdicts[verdict] > 0) {
            printf(" %u %s", totals->verdicts[verdict], exn_verdict_word((exn_verdict)verdict));
        }
    }
    printf("\n%u differ\n", totals->different);
}

int main(int argc, char **argv)
{
    struct options options = read_options(argc, argv);
    struct totals totals = {.compared = 0};
    if (options.prints) {
        struct sample sample;
        if (!make_sample(&sample, &options, options.first)) {
            return BRUTE_EXIT_UNUSABLE;
        }
        fputs(sample.text, stdout);
        free_sample(&sample);
        return EXIT_SUCCESS;
    }
    for (unsigned i = 0; i < options.count; i++) {
        compare_one(&options, options.first + i, &totals);
    }
    print_totals(&totals);
    return totals.different > 0 ? BRUTE_EXIT_DIFFERENT : EXIT_SUCCESS;
}
