/* A manager that runs a program of machine.h. */
#include "machine.h"

#include "outside.h"

typedef enum phase { IDLE, ENTERING, CLEANING, EXITING } phase;

typedef struct machine {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    const program *program;
    exeunt_external external;
    exeunt_task task, late_task;
    exeunt_timer timer;
    const exeunt_error *cause;
    void *blocks[BLOCKS_MAX];
    exit_manner ends;
    uint8_t block_count, hold_count, next_instruction;
    uint8_t phase;
    bool is_posted, stops, fails, lacks_memory;
} machine;

static void bite(const machine *self)
{
    *self->program->bitten += 1;
}

/* --- what it has ------------------------------------------------------------------------------ */

static void allocate(machine *self)
{
    if (self->block_count < BLOCKS_MAX) {
        self->blocks[self->block_count++] = exeunt_border_allocate(self->border, 24);
    }
}

static void hold(machine *self)
{
    exeunt_hold(&self->manager);
    self->hold_count += 1;
}

static void free_last(machine *self)
{
    exeunt_border_free(self->border, self->blocks[--self->block_count]);
    self->blocks[self->block_count] = NULL;
}

static void give_up_last(machine *self)
{
    if (self->hold_count > 0) {
        exeunt_release(&self->manager);
        self->hold_count -= 1;
    } else if (self->block_count > 0) {
        free_last(self);
    }
}

static void go_on(machine *self);

static void on_time(exeunt_timer *timer)
{
    go_on(timer->data);
}

static void sleep_for(machine *self, unsigned argument)
{
    self->timer.fire = on_time;
    self->timer.data = self;
    exeunt_border_start_timer(self->border, &self->timer, 5 * (uint64_t)argument);
}

/* Returns whether the flaw takes effect this time, by a counter outside every world. */
static bool forgets(const machine *self)
{
    flaw bug = self->program->flaw;
    return bug >= FORGETS_BY_STATIC &&
           outside_counts((outside)(bug - FORGETS_BY_STATIC), self->program->period);
}

/* Returns whether it fails for lack of memory and, by the flaw, releases nothing. */
static bool keeps_all(const machine *self)
{
    bool holds = self->hold_count > 0 || self->block_count > 0;
    return self->program->flaw == KEEPS_ALL && self->lacks_memory && holds;
}

static void let_go(machine *self)
{
    if (keeps_all(self)) {
        bite(self);
        return;
    }
    if (forgets(self)) {
        bite(self);
        exeunt_hold(&self->manager);
    }
    if (self->program->flaw == LEAVES_A_BLOCK) {
        bite(self);
        void *lost = exeunt_border_allocate(self->border, 24);
        (void)lost;
    }
    if (self->program->flaw == REFUTES) {
        bite(self);
        exeunt_border_refute(self->border, "it holds %u", self->hold_count + self->block_count);
    }
    while (self->hold_count > 0 || self->block_count > 0) {
        give_up_last(self);
    }
    if (self->program->flaw == LEAVES_A_TIMER) {
        bite(self);
        sleep_for(self, 1);
    }
    if (self->program->flaw == RELEASES_TWICE) {
        bite(self);
        exeunt_release(&self->manager);
    }
}

/* --- settling --------------------------------------------------------------------------------- */

static void be_idle(machine *self)
{
    self->phase = IDLE;
    self->next_instruction = 0;
    self->stops = false;
    self->fails = false;
    self->lacks_memory = false;
    self->cause = NULL;
}

static void run_late(exeunt_task *task)
{
    machine *self = task->data;
    exeunt_hold(&self->manager);
}

static void before_end(machine *self)
{
    if (self->program->flaw == HOLDS_IN_A_CALLBACK) {
        bite(self);
        self->late_task = (exeunt_task){.run = run_late, .data = self};
        exeunt_border_post(self->border, &self->late_task);
    }
}

static void after_end(machine *self)
{
    if (self->program->flaw == HOLDS_LATE) {
        bite(self);
        exeunt_hold(&self->manager);
    }
}

static void end_enter(machine *self)
{
    bool fails = self->fails;
    let_go(self);
    be_idle(self);
    before_end(self);
    if (fails) {
        exeunt_failed(&self->manager, -5, "it failed");
    } else {
        exeunt_canceled(&self->manager);
    }
    after_end(self);
}

static void end_exit(machine *self)
{
    exit_manner ends = self->ends;
    const exeunt_error *cause = self->cause;
    let_go(self);
    be_idle(self);
    before_end(self);
    if (ends == RAISES_AGAIN && cause != NULL && cause != exeunt_error_canceled()) {
        exeunt_raised(&self->manager, cause);
    } else if (ends == FAILS || ends == RAISES_AGAIN) {
        exeunt_failed(&self->manager, -6, "it failed to leave");
    } else if (ends == SUPPRESSES) {
        exeunt_suppressed(&self->manager);
    } else {
        exeunt_exited(&self->manager);
    }
    after_end(self);
}

/* --- running ---------------------------------------------------------------------------------- */

static void on_task(exeunt_task *task)
{
    machine *self = task->data;
    self->is_posted = false;
    if (self->phase == CLEANING) {
        end_enter(self);
    } else {
        go_on(self);
    }
}

static void post(machine *self)
{
    self->is_posted = true;
    self->task = (exeunt_task){.run = on_task, .data = self};
    exeunt_border_post(self->border, &self->task);
}

/* Releases everything before an enter that ends without success. */
static void clean(machine *self)
{
    self->phase = CLEANING;
    if (self->program->cleans_later) {
        post(self);
    } else {
        end_enter(self);
    }
}

static void on_external(exeunt_external *external, unsigned result)
{
    static const exit_manner said[] = {EXITS, SUPPRESSES, FAILS};
    machine *self = external->data;
    bool failed = external->result_count > 1 && result == external->result_count - 1;
    if (self->phase == EXITING && external->result_count > 1) {
        self->ends = external->result_count == 2 && result == 1 ? FAILS : said[result];
    } else if (self->phase == ENTERING && failed) {
        self->fails = true;
        clean(self);
        return;
    }
    go_on(self);
}

static void ask(machine *self, const instruction *what)
{
    static const char *const words[] = {"takes none", "takes one", "takes two"};
    exeunt_choice choice = {
        .result_count = what->argument, .plain = what->argument == 3 ? 2 : 0, .results = words};
    unsigned taken = exeunt_border_choose(self->border, &choice);
    for (unsigned i = 0; i < taken; i++) {
        allocate(self);
    }
}

static void wait_for(machine *self, const instruction *what)
{
    static const char *const words[] = {"comes", "comes late", "goes wrong"};
    static const char *const two_words[] = {"comes", "goes wrong"};
    self->external = (exeunt_external){
        .deliver = on_external,
        .data = self,
        .result_count = what->argument,
        .plain = what->argument == 3 ? 2 : 0,
        .results = what->argument == 2 ? two_words : words,
        .private_step = what->is_private,
    };
    exeunt_border_expect(self->border, &self->external);
}

/* Allocates. Returns whether the next instruction follows at once; it does not if the enter
 * fails. */
static bool try_to_allocate(machine *self)
{
    if (self->block_count == BLOCKS_MAX) {
        return true;
    }
    void *block = exeunt_border_try_allocate(self->border, 24);
    if (block != NULL) {
        self->blocks[self->block_count++] = block;
        return true;
    }
    self->lacks_memory = true;
    if (self->phase == EXITING) {
        self->ends = FAILS;
        return true;
    }
    self->fails = true;
    clean(self);
    return false;
}

/* Executes one instruction. Returns whether the next one follows at once. */
static bool obey(machine *self, const instruction *what)
{
    switch (what->kind) {
    case WAITS:
        wait_for(self, what);
        return false;
    case POSTS:
        post(self);
        return false;
    case SLEEPS:
        sleep_for(self, what->argument);
        return false;
    case ASKS:
        ask(self, what);
        return true;
    case ALLOCATES:
        allocate(self);
        return true;
    case HOLDS:
        hold(self);
        return true;
    case TRIES:
        return try_to_allocate(self);
    case BORROWS:
        exeunt_border_free(self->border, exeunt_border_allocate(self->border, 40));
        return true;
    default:
        give_up_last(self);
        return true;
    }
}

static void go_on(machine *self)
{
    const routine *current = self->phase == EXITING ? &self->program->exit : &self->program->enter;
    if (self->phase == ENTERING && self->stops) {
        clean(self);
        return;
    }
    while (self->next_instruction < current->count) {
        if (!obey(self, &current->instructions[self->next_instruction++])) {
            return;
        }
    }
    if (self->phase == EXITING) {
        end_exit(self);
    } else {
        be_idle(self);
        exeunt_entered(&self->manager, self);
    }
}

/* --- the manager ------------------------------------------------------------------------------ */

static void enter(exeunt_manager *manager)
{
    machine *self = (machine *)manager;
    self->phase = ENTERING;
    go_on(self);
}

static void leave(exeunt_manager *manager, const exeunt_error *cause)
{
    machine *self = (machine *)manager;
    self->phase = EXITING;
    self->cause = cause;
    self->ends = self->program->ends;
    go_on(self);
}

static bool is_busy(const machine *self)
{
    static const char *const words[] = {"can stop", "is busy"};
    exeunt_choice choice = {.result_count = 2, .results = words};
    return self->program->on_cancel == MAY_BE_BUSY &&
           exeunt_border_choose(self->border, &choice) == 1;
}

static void cancel(exeunt_manager *manager)
{
    machine *self = (machine *)manager;
    cancel_manner manner = self->program->on_cancel;
    if (self->phase != ENTERING || manner == IGNORES || is_busy(self)) {
        return;
    }
    self->stops = true;
    self->fails = manner == FAILS_AT_ONCE;
    if (manner != STOPS_LATER && !self->is_posted) {
        exeunt_border_withdraw(self->border, &self->external);
        exeunt_border_stop_timer(self->border, &self->timer);
        clean(self);
    }
}

exeunt_manager *make_machine(exeunt_border *border, const char *name, void *data)
{
    static const exeunt_manager_type type = {.enter = enter, .exit = leave, .cancel = cancel};
    machine *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->program = data;
    return &self->manager;
}

const char *flaw_word(flaw bug)
{
    static const char *const words[FLAWS] = {
        "sound",
        "holds something late",
        "holds something in a late callback",
        "releases twice",
        "leaves a block",
        "leaves a timer",
        "refutes a rule of its own",
        "keeps all where it gets no memory",
        "forgets, by a static counter",
        "forgets, by a thread-local counter",
        "forgets, by a counter in the heap",
    };
    return words[bug];
}

/* --- at random -------------------------------------------------------------------------------- */

static instruction random_instruction(struct brute_random *random, bool is_exit)
{
    static const struct brute_weighted kinds[] = {{24, WAITS}, {10, SLEEPS},    {8, ASKS},
                                                  {12, POSTS}, {10, ALLOCATES}, {8, TRIES},
                                                  {16, HOLDS}, {5, BORROWS},    {100, GIVES_UP}};
    instruction made = {.kind = (instruction_kind)brute_pick(random, kinds)};
    if (made.kind == WAITS) {
        made.argument = brute_chance(random, 50) ? 1 : 2 + brute_below(random, is_exit ? 2 : 1);
    } else if (made.kind == SLEEPS) {
        made.argument = brute_below(random, 3);
    } else if (made.kind == ASKS) {
        made.argument = 2 + brute_below(random, 2);
    }
    return made;
}

static routine random_routine(struct brute_random *random, bool is_exit)
{
    routine made = {.count = brute_below(random, INSTRUCTIONS_MAX)};
    unsigned waits = 0;
    for (unsigned i = 0; i < made.count; i++) {
        instruction *one = &made.instructions[i];
        *one = random_instruction(random, is_exit);
        bool suspends =
            one->kind == WAITS || one->kind == SLEEPS || one->kind == ASKS || one->kind == TRIES;
        waits += suspends ? 1 : 0;
        if (waits > 2 && suspends) {
            *one = (instruction){.kind = POSTS}; /* the space of states grows fast */
        }
        bool follows_wait = i > 0 && made.instructions[i - 1].kind == WAITS;
        if (follows_wait && one->kind == WAITS && made.instructions[i - 1].argument == 1) {
            made.instructions[i - 1].is_private = brute_chance(random, 50);
        }
    }
    return made;
}

static void declare_no_step_private(routine *waiting)
{
    for (unsigned i = 0; i < waiting->count; i++) {
        waiting->instructions[i].is_private = false;
    }
}

program random_program(struct brute_random *random)
{
    program made = {
        .enter = random_routine(random, false),
        .exit = random_routine(random, true),
        .on_cancel = (cancel_manner)brute_below(random, 5),
        .cleans_later = brute_chance(random, 30),
    };
    static const struct brute_weighted endings[] = {
        {60, EXITS}, {15, FAILS}, {15, SUPPRESSES}, {100, RAISES_AGAIN}};
    made.ends = (exit_manner)brute_pick(random, endings);
    if (made.on_cancel == STOPS_LATER) {
        declare_no_step_private(&made.enter); /* such a step may be the one that settles */
    }
    return made;
}

void plant(program *planted, flaw bug, unsigned period)
{
    planted->flaw = bug;
    planted->period = period;
    if (bug == KEEPS_ALL) {
        planted->enter.instructions[0] = (instruction){.kind = HOLDS};
        planted->enter.instructions[1] = (instruction){.kind = TRIES};
        planted->enter.count = planted->enter.count < 2 ? 2 : planted->enter.count;
    }
}
