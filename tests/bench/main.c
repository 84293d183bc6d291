/* The benchmark: prints the table, or explores one work. */
#include "bench.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

double bench_now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void show_pairs(uint32_t managers, uint32_t rounds)
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
}

static int usage(const char *program)
{
    fprintf(stderr,
            "usage: %s [--quick | --explore WAY WORK N K [WORKERS]]\n"
            "  --quick    one small round: shows only that it runs\n"
            "  --explore  explores W(N,K) or WF(N,K) once and prints how many states, transitions\n"
            "             and runs there were, and the seconds (spin.sh, callgrind.sh); WAY is\n"
            "             reduced, unreduced or again: each run from the beginning; one worker,\n"
            "             unless their number is given\n",
            program);
    return 2;
}

/* Returns a decimal number from 1 to 99, or 0 if the text is none. */
static uint32_t read_number(const char *text)
{
    size_t length = strspn(text, "0123456789");
    return text[length] == '\0' && length < 3 ? (uint32_t)strtoul(text, NULL, 10) : 0;
}

static int explore(const char *program, char **words, bool has_workers)
{
    bench_way way = {.workers = has_workers ? read_number(words[4]) : 1,
                     .reduced = strcmp(words[0], "reduced") == 0,
                     .runs_again = strcmp(words[0], "again") == 0};
    bench_work work = {.fails = strcmp(words[1], "WF") == 0,
                       .managers = read_number(words[2]),
                       .steps = read_number(words[3])};
    bool known_way = way.reduced || way.runs_again || strcmp(words[0], "unreduced") == 0;
    bool known_work = work.fails || strcmp(words[1], "W") == 0;
    if (!known_way || !known_work || work.managers == 0 || work.steps == 0 || way.workers == 0) {
        return usage(program);
    }
    bench_search found = bench_search_once(work, way);
    printf("%" PRIu64 " %" PRIu64 " %" PRIu64 " %.6f\n", found.states, found.transitions,
           found.runs, found.seconds);
    return 0;
}

int main(int argc, char **argv)
{
    bool quick = argc == 2 && strcmp(argv[1], "--quick") == 0;
    if ((argc == 6 || argc == 7) && strcmp(argv[1], "--explore") == 0) {
        return explore(argv[0], argv + 2, argc == 7);
    }
    if (argc > 1 && !quick) {
        return usage(argv[0]);
    }
    show_pairs(quick ? 100 : 1000, quick ? 2 : 2000);
    if (!quick) {
        show_pairs(100000, 50);
    }
    bench_show_table(quick ? 1 : 5, quick);
    return 0;
}
