/* Compares the brute force with what is known without it: closed formulas for the canonical works,
 * and cases small enough to count by hand. */
#include "enumerate.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

enum { RUNS_MAX = 1000000 };

static const unsigned enters_or_fails = BRUTE_SUCCEEDS | BRUTE_FAILS;
static const unsigned exits_any_way = BRUTE_SUCCEEDS | BRUTE_SUPPRESSES | BRUTE_FAILS;

/* I(m) = (mk)! / (k!)^m: the ways to interleave m sequences of k steps. */
static uint64_t interleavings_of(uint64_t m, uint64_t k)
{
    uint64_t ways = 1;
    for (uint64_t i = 1; i <= m * k; i++) {
        ways *= i; /* at most 8! here */
    }
    for (uint64_t i = 0; i < m; i++) {
        for (uint64_t j = 1; j <= k; j++) {
            ways /= j;
        }
    }
    return ways;
}

static uint64_t power(uint64_t base, uint64_t exponent)
{
    return exponent == 0 ? 1 : base * power(base, exponent - 1);
}

static uint64_t choose(uint64_t n, uint64_t m)
{
    return m == 0 ? 1 : choose(n - 1, m - 1) * n / m;
}

/* W(N,k): no faults. */
static uint64_t expected_without_faults(uint64_t n, uint64_t k)
{
    return interleavings_of(n, k) * interleavings_of(n, k);
}

/* WF(N,k): wait-all, every fault. */
static uint64_t expected_with_faults(uint64_t n, uint64_t k)
{
    uint64_t rollbacks = 0;
    for (uint64_t m = 0; m < n; m++) {
        rollbacks += choose(n, m) * interleavings_of(m, k) * power(3, m);
    }
    uint64_t closings = interleavings_of(n, k) * (power(2, n) + power(3, n));
    return interleavings_of(n, k) * (closings + rollbacks);
}

static int add_manager(struct brute_scenario *scenario, int scope, const char *name)
{
    return brute_scenario_add(scenario, scope, BRUTE_MANAGER, name);
}

static void set_results(struct brute_scenario *scenario, int node, unsigned enter, unsigned exit)
{
    scenario->node[node].enter.results = enter;
    scenario->node[node].exit.results = exit;
}

static void set_steps(struct brute_scenario *scenario, int node, unsigned steps)
{
    scenario->node[node].enter.steps = steps;
    scenario->node[node].exit.steps = steps;
}

static void make_canonical(struct brute_scenario *scenario, unsigned n, unsigned k, bool faults)
{
    static const char *const name[] = {"vm1", "vm2", "vm3", "vm4"};
    brute_scenario_init(scenario, BRUTE_POOL);
    for (unsigned i = 0; i < n; i++) {
        int node = add_manager(scenario, BRUTE_OUTERMOST, name[i]);
        set_steps(scenario, node, k);
        if (faults) {
            set_results(scenario, node, enters_or_fails, exits_any_way);
        }
    }
    if (faults) {
        scenario->node[BRUTE_OUTERMOST].wait_all = true;
        scenario->task[0].body.results = BRUTE_SUCCEEDS | BRUTE_FAILS;
    }
}

/* Expects the number of runs and the outcomes, joined by "; ". */
static void expect(const struct brute_scenario *scenario, uint64_t interleavings,
                   const char *outcomes)
{
    struct brute_tally tally;
    char joined[4096] = "";
    cr_assert(brute_enumerate(scenario, RUNS_MAX, &tally), "more than %d runs", RUNS_MAX);
    for (size_t i = 0; i < tally.outcome_count; i++) {
        size_t used = strlen(joined);
        snprintf(joined + used, sizeof joined - used, "%s%s", i > 0 ? "; " : "", tally.outcomes[i]);
    }
    uint64_t counted = tally.interleavings;
    brute_tally_free(&tally);
    cr_expect_eq(counted, interleavings, "%llu runs in place of %llu", (unsigned long long)counted,
                 (unsigned long long)interleavings);
    cr_expect_str_eq(joined, outcomes, "%s\nin place of\n%s", joined, outcomes);
}

static uint64_t count(unsigned n, unsigned k, bool faults)
{
    struct brute_scenario scenario;
    struct brute_tally tally;
    make_canonical(&scenario, n, k, faults);
    cr_assert(brute_enumerate(&scenario, RUNS_MAX, &tally));
    uint64_t interleavings = tally.interleavings;
    brute_tally_free(&tally);
    return interleavings;
}

Test(enumerate, counts_the_canonical_work_without_faults)
{
    static const unsigned work[][2] = {{1, 1}, {1, 2}, {2, 1}, {2, 2}, {3, 1}, {3, 2}, {4, 1}};
    for (size_t i = 0; i < sizeof work / sizeof *work; i++) {
        cr_expect_eq(count(work[i][0], work[i][1], false),
                     expected_without_faults(work[i][0], work[i][1]), "W(%u,%u)", work[i][0],
                     work[i][1]);
    }
    cr_expect_eq(count(3, 2, false), 8100U);
    cr_expect_eq(count(4, 1, false), 576U);
}

Test(enumerate, counts_the_canonical_work_with_faults)
{
    static const unsigned work[][2] = {{1, 1}, {1, 2}, {2, 1}, {2, 2}, {3, 1}, {3, 2}, {4, 1}};
    for (size_t i = 0; i < sizeof work / sizeof *work; i++) {
        cr_expect_eq(count(work[i][0], work[i][1], true),
                     expected_with_faults(work[i][0], work[i][1]), "WF(%u,%u)", work[i][0],
                     work[i][1]);
    }
    cr_expect_eq(count(2, 1, true), 66U);
    cr_expect_eq(count(3, 2, true), 298980U);
}

Test(enumerate, stops_at_its_limit)
{
    struct brute_scenario scenario;
    struct brute_tally tally;
    make_canonical(&scenario, 2, 1, false);
    cr_expect_not(brute_enumerate(&scenario, 3, &tally));
    cr_assert(brute_enumerate(&scenario, 4, &tally));
    brute_tally_free(&tally);
}

Test(enumerate, pool_of_none_returns_what_its_body_does)
{
    struct brute_scenario scenario;
    brute_scenario_init(&scenario, BRUTE_POOL);
    scenario.task[0].body.results = BRUTE_SUCCEEDS | BRUTE_FAILS;
    expect(&scenario, 2, "raises body; returns");
}

Test(enumerate, stack_chains_the_errors_of_its_exits_newest_first)
{
    struct brute_scenario scenario;
    brute_scenario_init(&scenario, BRUTE_STACK);
    set_results(&scenario, add_manager(&scenario, 0, "a"), BRUTE_SUCCEEDS, BRUTE_FAILS);
    set_results(&scenario, add_manager(&scenario, 0, "b"), BRUTE_SUCCEEDS, BRUTE_FAILS);
    scenario.task[0].body.results = BRUTE_FAILS;
    expect(&scenario, 1, "raises [a.exit, b.exit, body]");
}

/* b exits with the body's error, or suppresses it; then a receives the error, or no cause. */
Test(enumerate, stack_tells_the_outer_exit_what_propagates)
{
    struct brute_scenario scenario;
    brute_scenario_init(&scenario, BRUTE_STACK);
    set_results(&scenario, add_manager(&scenario, 0, "a"), BRUTE_SUCCEEDS,
                BRUTE_SUCCEEDS | BRUTE_SUPPRESSES);
    set_results(&scenario, add_manager(&scenario, 0, "b"), BRUTE_SUCCEEDS, exits_any_way);
    scenario.task[0].body.results = BRUTE_FAILS;
    /* b exits: a in two ways; b suppresses: a in one; b fails: a in two. */
    expect(&scenario, 5, "raises [b.exit, body]; raises body; suppressed");
}

Test(enumerate, stack_may_suppress_a_failed_enter_and_a_pool_may_not)
{
    for (int pool = 0; pool < 2; pool++) {
        struct brute_scenario scenario;
        brute_scenario_init(&scenario, pool ? BRUTE_POOL : BRUTE_STACK);
        set_results(&scenario, add_manager(&scenario, 0, "a"), BRUTE_SUCCEEDS, BRUTE_SUPPRESSES);
        set_results(&scenario, add_manager(&scenario, 0, "b"), BRUTE_FAILS, BRUTE_SUCCEEDS);
        /* The pool: either enter may settle first, and a may be asked to stop and obey. */
        expect(&scenario, pool ? 3 : 1, pool ? "raises b.enter" : "suppressed");
    }
}

Test(enumerate, pool_tells_errors_in_manager_order_behind_the_first_in_time)
{
    struct brute_scenario scenario;
    brute_scenario_init(&scenario, BRUTE_POOL);
    scenario.node[BRUTE_OUTERMOST].wait_all = true;
    set_results(&scenario, add_manager(&scenario, 0, "a"), BRUTE_FAILS, BRUTE_SUCCEEDS);
    set_results(&scenario, add_manager(&scenario, 0, "b"), BRUTE_SUCCEEDS, BRUTE_FAILS);
    set_results(&scenario, add_manager(&scenario, 0, "c"), BRUTE_FAILS, BRUTE_SUCCEEDS);
    expect(&scenario, 6, "raises [a.enter, b.exit, c.enter]; raises [c.enter, a.enter, b.exit]");
}

/* With one manager of one step: before the start; while it enters, and then it enters or stops; at
 * once after its enter; in the body, which then returns or stops; while it exits; never. */
Test(enumerate, cancel_comes_at_every_moment)
{
    for (int pool = 0; pool < 2; pool++) {
        struct brute_scenario scenario;
        brute_scenario_init(&scenario, pool ? BRUTE_POOL : BRUTE_STACK);
        add_manager(&scenario, 0, "a");
        scenario.cancel_anywhere = true;
        expect(&scenario, 1 + 2 + 1 + 2 + 1 + 1, "canceled; returns");
    }
}

/* Inner steps that are left do not keep a canceled operation from stopping. Of two steps, a request
 * before the first allows stop, step-stop and step-enter; one before the second allows stop and
 * enter. */
Test(enumerate, a_canceled_enter_stops_whatever_steps_are_left)
{
    struct brute_scenario scenario;
    brute_scenario_init(&scenario, BRUTE_POOL);
    int node = add_manager(&scenario, 0, "a");
    set_steps(&scenario, node, 2);
    scenario.node[node].exit.steps = 0;
    scenario.task[0].body.steps = 0;
    scenario.cancel_anywhere = true;
    expect(&scenario, 1 + 3 + 2 + 1 + 1, "canceled; returns");
}

Test(enumerate, exits_are_told_canceled_and_cannot_suppress_that)
{
    struct brute_scenario scenario;
    brute_scenario_init(&scenario, BRUTE_POOL);
    int node = add_manager(&scenario, 0, "a");
    set_steps(&scenario, node, 0);
    scenario.node[node].exit.results = BRUTE_SUCCEEDS | BRUTE_SUPPRESSES;
    scenario.task[0].body.results = BRUTE_FAILS;
    scenario.cancel_anywhere = true;
    /* Before: 1; in the body, which stops: 1, or raises: 2; never: 2. Nothing waits while a
     * exits. */
    expect(&scenario, 6, "canceled; raises body; raises body + canceled; suppressed");
}

Test(enumerate, nested_pool_stands_with_all_its_errors_in_its_place)
{
    struct brute_scenario scenario;
    brute_scenario_init(&scenario, BRUTE_STACK);
    set_results(&scenario, add_manager(&scenario, 0, "a"), BRUTE_SUCCEEDS, BRUTE_FAILS);
    int pool = brute_scenario_add(&scenario, 0, BRUTE_POOL, NULL);
    set_results(&scenario, add_manager(&scenario, pool, "b"), BRUTE_SUCCEEDS, BRUTE_FAILS);
    set_results(&scenario, add_manager(&scenario, pool, "c"), BRUTE_SUCCEEDS, BRUTE_FAILS);
    scenario.task[0].body.results = BRUTE_FAILS;
    expect(&scenario, 4, "raises [a.exit, b.exit, c.exit, body]");
}

/* A nested stack may suppress its cause and then fail: only the failure is left (E6). */
Test(enumerate, nested_stack_may_suppress_its_cause_and_fail)
{
    struct brute_scenario scenario;
    brute_scenario_init(&scenario, BRUTE_POOL);
    int stack = brute_scenario_add(&scenario, 0, BRUTE_STACK, NULL);
    set_results(&scenario, add_manager(&scenario, stack, "a"), BRUTE_SUCCEEDS, BRUTE_FAILS);
    set_results(&scenario, add_manager(&scenario, stack, "b"), BRUTE_SUCCEEDS,
                BRUTE_SUCCEEDS | BRUTE_SUPPRESSES);
    scenario.task[0].body.results = BRUTE_FAILS;
    expect(&scenario, 2, "raises [body, a.exit]; raises a.exit");
}

Test(enumerate, raising_the_bodys_error_again_adds_nothing)
{
    struct brute_scenario scenario;
    brute_scenario_init(&scenario, BRUTE_STACK);
    set_results(&scenario, add_manager(&scenario, 0, "a"), BRUTE_SUCCEEDS, BRUTE_FAILS_WITH_BODY);
    set_results(&scenario, add_manager(&scenario, 0, "b"), BRUTE_SUCCEEDS, exits_any_way);
    scenario.task[0].body.results = BRUTE_FAILS;
    expect(&scenario, 3, "raises [b.exit, body]; raises a.exit; raises body");
}

/* The deadline is due while the manager enters, or in the body, or never. */
Test(enumerate, deadline_stands_behind_all_other_errors)
{
    struct brute_scenario scenario;
    brute_scenario_init(&scenario, BRUTE_STACK);
    scenario.node[BRUTE_OUTERMOST].deadline_ms = 10;
    set_results(&scenario, add_manager(&scenario, 0, "a"), enters_or_fails,
                BRUTE_SUCCEEDS | BRUTE_SUPPRESSES);
    scenario.task[0].body.results = BRUTE_FAILS;
    /* a enters or fails: body raises: 2 exits; body times out: stops 1, raises 2; fails 1 = 6. a
     * times out: enters 1, fails 1, stops 1 = 3. */
    expect(&scenario, 9,
           "raises [a.enter, stack.deadline]; raises [body, stack.deadline]; raises a.enter; "
           "raises body; raises stack.deadline; suppressed");
}

Test(enumerate, a_hang_is_told_from_a_deadlock)
{
    struct brute_scenario scenario;
    struct brute_tally tally;
    brute_scenario_init(&scenario, BRUTE_POOL);
    int a = add_manager(&scenario, 0, "a");
    add_manager(&scenario, 0, "b");
    scenario.node[a].enter.results = BRUTE_HANGS;
    cr_assert(brute_enumerate(&scenario, RUNS_MAX, &tally));
    cr_expect(tally.broken[BRUTE_M2] && !tally.broken[BRUTE_X9]);
    cr_expect_eq(tally.interleavings, 1U);
    cr_expect_eq(tally.outcome_count, 0U);
    brute_tally_free(&tally);

    scenario.node[a].enter.results = BRUTE_SUCCEEDS;
    scenario.task[0].body.results = BRUTE_SUCCEEDS | BRUTE_HANGS;
    cr_assert(brute_enumerate(&scenario, RUNS_MAX, &tally));
    cr_expect(!tally.broken[BRUTE_M2] && tally.broken[BRUTE_X9]);
    cr_expect_eq(tally.interleavings, 2U * (2U + 1U));
    brute_tally_free(&tally);
}

/* Of the eight runs of one manager with a cancel anywhere, one has no request. */
Test(enumerate, a_run_without_the_request_that_is_demanded_is_none)
{
    struct brute_scenario scenario;
    brute_scenario_init(&scenario, BRUTE_POOL);
    int a = add_manager(&scenario, 0, "a");
    scenario.cancel_anywhere = true;
    expect(&scenario, 8, "canceled; returns");
    scenario.cancel_demanded = true;
    expect(&scenario, 7, "canceled");
    scenario.node[a].enter.results = BRUTE_HANGS;
    expect(&scenario, 2, "canceled"); /* before the start; while it enters, and it stops */
}

/* Two exits are in flight together. Of the orders of two exits and the requests to them, those
 * count in which each is asked before it exits: 2 without a request, 3 with either, 6 with both. */
Test(enumerate, exits_are_asked_once_at_most)
{
    struct brute_scenario scenario;
    brute_scenario_init(&scenario, BRUTE_POOL);
    add_manager(&scenario, 0, "a");
    add_manager(&scenario, 0, "b");
    scenario.asks_operations = true;
    expect(&scenario, 2U * (2 + 3 + 3 + 6), "returns");
}

/* In the eight runs with a cancel anywhere it leaks where it could have stopped; asked in its exit
 * it leaks, or exits. */
Test(enumerate, who_leaks_when_asked_breaks_a_rule)
{
    struct brute_scenario scenario;
    struct brute_tally tally;
    brute_scenario_init(&scenario, BRUTE_POOL);
    int a = add_manager(&scenario, 0, "a");
    scenario.node[a].enter.on_cancel = scenario.node[a].exit.on_cancel = BRUTE_LEAKS;
    scenario.cancel_anywhere = true;
    cr_assert(brute_enumerate(&scenario, RUNS_MAX, &tally));
    cr_expect(tally.broken[BRUTE_M3] && !tally.broken[BRUTE_M4] && !tally.broken[BRUTE_M8]);
    cr_expect_eq(tally.interleavings, 8U);
    brute_tally_free(&tally);

    scenario.cancel_anywhere = false;
    scenario.asks_operations = true;
    cr_assert(brute_enumerate(&scenario, RUNS_MAX, &tally));
    cr_expect(!tally.broken[BRUTE_M3] && tally.broken[BRUTE_M4]);
    cr_expect_eq(tally.interleavings, 1U + 2U);
    brute_tally_free(&tally);
}

/* It touches before anything else happens, but a cancel may come at once, unless there has been
 * one. */
Test(enumerate, who_touches_later_breaks_a_rule)
{
    struct brute_scenario scenario;
    struct brute_tally tally;
    brute_scenario_init(&scenario, BRUTE_POOL);
    int a = add_manager(&scenario, 0, "a");
    scenario.node[a].enter.on_cancel = scenario.node[a].exit.on_cancel = BRUTE_TOUCHES;
    scenario.asks_operations = true;
    cr_assert(brute_enumerate(&scenario, RUNS_MAX, &tally));
    cr_expect(tally.broken[BRUTE_M8]);
    cr_expect_eq(tally.interleavings, 1U + 2U);
    cr_expect_eq(tally.outcome_count, 1U);
    brute_tally_free(&tally);
}

static struct brute_event event_of(enum brute_event_kind kind, int node)
{
    return (struct brute_event){.kind = (uint8_t)kind, .node = (uint8_t)node};
}

/* Expects whether some run has `first` without a later `second`, and whether no run has `first`. */
static void expect_whenever(struct brute_scenario *scenario, struct brute_event first,
                            struct brute_event second, bool broken, bool missing)
{
    struct brute_tally tally;
    scenario->expects_later = true;
    scenario->first = first;
    scenario->second = second;
    cr_assert(brute_enumerate(scenario, RUNS_MAX, &tally));
    cr_expect_eq(tally.broken[BRUTE_WHENEVER], broken);
    cr_expect_eq(tally.first_is_missing, missing);
    cr_expect_eq(tally.interleavings, 4U);
    brute_tally_free(&tally);
}

Test(enumerate, what_is_to_follow_follows_in_every_run)
{
    struct brute_scenario scenario;
    brute_scenario_init(&scenario, BRUTE_POOL);
    int a = add_manager(&scenario, 0, "a");
    int b = add_manager(&scenario, 0, "b");
    struct brute_event a_entered = event_of(BRUTE_ENTERED, a);
    struct brute_event a_exited = event_of(BRUTE_EXITED, a);
    struct brute_event b_exited = event_of(BRUTE_EXITED, b);
    struct brute_event raises = event_of(BRUTE_BODY_RAISES, BRUTE_OUTERMOST);
    expect_whenever(&scenario, a_entered, a_exited, false, false);
    expect_whenever(&scenario, a_exited, b_exited, true, false); /* in half of them */
    expect_whenever(&scenario, a_exited, a_entered, true, false);
    expect_whenever(&scenario, a_exited, a_exited, true, false); /* no event is later than itself */
    expect_whenever(&scenario, raises, a_exited, false, true);
    expect_whenever(&scenario, a_exited, event_of(BRUTE_CLOSES, BRUTE_OUTERMOST), false, false);
}

/* The attempt changes nothing and is in each trace; a push that succeeds is another event. */
Test(enumerate, what_is_tried_in_vain_is_refused)
{
    struct brute_scenario scenario;
    brute_scenario_init(&scenario, BRUTE_POOL);
    int a = add_manager(&scenario, 0, "a");
    int b = add_manager(&scenario, 0, "b");
    struct brute_event closes = event_of(BRUTE_CLOSES, BRUTE_OUTERMOST);
    scenario.task[0].attempt = BRUTE_TRIES_TO_ENTER;
    scenario.task[0].attempted = a;
    expect_whenever(&scenario, event_of(BRUTE_CALLS_ENTER_REFUSED, a), closes, false, false);
    expect_whenever(&scenario, event_of(BRUTE_CALLS_ENTER_REFUSED, b), closes, false, true);
    expect_whenever(&scenario, event_of(BRUTE_CALLS_PUSH_REFUSED, a), closes, false, true);
    expect_whenever(&scenario, closes, event_of(BRUTE_CALLS_ENTER_REFUSED, a), true, false);
}

/* Case 62: an operation that hangs until the deadline settles then. */
Test(enumerate, a_deadline_ends_a_hang)
{
    struct brute_scenario scenario;
    brute_scenario_init(&scenario, BRUTE_POOL);
    scenario.node[BRUTE_OUTERMOST].deadline_ms = 10;
    scenario.node[add_manager(&scenario, 0, "a")].enter.results = BRUTE_HANGS;
    expect(&scenario, 1, "raises pool.deadline");
}

/* D1: the last enter is that of the nested scope, and the rollback begins inside its call. So the
 * timer of a's exit is started first, and fires first: a exits by time, after one request or none;
 * c by time after that, or stops at any moment after a request. 1 + 2 + 3 runs without a request to
 * a, 1 + 3 + 6 with one. */
Test(enumerate, a_nested_scope_exits_when_the_call_that_it_settled_in_is_over)
{
    struct brute_scenario scenario;
    brute_scenario_init(&scenario, BRUTE_POOL);
    int a = add_manager(&scenario, 0, "a");
    int b = add_manager(&scenario, 0, "b");
    int c = add_manager(&scenario, brute_scenario_add(&scenario, 0, BRUTE_STACK, ""), "c");
    scenario.node[BRUTE_OUTERMOST].wait_all = true;
    set_steps(&scenario, b, 0);
    set_results(&scenario, b, BRUTE_FAILS, BRUTE_SUCCEEDS);
    scenario.node[a].exit.on_cancel = BRUTE_IGNORES;
    for (int timed = a; timed <= c; timed += c - a) {
        scenario.node[timed].enter.takes_ms = 10;
        scenario.node[timed].exit.takes_ms = 5;
    }
    scenario.asks_operations = true;
    expect(&scenario, 16, "raises b.enter");
}
