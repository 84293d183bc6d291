/* Workers that die, hang, are stopped, or share their findings. */
#include "trial.h"

#include <criterion/criterion.h>

#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Workers that do not finish. Two managers in C are in a pool of scripted ones: `last` does
 * something bad at its second step if `first` has not taken a step by then. A depth-first search
 * reaches that last, when the search has been shared. */

enum { STEPS = 3, WORKERS = 4 };

typedef enum deed_kind { NOTHING, ABORT, EXIT, SPIN, KILLED_ONCE, KILLED } deed_kind;

/* Memory that all processes of a test share. */
typedef struct stage {
    exn_flight flight;
    deed_kind deed;
    _Atomic unsigned done; /* how often */
    _Atomic pid_t doer;
    /* It never does the deed: it searches some paths to their ends early, to audit them. */
    pid_t searcher;
} stage;

static stage *shared;

typedef struct walker {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    exeunt_external step;
    uint32_t steps_done;
} walker;

static const walker *first; /* the same address in every world, because allocation is first fit */

static void do_it(void)
{
    if (getpid() == shared->searcher) {
        return;
    }
    unsigned times = atomic_fetch_add(&shared->done, 1);
    bool comes_too_late = shared->deed == KILLED_ONCE && times > 0;
    if (shared->deed == NOTHING || comes_too_late) {
        return;
    }
    shared->doer = getpid();
    switch (shared->deed) {
    case NOTHING:
        break;
    case ABORT:
        abort();
    case EXIT:
        exit(3);
    case SPIN:
        for (volatile bool forever = true; forever;) {
        }
        break;
    case KILLED_ONCE:
    case KILLED:
        raise(SIGKILL);
    }
}

static void on_step(exeunt_external *external, unsigned result)
{
    walker *self = external->data;
    (void)result;
    self->steps_done += 1;
    if (self != first && self->steps_done == 2 && first->steps_done == 0) {
        do_it();
    }
    if (self->steps_done < STEPS) {
        exeunt_border_expect(self->border, external);
    } else {
        exeunt_entered(&self->manager, NULL);
    }
}

static void enter(exeunt_manager *manager)
{
    walker *self = (walker *)manager;
    exeunt_border_expect(self->border, &self->step);
}

static void leave(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    exeunt_exited(manager);
}

static exeunt_manager *make_walker(void *context, exeunt_border *border, const char *name)
{
    static const exeunt_manager_type type = {.enter = enter, .exit = leave};
    (void)context;
    if (strcmp(name, "first") != 0 && strcmp(name, "last") != 0) {
        return NULL;
    }
    walker *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->step = (exeunt_external){.deliver = on_step, .data = self};
    first = strcmp(name, "first") == 0 ? self : first;
    return &self->manager;
}

static const exn_scenario *scenario(void)
{
    return scenario_of("scope: {pool: [first, a, b, c, d, last]}\n"
                       "managers: {a: {steps: 4}, b: {steps: 4}, c: {steps: 4}, d: {steps: 4}}\n"
                       "body: [returns, raises]\n");
}

static exn_explore_options options(uint32_t workers)
{
    return (exn_explore_options){
        .no_reduction = true, .workers = workers, .manager_factory = make_walker};
}

static void open_stage(deed_kind deed)
{
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    cr_assert_neq(shared, MAP_FAILED);
    shared->deed = deed;
    shared->searcher = getpid();
}

/* Explores, or replays only `tape`, in a process of its own, whose exit status is the answer. */
static pid_t begin_alone(const char *tape)
{
    const exn_scenario *all = scenario();
    pid_t process = fork();
    cr_assert_geq(process, 0);
    if (process == 0) {
        exn_explore_options own = options(WORKERS);
        shared->searcher = tape == NULL ? getpid() : 0;
        own.flight = &shared->flight;
        exn_result *result = tape == NULL ? exn_explore(all, &own) : exn_replay(all, tape, &own);
        exn_result_free(result);
        _exit(0);
    }
    return process;
}

static int status_of(pid_t process)
{
    int status = 0;
    cr_assert_eq(waitpid(process, &status, 0), process);
    return status;
}

static char *tape_in_flight(void)
{
    const exn_flight *flight = &shared->flight;
    cr_assert_neq(flight->busy, EXN_IDLE, "code under test was at work");
    cr_assert_gt(flight->choices, 0);
    uint32_t tape[EXN_FLIGHT_CHOICES_MAX];
    memcpy(tape, (const void *)(uintptr_t)flight->tape, flight->choices * sizeof *tape);
    return exn_tape_text(tape, flight->choices);
}

/* Expects that the tape in the flight recorder leads to the deed. */
static void expect_tape(deed_kind deed, int status)
{
    char *tape = tape_in_flight();
    shared->deed = deed;
    unsigned done = shared->done;
    cr_expect_eq(status_of(begin_alone(tape)), status, "tape %s", tape);
    cr_expect_gt(shared->done, done);
    free(tape);
}

static void rest(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
}

/* Whether a process has ended, even if it waits to be reaped. */
static bool is_gone(pid_t process)
{
    char path[64];
    char state = 'Z';
    snprintf(path, sizeof path, "/proc/%d/stat", (int)process);
    FILE *file = fopen(path, "r");
    if (file != NULL) {
        int found = fscanf(file, "%*d %*s %c", &state);
        state = found == 1 ? state : 'Z';
        fclose(file);
    }
    return state == 'Z' || state == 'X';
}

/* --- what comes of it ------------------------------------------------------------------------- */

Test(large, workers_are_not_needed_where_nothing_happens)
{
    open_stage(NOTHING);
    const exn_result *alone = explored_scenario(scenario(), options(1));
    const exn_result *all = explored_scenario(scenario(), options(WORKERS));
    cr_assert_gt(shared->done, 0, "the search comes there");
    expect_verdict(alone, "holds", true);
    expect_verdict(all, "holds", true);
    cr_assert_gt(alone->states, 2 * 2500, "too few states to hand over");
    cr_assert_eq(all->states, alone->states);
    cr_assert_eq(all->transitions, alone->transitions);
}

Test(workers, that_crash_take_the_search_with_them)
{
    open_stage(ABORT);
    pid_t process = begin_alone(NULL);
    int status = status_of(process);
    cr_expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    cr_expect_neq(shared->doer, process, "it was a worker");
    expect_tape(ABORT, status);
}

Test(workers, that_exit_take_the_search_with_them)
{
    open_stage(EXIT);
    pid_t process = begin_alone(NULL);
    int status = status_of(process);
    cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 3);
    cr_expect_neq(shared->doer, process, "it was a worker");
    expect_tape(EXIT, status);
}

Test(workers, that_hang_stop_the_pulse)
{
    enum { STILL = 100 };
    open_stage(SPIN);
    pid_t process = begin_alone(NULL);
    uint64_t pulse = 0;
    for (int still = 0; still < STILL; still++) {
        bool moved = shared->done == 0 || shared->flight.pulse != pulse;
        pulse = shared->flight.pulse;
        still = moved ? 0 : still;
        rest();
    }
    kill(process, SIGKILL);
    status_of(process);
    while (!is_gone(shared->doer)) { /* otherwise the test would hang, too */
        rest();
    }
    cr_expect_neq(shared->doer, process, "it was a worker");
    expect_tape(ABORT, SIGABRT);
}

Test(large, workers_that_are_killed_from_outside_have_it_explored_again)
{
    open_stage(NOTHING);
    const exn_result *alone = explored_scenario(scenario(), options(1));
    shared->deed = KILLED_ONCE;
    shared->done = 0;
    const exn_result *all = explored_scenario(scenario(), options(WORKERS));
    expect_verdict(all, "holds", true);
    cr_assert(all->exhaustive);
    cr_assert_eq(all->states, alone->states);
    cr_assert_eq(all->transitions, alone->transitions);
    cr_assert(is_gone(shared->doer));
}

Test(workers, that_are_killed_again_leave_it_open)
{
    open_stage(KILLED);
    const exn_result *result = explored_scenario(scenario(), options(WORKERS));
    expect_verdict(result, "sampled", true);
    cr_assert_not(result->exhaustive);
    cr_assert_eq(result->left_out_count, 1);
    cr_assert_str_eq(result->left_out[0], "workers were killed from outside, twice");
}

/* --- limits ----------------------------------------------------------------------------------- */

static const exn_result *limited(exn_explore_options own)
{
    open_stage(NOTHING);
    own.no_reduction = true;
    own.workers = WORKERS;
    own.manager_factory = make_walker;
    const exn_result *result = explored_scenario(scenario(), own);
    expect_verdict(result, "sampled", true);
    cr_assert_not(result->exhaustive);
    cr_assert_null(result->interleavings);
    cr_assert_eq(result->left_out_count, 1);
    cr_assert_geq(result->states, 2500);
    return result;
}

Test(workers, stop_at_a_number_of_states)
{
    const exn_result *result = limited((exn_explore_options){.states_max = 5000});
    cr_assert_str_eq(result->left_out[0],
                     "what follows from some of the states: the limit of 5000 was reached");
    cr_assert_eq(result->states, 5000);
}

Test(workers, stop_where_memory_is_used_up)
{
    const exn_result *result = limited((exn_explore_options){.memory_max_bytes = 1 << 20});
    cr_assert_str_eq(
        result->left_out[0],
        "what follows from some of the states: the limit of 1048576 bytes for them was reached");
}

/* Returns true once the search has been shared; it is called again and again. */
static bool when_shared(void *context)
{
    uint64_t *states = context;
    return *states > 3000;
}

static void count(void *context, const exn_progress *progress)
{
    uint64_t *states = context;
    *states = progress->states;
}

Test(workers, stop_when_they_are_asked_to)
{
    uint64_t states = 0;
    const exn_result *result =
        limited((exn_explore_options){.stop = when_shared, .progress = count, .context = &states});
    cr_assert_str_eq(result->left_out[0], "the run was interrupted");
}

/* So many states that a search of them is shared. */
static const exn_scenario *many_states(void)
{
    return scenario_of(
        "scope: {pool: [a, b, c, d, e, f], enter: wait-all}\n"
        "managers:\n"
        "  a: &m {enter: [enters, fails], exit: [exits, suppresses, fails], steps: 1}\n"
        "  b: *m\n  c: *m\n  d: *m\n  e: *m\n  f: *m\n"
        "body: [returns, raises]\n");
}

/* Outcomes that occur only after the search was shared are gathered from the workers that met
 * them. */
Test(large, workers_lose_no_outcome)
{
    const exn_scenario *many = many_states();
    const exn_result *alone = explored_scenario(many, options(1));
    const exn_result *all = explored_scenario(many, options(WORKERS));
    cr_assert_gt(alone->states, 2 * 2500, "too few states to hand over");
    cr_assert_eq(all->states, alone->states);
    cr_assert_eq(all->outcome_count, alone->outcome_count);
    for (size_t i = 0; i < all->outcome_count; i++) {
        cr_assert_str_eq(all->outcomes[i], alone->outcomes[i]);
    }
}

/* To come to a state of such code takes long. */
Test(large, workers_audit_few_states_of_code_in_another_process)
{
    enum { FEW = 1000 }; /* 50, one in a thousand, and where one takes over from another */
    exn_explore_options remote = options(WORKERS);
    remote.code_is_remote = true;
    const exn_result *all = explored_scenario(many_states(), remote);
    cr_assert_gt(all->states, 2 * 2500, "too few states to hand over");
    cr_assert_lt(all->states_audited, FEW);
}
