/* property-foreign: random managers and scopes in C, one in ten with a bug, explored in every mode.
 * Those without a bug must hold, with equal results in all modes. Each bug that took effect must be
 * found, with the right blame. */
#include "arguments.h"
#include "engine.h"
#include "machine.h"

#include <exeunt/check.h>

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
    MANAGERS_MAX = 3,
    PLANTED_EVERY = 10,
    RUNS_MAX = 4000, /* for samples that every mode explores */
    ATTEMPTS_MAX = 200,
    SHOWN_IN_FULL_MAX = 5,
    WORKERS = 2
};

static const char usage[] =
    "property-foreign [--count N] [--first I] [--seed S]\n"
    "\n"
    "Explores N random managers in C and N random scopes in C (default 100 of each), one in ten "
    "of\n"
    "them with a bug, in every mode. Exit status 1 if a sound one is convicted, a bug that has "
    "bitten\n"
    "is not found, the wrong one is blamed, or the modes differ.\n"
    "\n"
    "  property-foreign --count 2000 --seed 1\n";

struct options {
    unsigned first, count;
    uint64_t seed;
};

/* One program or one design in a scenario. */
struct sample {
    bool is_scope;
    bool is_planted;
    program programs[MANAGERS_MAX];
    unsigned machine_count;
    unsigned cancels;
    engine_design design;
    char text[1024];
};

struct totals {
    unsigned compared, planted, bitten, convicted, too_large, different;
};

/* --- making ----------------------------------------------------------------------------------- */

static const char *pick_word(struct brute_random *random, const char *const *words, unsigned count)
{
    return words[brute_below(random, count)];
}

/* Writes the line of a manager that the scenario plays into `text`, after its first `at` bytes. */
static size_t write_actor(struct brute_random *random, char *text, size_t size, size_t at,
                          unsigned number, bool waits)
{
    static const char *const enters[] = {"enters", "enters", "[enters, fails]"};
    static const char *const exits[] = {"exits", "[exits, fails]", "[exits, suppresses]",
                                        "[suppresses, fails]"};
    static const char *const on_cancel[] = {"stops", "ignores", "[stops, fails]"};
    unsigned steps = waits ? 1 : brute_below(random, 3);
    return at + (size_t)snprintf(text + at, size - at,
                                 "  m%u: {enter: %s, exit: %s, steps: %u, on-cancel: %s}\n", number,
                                 pick_word(random, enters, 3), pick_word(random, exits, 4), steps,
                                 pick_word(random, on_cancel, 3));
}

static void write_scenario(struct brute_random *random, struct sample *sample, unsigned managers)
{
    static const char *const bodies[] = {"returns", "raises", "[returns, raises]"};
    char *text = sample->text;
    size_t size = sizeof sample->text;
    bool is_pool = brute_chance(random, 50);
    bool waits = sample->is_scope && sample->design.flaw == ENTERS_LATER;
    size_t at = (size_t)snprintf(text, size, "scope: {%s: [", is_pool ? "pool" : "stack");
    for (unsigned i = 0; i < managers; i++) {
        at += (size_t)snprintf(text + at, size - at, "%s%s%u", i > 0 ? ", " : "",
                               i < sample->machine_count ? "c" : "m", i);
    }
    bool wait_all = is_pool && brute_chance(random, 40);
    at += (size_t)snprintf(text + at, size - at, "]%s}\n", wait_all ? ", enter: wait-all" : "");
    at += (size_t)snprintf(text + at, size - at, "body: {ends: %s, steps: %u}\n",
                           pick_word(random, bodies, 3), brute_below(random, 3));
    if (sample->programs[0].flaw == KEEPS_ALL || brute_chance(random, 50)) {
        at += (size_t)snprintf(text + at, size - at, "faults: {memory: anywhere}\n");
    }
    if (sample->machine_count < managers) {
        at += (size_t)snprintf(text + at, size - at, "managers:\n");
    }
    for (unsigned i = sample->machine_count; i < managers; i++) {
        at = write_actor(random, text, size, at, i, waits);
    }
}

/* Makes a counter of a flaw in memory that belongs to no world and that all processes share. */
static unsigned *new_counter(void)
{
    unsigned *counter =
        mmap(NULL, sizeof *counter, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (counter == MAP_FAILED) {
        abort();
    }
    return counter;
}

static void make_sample(struct sample *sample, bool is_scope, uint64_t seed, unsigned index,
                        unsigned attempt)
{
    struct brute_random random = brute_random_of(seed ^ (is_scope ? 0x73636f7065 : 0), index);
    random.state += attempt;
    random.state = brute_next(&random);
    *sample = (struct sample){.is_scope = is_scope,
                              .is_planted = index % PLANTED_EVERY == 0,
                              .cancels = brute_below(&random, 2)};
    unsigned managers = 1 + brute_below(&random, MANAGERS_MAX);
    unsigned bug = index / PLANTED_EVERY;
    unsigned *bitten = new_counter();
    unsigned period = 1 + brute_below(&random, 6);
    sample->machine_count = 1 + brute_below(&random, managers);
    if (is_scope) {
        sample->design = random_design(&random);
        sample->design.bitten = bitten;
        sample->design.period = period;
        sample->machine_count = brute_below(&random, managers + 1);
        if (sample->is_planted) {
            sample->design.flaw = (scope_flaw)(1 + bug % (SCOPE_FLAWS - 1));
        }
        if (sample->design.flaw == ENTERS_LATER) {
            sample->machine_count = 0;
        }
    }
    for (unsigned i = 0; i < sample->machine_count; i++) {
        sample->programs[i] = random_program(&random);
        sample->programs[i].bitten = bitten;
    }
    if (!is_scope && sample->is_planted) {
        plant(&sample->programs[0], (flaw)(1 + bug % (FLAWS - 1)), period);
    }
    write_scenario(&random, sample, managers);
}

static unsigned *bitten_of(const struct sample *sample)
{
    return sample->is_scope ? sample->design.bitten : sample->programs[0].bitten;
}

/* --- exploring -------------------------------------------------------------------------------- */

enum mode { RUNNING, STATES, STATES_UNREDUCED, STATES_WITH_WORKERS, MODES };

static const char *mode_word(enum mode mode)
{
    static const char *const words[MODES] = {"running", "states", "states, unreduced",
                                             "states, two workers"};
    return words[mode];
}

static exeunt_check_result *explore(struct sample *sample, enum mode mode)
{
    exeunt_check_config config = {
        .name = "foreign",
        .scenario = sample->text,
        .cancels = sample->cancels,
        .runs_max = mode == RUNNING ? RUNS_MAX : 0,
        .snapshots = mode != RUNNING,
        .no_reduction = mode == STATES_UNREDUCED,
        .workers = mode == STATES_WITH_WORKERS ? WORKERS : 1,
    };
    static const char *const names[MANAGERS_MAX] = {"c0", "c1", "c2"};
    for (unsigned i = 0; i < sample->machine_count; i++) {
        config.managers[i] = (exeunt_check_manager){names[i], make_machine, &sample->programs[i]};
    }
    if (sample->is_scope) {
        config.implementation = engine_of(&sample->design);
    }
    return exeunt_check(&config);
}

/* --- judging ---------------------------------------------------------------------------------- */

static bool counts_outside(const struct sample *sample)
{
    return sample->is_scope ? sample->design.flaw >= FORGETS_ONE_BY_STATIC
                            : sample->programs[0].flaw >= FORGETS_BY_STATIC;
}

/* Returns whether the planted bug may cause this violation. */
static bool is_fitting(const struct sample *sample, const exeunt_violation *violation)
{
    bool differs = strcmp(violation->rule, "M9") == 0;
    if (differs) {
        return counts_outside(sample);
    }
    if (violation->blame == NULL) {
        return false;
    }
    if (sample->is_scope) {
        return violation->rule[0] == 'X' && strcmp(violation->blame, "scope") == 0;
    }
    bool is_of_rule = sample->programs[0].flaw == REFUTES ? strcmp(violation->rule, "U1") == 0
                                                          : strcmp(violation->rule, "M3") == 0 ||
                                                                strcmp(violation->rule, "M4") == 0;
    return is_of_rule && strcmp(violation->blame, "c0") == 0;
}

/* Returns NULL, or what is wrong. */
static const char *judge(const struct sample *sample, const exeunt_check_result *result)
{
    bool has_bitten = *bitten_of(sample) > 0;
    if (result == NULL) {
        return "out of memory";
    }
    if (result->verdict == EXEUNT_VERDICT_INVALID) {
        return "it is invalid";
    }
    for (size_t i = 0; i < result->violation_count; i++) {
        if (!has_bitten || !is_fitting(sample, &result->violations[i])) {
            return "somebody is convicted of what was not done";
        }
    }
    if (has_bitten && result->violation_count == 0) {
        return "the bug has bitten and is not found";
    }
    return NULL;
}

static const char *compare(const exeunt_check_result *one, const exeunt_check_result *other)
{
    if (one->verdict != other->verdict) {
        return "the verdicts of two modes differ";
    }
    if (one->violation_count > 0) {
        return NULL; /* after a breach, the results are not compared */
    }
    bool same = one->outcome_count == other->outcome_count;
    for (size_t i = 0; same && i < one->outcome_count; i++) {
        same = strcmp(one->outcomes[i], other->outcomes[i]) == 0;
    }
    return same ? NULL : "the outcomes of two modes differ";
}

static const char *flaw_of(const struct sample *sample)
{
    return sample->is_scope ? scope_flaw_word(sample->design.flaw)
                            : flaw_word(sample->programs[0].flaw);
}

static void report(const struct sample *sample, unsigned index, const char *why, enum mode mode,
                   const exeunt_check_result *result, struct totals *totals)
{
    totals->different += 1;
    printf("--- %s %u (%s), by %s: %s\n", sample->is_scope ? "scope" : "manager", index,
           flaw_of(sample), mode_word(mode), why);
    if (totals->different <= SHOWN_IN_FULL_MAX) {
        printf("%scancels: %u\n", sample->text, sample->cancels);
        exeunt_check_print(result, stdout);
    }
    fflush(stdout);
}

/* Explores a sample in every mode. Returns false if it is too large. */
static bool judge_in_every_mode(struct sample *sample, unsigned index, struct totals *totals)
{
    exeunt_check_result *first = NULL;
    const char *why = NULL;
    unsigned bites = 0;
    for (int mode = 0; mode < MODES && why == NULL; mode++) {
        *bitten_of(sample) = 0;
        exeunt_check_result *result = explore(sample, (enum mode)mode);
        if (mode == RUNNING && result != NULL && result->runs >= RUNS_MAX) {
            exeunt_check_free(result);
            return false;
        }
        bites += *bitten_of(sample);
        why = judge(sample, result);
        why =
            why == NULL && first != NULL && !counts_outside(sample) ? compare(first, result) : why;
        if (why != NULL) {
            report(sample, index, why, (enum mode)mode, result, totals);
        }
        if (first == NULL) {
            first = result;
        } else {
            exeunt_check_free(result);
        }
    }
    totals->compared += 1;
    totals->planted += sample->is_planted ? 1 : 0;
    totals->bitten += bites > 0 ? 1 : 0;
    totals->convicted += bites > 0 && why == NULL ? 1 : 0;
    exeunt_check_free(first);
    return true;
}

static void judge_one(bool is_scope, const struct options *options, unsigned index,
                      struct totals *totals)
{
    for (unsigned attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
        struct sample sample;
        make_sample(&sample, is_scope, options->seed, index, attempt);
        unsigned *counter = bitten_of(&sample);
        bool is_judged = judge_in_every_mode(&sample, index, totals);
        munmap(counter, sizeof *counter);
        if (is_judged) {
            return;
        }
        totals->too_large += 1;
    }
}

static struct totals judge_all(bool is_scope, const struct options *options)
{
    struct totals totals = {.compared = 0};
    for (unsigned i = 0; i < options->count; i++) {
        judge_one(is_scope, options, options->first + i, &totals);
    }
    printf(
        "%u %s compared in %d modes: %u with a bug, %u of them bitten, %u convicted; %u were too "
        "large, %u differ\n",
        totals.compared, is_scope ? "scopes" : "managers", MODES, totals.planted, totals.bitten,
        totals.convicted, totals.too_large, totals.different);
    return totals;
}

/* --- the command line ------------------------------------------------------------------------- */

static struct options read_options(int argc, char **argv)
{
    static const struct option known[] = {
        {"count", required_argument, NULL, 'c'},
        {"first", required_argument, NULL, 'f'},
        {"seed", required_argument, NULL, 's'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    struct options options = {.count = 100, .seed = 1};
    int option;
    while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
        switch (option) {
        case 'c':
            options.count = (unsigned)brute_number(usage, optarg, INT32_MAX);
            break;
        case 'f':
            options.first = (unsigned)brute_number(usage, optarg, INT32_MAX);
            break;
        case 's':
            options.seed = brute_number(usage, optarg, UINT64_MAX);
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

int main(int argc, char **argv)
{
    struct options options = read_options(argc, argv);
    struct totals managers = judge_all(false, &options);
    struct totals scopes = judge_all(true, &options);
    return managers.different + scopes.different > 0 ? BRUTE_EXIT_DIFFERENT : EXIT_SUCCESS;
}
