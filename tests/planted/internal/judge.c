/* Explores one scenario and prints its verdict: the program into which faults.sh plants faults.
 *
 *     judge-planted states|running|workers scenario.yaml */
#include "checker/checker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_SIZE_MAX = 1 << 16, WORKERS = 2 };

static exn_flight flight;

static void refuse(void *file, exn_place place, const char *message)
{
    fprintf(stderr, "%s:%u:%u: %s\n", (const char *)file, place.line, place.column, message);
    exit(2);
}

static exn_scenario *read_scenario(char *path)
{
    static char text[FILE_SIZE_MAX];
    FILE *file = fopen(path, "rb");
    size_t length = file == NULL ? 0 : fread(text, 1, sizeof text, file);
    if (file == NULL || ferror(file)) {
        fprintf(stderr, "%s: cannot be read\n", path);
        exit(2);
    }
    fclose(file);
    return exn_scenario_read(path, text, length, refuse, path);
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fputs("usage: judge-planted states|running|workers scenario.yaml\n", stderr);
        return 2;
    }
    exn_explore_options options = {.flight = &flight,
                                   .no_snapshots = strcmp(argv[1], "running") == 0,
                                   .no_reduction = strcmp(argv[1], "workers") == 0,
                                   .workers = strcmp(argv[1], "workers") == 0 ? WORKERS : 1};
    exn_scenario *scenario = read_scenario(argv[2]);
    exn_result *result = exn_explore(scenario, &options);
    printf("%s\n", exn_verdict_word(result->verdict));
    for (size_t i = 0; i < result->complaint_count; i++) {
        printf("  %s\n", result->complaints[i].message);
    }
    for (size_t i = 0; i < result->violation_count; i++) {
        printf("  %s: %s\n", result->violations[i].rule, result->violations[i].message);
    }
    exn_result_free(result);
    exn_scenario_free(scenario);
    return 0;
}
