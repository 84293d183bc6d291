/* Enumerates all runs by recursion. */
#include "enumerate.h"

#include "run.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct search {
    struct brute_tally tally;
    uint64_t runs_max;
    bool too_many;
    bool first_came; /* the first event of `whenever` has happened */
};

static void explore(struct search *search, const struct brute_run *reached);

/* --- tallies ---------------------------------------------------------------------------------- */

static void record_outcome(struct brute_tally *tally, const char *outcome)
{
    size_t place = 0;
    while (place < tally->outcome_count && strcmp(tally->outcomes[place], outcome) < 0) {
        place++;
    }
    if (place < tally->outcome_count && strcmp(tally->outcomes[place], outcome) == 0) {
        return;
    }
    size_t after = tally->outcome_count - place;
    char **outcomes = realloc(tally->outcomes, (tally->outcome_count + 1) * sizeof *outcomes);
    char *copy = strdup(outcome);
    assert(outcomes != NULL && copy != NULL);
    memmove(outcomes + place + 1, outcomes + place, after * sizeof *outcomes);
    outcomes[place] = copy;
    tally->outcomes = outcomes;
    tally->outcome_count++;
}

void brute_tally_free(struct brute_tally *tally)
{
    for (size_t i = 0; i < tally->outcome_count; i++) {
        free(tally->outcomes[i]);
    }
    free(tally->outcomes);
    memset(tally, 0, sizeof *tally);
}

static void count_run(struct search *search)
{
    search->tally.interleavings++;
    search->too_many = search->tally.interleavings > search->runs_max;
}

static void expect_later(struct search *search, const struct brute_run *run)
{
    const struct brute_scenario *scenario = run->scenario;
    if (!scenario->expects_later) {
        return;
    }
    if (brute_run_shows(run, scenario->first)) {
        search->first_came = true;
    }
    if (!brute_run_keeps_order(run, scenario->first, scenario->second)) {
        search->tally.broken[BRUTE_WHENEVER] = true;
    }
}

static void end_closed(struct search *search, const struct brute_run *run)
{
    expect_later(search, run);
    char outcome[BRUTE_OUTCOME_MAX];
    brute_run_outcome(run, outcome, sizeof outcome);
    record_outcome(&search->tally, outcome);
    count_run(search);
}

static void end_broken(struct search *search, enum brute_rule rule)
{
    search->tally.broken[rule] = true;
    count_run(search);
}

/* Whether a run that ends now counts: it does not without the request that is demanded. */
static bool is_run(const struct brute_run *run)
{
    return run->cancel_spent || !run->scenario->cancel_demanded;
}

/* Ends a run in which nothing more comes: the oldest operation of a manager is to blame (M2); if
 * there is none, the body hangs (X9). */
static void end_hung(struct search *search, const struct brute_run *run)
{
    bool manager_waits = false;
    for (int i = 0; i < run->scenario->node_count; i++) {
        manager_waits = manager_waits || brute_run_in_flight(run, i);
    }
    if (is_run(run)) {
        end_broken(search, manager_waits ? BRUTE_M2 : BRUTE_X9);
    }
}

/* --- what the world may do -------------------------------------------------------------------- */

/* On-cancel results may come in any later step, however many inner steps are left. */
static unsigned results_of_cancel(const struct brute_run *run, int member)
{
    const unsigned answers = BRUTE_STOPS | BRUTE_FAILS | BRUTE_LEAKS | BRUTE_TOUCHES;
    if (!run->member[member].asked && !run->member[member].asked_by_world) {
        return 0;
    }
    unsigned results = brute_run_operation(run, member)->on_cancel & answers;
    if ((results & BRUTE_STOPS) && run->member[member].stage == BRUTE_EXITING) {
        /* An exit that stops has exited. */
        results = (results & ~(unsigned)BRUTE_STOPS) | BRUTE_SUCCEEDS;
    }
    return results;
}

static bool has_inner_step(const struct brute_run *run, int member)
{
    return brute_run_operation(run, member)->takes_ms == 0 && run->member[member].steps_left > 1;
}

/* Returns the results that may be delivered now; equal ones are one alternative. */
static unsigned offered_results(const struct brute_run *run, int member)
{
    unsigned offered = results_of_cancel(run, member);
    if (!has_inner_step(run, member) && brute_run_operation(run, member)->takes_ms == 0) {
        offered |= brute_run_results(run, member);
    }
    return offered;
}

/* Whether the operation may never complete. One that hangs settles after a cancel request, unless
 * it ignores requests. */
static bool may_hang(const struct brute_run *run, int member)
{
    if (has_inner_step(run, member)) {
        return false;
    }
    bool declared = (brute_run_operation(run, member)->results & BRUTE_HANGS) != 0;
    return offered_results(run, member) == 0 || (declared && results_of_cancel(run, member) == 0);
}

/* "Nothing more comes": no timer is pending, and every operation in flight may hang. */
static bool nothing_more_may_come(const struct brute_run *run)
{
    if (brute_run_next_timer(run) != BRUTE_NOBODY) {
        return false;
    }
    for (int member = 0; member < BRUTE_MEMBERS; member++) {
        if (brute_run_in_flight(run, member) && !may_hang(run, member)) {
            return false;
        }
    }
    return true;
}

static bool cancel_may_come(const struct brute_run *run)
{
    return run->scenario->cancel_anywhere && !run->cancel_spent;
}

/* --- alternatives, each on a copy ------------------------------------------------------------- */

static void explore_results(struct search *search, const struct brute_run *run, int member,
                            unsigned results)
{
    for (unsigned result = 1; result <= results; result <<= 1) {
        if (results & result) {
            struct brute_run copy = *run;
            brute_run_settle(&copy, member, (enum brute_result)result);
            explore(search, &copy);
        }
    }
}

static void explore_member(struct search *search, const struct brute_run *run, int member)
{
    if (has_inner_step(run, member)) {
        struct brute_run copy = *run;
        brute_run_step(&copy, member);
        explore(search, &copy);
    }
    explore_results(search, run, member, offered_results(run, member));
}

static void explore_time(struct search *search, const struct brute_run *run)
{
    int node = brute_run_next_timer(run);
    if (node == BRUTE_NOBODY) {
        return;
    }
    struct brute_run copy = *run;
    brute_run_pass_time(&copy);
    if (brute_is_scope(run->scenario, node)) {
        explore(search, &copy);
    } else {
        explore_results(search, &copy, node, brute_run_results(&copy, node));
    }
}

static void explore_cancel(struct search *search, const struct brute_run *run)
{
    if (cancel_may_come(run)) {
        struct brute_run copy = *run;
        brute_run_cancel(&copy);
        explore(search, &copy);
    }
}

static void explore_asking(struct search *search, const struct brute_run *run, int member)
{
    if (brute_run_may_ask(run, member)) {
        struct brute_run copy = *run;
        brute_run_ask(&copy, member);
        explore(search, &copy);
    }
}

static void explore_externals(struct search *search, const struct brute_run *waiting)
{
    struct brute_run run = *waiting;
    run.external_came = true;
    for (int member = 0; member < BRUTE_MEMBERS; member++) {
        if (brute_run_in_flight(&run, member)) {
            explore_member(search, &run, member);
            explore_asking(search, &run, member);
        }
    }
    explore_time(search, &run);
    explore_cancel(search, &run);
    if (nothing_more_may_come(&run)) {
        end_hung(search, &run);
    }
}

/* The body is posted. A cancel may come at once after the external that completed the last enter;
 * without an external there is no such moment (D3). */
static void explore_body_begins(struct search *search, const struct brute_run *run)
{
    if (run->external_came) {
        explore_cancel(search, run);
    }
    struct brute_run copy = *run;
    brute_run_begin_body(&copy);
    explore(search, &copy);
}

/* The callback that touches memory after settling comes before all others. A cancel may come at
 * once, unless the outermost scope has closed. */
static void explore_touch(struct search *search, const struct brute_run *run, bool closed)
{
    if (!closed) {
        explore_cancel(search, run);
    }
    end_broken(search, BRUTE_M8);
}

static void explore(struct search *search, const struct brute_run *reached)
{
    if (search->too_many) {
        return;
    }
    struct brute_run run = *reached;
    enum brute_pause pause = run.breaks == BRUTE_NOBODY ? brute_run_advance(&run) : BRUTE_BROKEN;
    if (pause == BRUTE_CLOSED && !is_run(&run)) {
        return;
    }
    if (run.touches && pause != BRUTE_INLINE && pause != BRUTE_BROKEN) {
        explore_touch(search, &run, pause == BRUTE_CLOSED);
        return;
    }
    switch (pause) {
    case BRUTE_BROKEN:
        end_broken(search, (enum brute_rule)run.breaks);
        break;
    case BRUTE_WAITS:
        explore_externals(search, &run);
        break;
    case BRUTE_INLINE:
        /* A body that has canceled its own scope may stop inside its call, too. */
        explore_results(search, &run, run.inline_member,
                        brute_run_results(&run, run.inline_member) |
                            results_of_cancel(&run, run.inline_member));
        break;
    case BRUTE_BODY_IS_NEXT:
        explore_body_begins(search, &run);
        break;
    case BRUTE_CLOSED:
        end_closed(search, &run);
        break;
    }
}

bool brute_enumerate(const struct brute_scenario *scenario, uint64_t runs_max,
                     struct brute_tally *tally)
{
    struct search search = {.runs_max = runs_max};
    struct brute_run run;
    brute_run_init(&run, scenario);
    if (scenario->cancel_anywhere) {
        struct brute_run before = run; /* a request before the scope begins */
        brute_run_cancel(&before);
        brute_run_start(&before);
        explore(&search, &before);
    }
    brute_run_start(&run);
    explore(&search, &run);
    if (search.too_many) {
        brute_tally_free(&search.tally);
        return false;
    }
    *tally = search.tally;
    tally->first_is_missing = scenario->expects_later && !search.first_came;
    return true;
}

/* --- what was broken -------------------------------------------------------------------------- */

const char *const brute_rule_number[BRUTE_RULES] = {"X9", "M2", "M3", "M4", "M8", "expect"};

bool brute_tally_has(const struct brute_tally *tally, const char *rule)
{
    int i = 0;
    while (i < BRUTE_RULES && strcmp(brute_rule_number[i], rule) != 0) {
        i++;
    }
    return i < BRUTE_RULES && tally->broken[i];
}

bool brute_tally_has_any(const struct brute_tally *tally)
{
    bool any = false;
    for (int i = 0; i < BRUTE_RULES; i++) {
        any = any || tally->broken[i];
    }
    return any;
}
