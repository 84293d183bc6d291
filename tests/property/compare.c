/* property-compare: compares the command with the brute force on generated scenarios. */
#include "arguments.h"
#include "generate.h"
#include "results.h"
#include "workplace.h"
#include "write.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>

enum { SHOWN_IN_FULL_MAX = 3, COUNT_MAX = 99999 };

static const char usage[] =
    "property-compare --exeunt PATH [--count N] [--seed S] [--tasks]\n"
    "property-compare --print I [--seed S] [--tasks]\n"
    "\n"
    "Compares the outcomes, the number of interleavings and the hangs that `exeunt check` finds in "
    "N\n"
    "generated scenarios (default 40) with a brute-force enumeration; or prints scenario I and "
    "what\n"
    "the brute force finds in it. Exit status 1 if anything differs; the files then stay.\n"
    "\n"
    "  property-compare --exeunt build/release/exeunt --count 200 --seed 7\n";

struct options {
    const char *exeunt;
    unsigned count;
    uint64_t seed;
    bool with_tasks;
    bool prints;
    unsigned printed;
};

struct sample {
    unsigned count;
    struct brute_scenario *scenarios;
    struct brute_tally *tallies;
};

static struct options read_options(int argc, char **argv)
{
    static const struct option known[] = {
        {"exeunt", required_argument, NULL, 'e'},
        {"count", required_argument, NULL, 'c'},
        {"seed", required_argument, NULL, 's'},
        {"print", required_argument, NULL, 'p'},
        {"tasks", no_argument, NULL, 't'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    struct options options = {.count = 40, .seed = 1};
    int option;
    while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
        switch (option) {
        case 'e':
            options.exeunt = optarg;
            break;
        case 'c':
            options.count = (unsigned)brute_number(usage, optarg, COUNT_MAX);
            break;
        case 's':
            options.seed = brute_number(usage, optarg, UINT64_MAX);
            break;
        case 'p':
            options.prints = true;
            options.printed = (unsigned)brute_number(usage, optarg, COUNT_MAX);
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
    if (optind < argc || (options.exeunt == NULL && !options.prints)) {
        brute_refuse(usage, "give --exeunt PATH or --print I, and nothing else");
    }
    return options;
}

static void print_generated(const struct options *options)
{
    struct brute_scenario scenario;
    struct brute_tally tally;
    brute_generate(options->seed, options->printed, options->with_tasks, &scenario, &tally);
    brute_write(&scenario, stdout);
    puts("# brute force:");
    brute_results_print_tally(&tally, stdout);
    brute_tally_free(&tally);
}

static struct sample make_sample(const struct options *options)
{
    unsigned count = options->count;
    struct sample sample = {
        .count = count,
        .scenarios = calloc(count, sizeof *sample.scenarios),
        .tallies = calloc(count, sizeof *sample.tallies),
    };
    if (count > 0 && (sample.scenarios == NULL || sample.tallies == NULL)) {
        brute_refuse(usage, "not enough memory");
    }
    for (unsigned i = 0; i < count; i++) {
        brute_generate(options->seed, i, options->with_tasks, &sample.scenarios[i],
                       &sample.tallies[i]);
    }
    return sample;
}

static void free_sample(struct sample *sample)
{
    for (unsigned i = 0; i < sample->count; i++) {
        brute_tally_free(&sample->tallies[i]);
    }
    free(sample->tallies);
    free(sample->scenarios);
}

static void print_difference(const struct brute_scenario *scenario, const struct brute_tally *tally,
                             const struct brute_results *results)
{
    printf("--- %s\n", scenario->title);
    brute_write(scenario, stdout);
    puts("brute force:");
    brute_results_print_tally(tally, stdout);
    puts("exeunt:");
    brute_results_print(results, scenario->title, stdout);
    puts("");
}

static unsigned compare_sample(const struct sample *sample, const struct brute_results *results)
{
    unsigned different = 0;
    for (unsigned i = 0; i < sample->count; i++) {
        const struct brute_scenario *scenario = &sample->scenarios[i];
        if (brute_results_agree(results, scenario->title, &sample->tallies[i])) {
            continue;
        }
        if (different++ < SHOWN_IN_FULL_MAX) {
            print_difference(scenario, &sample->tallies[i], results);
        } else {
            printf("--- %s differs too: --print %u\n", scenario->title, i);
        }
    }
    return different;
}

static int compare(const struct options *options)
{
    struct brute_workplace place;
    struct sample sample = make_sample(options);
    brute_workplace_make(&place);
    brute_workplace_write(&place, sample.scenarios, sample.count);
    brute_workplace_check(&place, options->exeunt);
    struct brute_results *results = brute_results_read(place.results);
    if (results == NULL) {
        free_sample(&sample);
        return BRUTE_EXIT_UNUSABLE;
    }
    unsigned different = compare_sample(&sample, results);
    if (different > 0) {
        printf("scenarios, reports and output: %s\n", place.folder);
    } else {
        brute_workplace_remove(&place);
    }
    printf("%u compared, %u differ\n", sample.count, different);
    brute_results_free(results);
    free_sample(&sample);
    return different > 0 ? BRUTE_EXIT_DIFFERENT : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    struct options options = read_options(argc, argv);
    if (options.prints) {
        print_generated(&options);
        return EXIT_SUCCESS;
    }
    return compare(&options);
}
