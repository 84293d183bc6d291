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
 * there is none, a body hangs; or tasks wait for one another (X9). */
static void end_hung(struct search *search, const struct brute_run *run)
{
    if (is_run(run)) {
        end_broken(search, brute_run_blames_manager(run) ? BRUTE_M2 : BRUTE_X9);
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
    return !run->member[member].waits && brute_run_operation(run, member)->takes_ms == 0 &&
           run->member[member].steps_left > 1;
}

/* Returns the results that may be delivered now; equal ones are one alternative. */
static unsigned offered_results(const struct brute_run *run, int member)
{
    unsigned offered = results_of_cancel(run, member);
    if (!run->member[member].waits && !has_inner_step(run, member) &&
        brute_run_operation(run, member)->takes_ms == 0) {
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
    for (int task = 0; task < run->scenario->task_count; task++) {
        if (brute_run_may_cancel(run, task)) {
            struct brute_run copy = *run;
            brute_run_cancel(&copy, task);
            explore(search, &copy);
        }
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

/* Callbacks are posted. A cancel may come at once after the external that has led to them; without
 * an external, and when one of them has run, there is no such moment (D3). */
static void explore_callback(struct search *search, const struct brute_run *run)
{
    if (run->external_came) {
        explore_cancel(search, run);
    }
    struct brute_run copy = *run;
    brute_run_callback(&copy);
    explore(search, &copy);
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
    if (pause == BRUTE_CLOSED && run.ready_count > 0) { /* something touches memory */
        pause = BRUTE_IS_READY;
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
    case BRUTE_IS_READY:
        explore_callback(search, &run);
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
    explore_cancel(&search, &run); /* before the first scope begins */
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
