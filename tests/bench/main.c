#include "bench.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

double bench_now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double show_pairs(uint32_t managers, uint32_t rounds)
{
    static const char *const names[] = {"bare function pointers", "stack", "pool"};
    double bare_s = 0;
    printf("enter + exit pairs, %" PRIu32 " managers that settle inside the call\n", managers);
    for (int holder = BENCH_FUNCTION_POINTERS; holder <= BENCH_POOL; holder++) {
        double pair_s = bench_pair_s((bench_holder)holder, managers, rounds);
        bare_s = holder == BENCH_FUNCTION_POINTERS ? pair_s : bare_s;
        printf("  %-24s %9.1f million pairs/s %9.1f ns a pair   ratio %.1f\n", names[holder],
               1e-6 / pair_s, 1e9 * pair_s, pair_s / bare_s);
    }
    return bare_s;
}

static bench_exploration fastest_of(uint32_t rounds)
{
    bench_exploration fastest = bench_explore();
    for (uint32_t i = 1; i < rounds; i++) {
        bench_exploration next = bench_explore();
        fastest = next.seconds < fastest.seconds ? next : fastest;
    }
    return fastest;
}

static void show_runs(uint32_t rounds, double bare_s)
{
    bench_exploration found = fastest_of(rounds);
    double run_s = found.seconds / (double)found.runs;
    double step_s = found.seconds / (double)found.steps;
    printf("depth-first by running again, W(3,2): %" PRIu64 " runs, %" PRIu64 " steps\n",
           found.runs, found.steps);
    printf("  %-24s %9.1f thousand runs/s %9.1f us a run    ratio %.0f bare pairs\n", "runs",
           1e-3 / run_s, 1e6 * run_s, run_s / bare_s);
    printf("  %-24s %9.1f million steps/s %9.1f ns a step   ratio %.0f bare pairs\n", "steps",
           1e-6 / step_s, 1e9 * step_s, step_s / bare_s);
}

static int usage(const char *program)
{
    fprintf(stderr,
            "usage: %s [--quick | --explore]\n"
            "  --quick    one small round: shows only that it runs\n"
            "  --explore  explores W(3,2) once and prints nothing but its runs (callgrind.sh)\n",
            program);
    return 2;
}

int main(int argc, char **argv)
{
    bool quick = argc == 2 && strcmp(argv[1], "--quick") == 0;
    if (argc == 2 && strcmp(argv[1], "--explore") == 0) {
        printf("%" PRIu64 "\n", bench_explore().runs);
        return 0;
    }
    if (argc > 1 && !quick) {
        return usage(argv[0]);
    }
    double bare_s = show_pairs(quick ? 100 : 1000, quick ? 2 : 2000);
    if (!quick) {
        show_pairs(100000, 50);
    }
    show_runs(quick ? 1 : 10, bare_s);
    printf("the world of W(8,4): %zu bytes\n", bench_world_bytes());
    return 0;
}
