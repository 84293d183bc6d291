/* Compares the brute force with what is known without it, where there are tasks. */
#include "enumerate.h"

#include <criterion/criterion.h>

enum { RUNS_MAX = 1000000 };

static uint64_t choose(uint64_t n, uint64_t m)
{
    return m == 0 ? 1 : choose(n - 1, m - 1) * n / m;
}

static int add_manager(struct brute_scenario *scenario, int scope, const char *name)
{
    return brute_scenario_add(scenario, scope, BRUTE_MANAGER, name);
}

/* Each task enters something of its own, and then one lock. */
static void make_workers(struct brute_scenario *scenario, unsigned count, unsigned steps)
{
    static const char *const name[] = {"a", "b", "c"};
    int lock = BRUTE_NOBODY;
    brute_scenario_init_tasks(scenario);
    for (unsigned i = 0; i < count; i++) {
        int scope = brute_scenario_add_task(scenario, BRUTE_STACK);
        int own = add_manager(scenario, scope, name[i]);
        scenario->node[own].exit.steps = steps;
        if (lock == BRUTE_NOBODY) {
            lock = add_manager(scenario, scope, "lock");
        } else {
            brute_scenario_add_handle(scenario, scope, lock);
        }
    }
    scenario->node[lock].tokens = 1;
}

/* They come to the lock in n! orders; what then happens in it comes in one chain, of three moments
 * for each: n! / (3n+1) * binomial(4n, n). */
Test(tasks, workers_on_one_lock)
{
    static const uint64_t factorial[] = {1, 1, 2, 6};
    for (unsigned n = 2; n <= 3; n++) {
        struct brute_scenario scenario;
        struct brute_tally tally;
        make_workers(&scenario, n, 0);
        cr_assert(brute_enumerate(&scenario, RUNS_MAX, &tally));
        cr_expect_eq(tally.interleavings, factorial[n] * choose(4 * n, n) / (3 * n + 1));
        cr_expect_eq(tally.outcome_count, 1);
        cr_expect_str_eq(tally.outcomes[0],
                         n == 2 ? "w1 returns, w2 returns" : "w1 returns, w2 returns, w3 returns");
        brute_tally_free(&tally);
    }
}

/* Without tokens, two tasks of four steps each: 8 over 4. */
Test(tasks, tasks_that_need_not_wait_are_interleaved_in_every_way)
{
    struct brute_scenario scenario;
    struct brute_tally tally;
    make_workers(&scenario, 2, 0);
    scenario.node[scenario.node[2].first].tokens = 2;
    cr_assert(brute_enumerate(&scenario, RUNS_MAX, &tally));
    cr_expect_eq(tally.interleavings, choose(8, 4));
    brute_tally_free(&tally);
}

static void make_two_locks(struct brute_scenario *scenario, bool in_two_orders)
{
    brute_scenario_init_tasks(scenario);
    int w1 = brute_scenario_add_task(scenario, BRUTE_STACK);
    int north = add_manager(scenario, w1, "north");
    int south = add_manager(scenario, w1, "south");
    int w2 = brute_scenario_add_task(scenario, BRUTE_STACK);
    brute_scenario_add_handle(scenario, w2, in_two_orders ? south : north);
    brute_scenario_add_handle(scenario, w2, in_two_orders ? north : south);
    scenario->node[north].tokens = 1;
    scenario->node[south].tokens = 1;
}

Test(tasks, a_circle_is_the_breach_of_no_manager)
{
    struct brute_scenario scenario;
    struct brute_tally tally;
    make_two_locks(&scenario, true);
    cr_assert(brute_enumerate(&scenario, RUNS_MAX, &tally));
    cr_expect(tally.broken[BRUTE_X9]);
    cr_expect_not(tally.broken[BRUTE_M2]);
    brute_tally_free(&tally);
    make_two_locks(&scenario, false);
    cr_assert(brute_enumerate(&scenario, RUNS_MAX, &tally));
    cr_expect_not(brute_tally_has_any(&tally));
    brute_tally_free(&tally);
}

/* What counts is what the holder waits for: its body, or an exit of its own. */
Test(tasks, who_waits_for_a_holder_is_not_to_blame)
{
    struct brute_scenario scenario;
    struct brute_tally tally;
    make_workers(&scenario, 2, 1);
    scenario.task[0].body.results = BRUTE_HANGS;
    cr_assert(brute_enumerate(&scenario, RUNS_MAX, &tally));
    cr_expect(tally.broken[BRUTE_X9]);
    cr_expect_not(tally.broken[BRUTE_M2]);
    brute_tally_free(&tally);
    make_workers(&scenario, 2, 1);
    scenario.node[scenario.node[2].first].exit.results = BRUTE_HANGS;
    cr_assert(brute_enumerate(&scenario, RUNS_MAX, &tally));
    cr_expect(tally.broken[BRUTE_M2]);
    cr_expect_not(tally.broken[BRUTE_X9]);
    brute_tally_free(&tally);
}
