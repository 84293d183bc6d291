/* The stage: a scenario becomes a world, and a tape becomes a run of it. The one header of this
 * folder for those outside.
 *
 * Inside: build.c builds the world, actors.c plays managers and body, scope_calls.c what they do to
 * the scope, requests.c whom the world asks to stop, script.c follows a schedule, expect.c watches
 * what the scenario expects, enabled.c lists what may come next, run.c delivers it. */
#ifndef EXN_STAGE_STAGE_H
#define EXN_STAGE_STAGE_H

#include "contract/probe.h"
#include "scenario/scenario.h"
#include "stage/run_totals.h"
#include "world/snapshot.h"
#include "world/tape.h"

#include <stdbool.h>
#include <stdint.h>

/* One thing that may come next, or one result of an operation that settles inside its call. */
typedef enum exn_delivery_kind {
    EXN_DELIVER_STEP,   /* an inner step of an operation */
    EXN_DELIVER_SETTLE, /* an operation settles */
    EXN_DELIVER_TIME, /* the next timer falls due; `member` and `ending` if it is an operation's */
    EXN_DELIVER_CANCEL,
    EXN_DELIVER_ASK,      /* the world asks the operation of `member` to stop (M6) */
    EXN_DELIVER_CALL,     /* an action out of the blue (schedules only) */
    EXN_DELIVER_EXTERNAL, /* what a manager written in C waits for comes; or what it asks for */
    EXN_DELIVER_NOTHING   /* nothing more comes: the run is stuck */
} exn_delivery_kind;

typedef struct exn_delivery {
    const exn_alternative *ending; /* SETTLE, and TIME of an operation */
    union {
        const exn_action *action;    /* CALL */
        exeunt_external *external;   /* EXTERNAL: in the world, as long as it is at this moment */
        const exeunt_border *border; /* EXTERNAL inside a call: who asks */
    };
    const char *words; /* EXTERNAL: what comes */
    exn_delivery_kind kind;
    uint32_t member;  /* STEP, SETTLE, ASK, TIME: whose operation; EXN_BODY, or EXN_NONE */
    bool at_once;     /* CANCEL: before the ready callbacks */
    bool inside_call; /* SETTLE, EXTERNAL: chosen, not delivered; it is no step */
    bool extra;       /* only the schedule allows it */
    bool fault;
    bool numbered;    /* it was chosen among others: its number stands on the tape */
    bool goes_unsaid; /* EXTERNAL: a schedule need not name it: memory that is given */
    bool is_private;  /* an inner step that touches nothing but the memory of `member` */
    uint8_t result;   /* EXTERNAL */
} exn_delivery;

/* How a run ended. */
typedef enum exn_run_end {
    EXN_RUN_CLOSED,     /* every scope closed, nothing was broken */
    EXN_RUN_BROKE,      /* recorder.breach tells which rule */
    EXN_RUN_UNEXPECTED, /* an expectation failed, or code under test crashed: current.mismatch */
    EXN_RUN_OFF_SCRIPT, /* the schedule allows nothing that is possible: totals.script_error */
    EXN_RUN_UNASKED,    /* it ends without a request that it must have had (`at-least`) */
    EXN_RUN_OUT_OF_MEMORY,
    EXN_RUN_NOT_PRIVATE, /* a step that declares itself private is not: current.convicted */
    EXN_RUN_GOES_ON      /* a part of a run only: it is at a moment, where the world waits */
} exn_run_end;

/* Whether it is none of the runs of the scenario: it does not count, whatever it came to. */
static inline bool exn_is_no_run(exn_run_end end)
{
    return end == EXN_RUN_OFF_SCRIPT || end == EXN_RUN_UNASKED;
}

/* What failed of `expect`; or that code under test crashed, where that is caught. */
typedef struct exn_mismatch {
    bool happened;
    bool is_crash; /* else an expectation failed */
    /* "outcome", "order", "always", "never", "whenever", "action"; exn_crash_name */
    const char *name;
    char message[512];
    bool knows_blame; /* of a crash: whose code it was is known: */
    uint32_t blamed;  /* a member, or EXN_NONE: the scope */
} exn_mismatch;
extern const char exn_crash_name[];

/* Makes a manager written in C that takes the place of the actor for the manager `name`; NULL: the
 * actor plays it; exn_not_made: it was to be made, and could not. It takes its memory from the
 * border, so that it is part of the world. */
extern exeunt_manager exn_not_made;
typedef exeunt_manager *exn_manager_factory(void *context, exeunt_border *border, const char *name);

/* What is asked of the runs of a scenario: set before exn_run_open, and between runs. */
typedef struct exn_run_options {
    exn_manager_factory *manager_factory; /* may be NULL */
    void *manager_factory_context;
    const exeunt_body *body; /* written in C; NULL: the scenario plays it */
    uint32_t waived;         /* rules that are not judged: a set of bits (exn_rule) */
    exeunt_profile profile;
    bool expects; /* the scenario's `expect` counts for this implementation and profile (SPEC 8) */
    bool trusts_scope;       /* it is this project's own: what crashes is not that */
    bool limits_are_claimed; /* the limit of faults is the scenario's own; else totals.cut counts */
    bool no_limits;          /* replay: a tape means one run under every option (D4) */
    bool audits_privacy;     /* fences steps that declare themselves private */
    bool follows;            /* the tape begins as that of the run before: so does the run */
    bool tells_loops; /* replay: a run that the tape has led into a loop ends there (X9, M2) */
    bool finds_loops; /* a whole run that comes back to where it was ends there */
    /* How many steps there were is part of the state. It has to be where a state that is reached by
     * few of them, and is not visited again, hides runs that are too long. */
    bool counts_steps;
    uint64_t steps_max;     /* of a run (D5, X9); 0 before it is open: as the scenario says */
    uint32_t faults_max;    /* UINT32_MAX: no limit */
    uint32_t cancels_max;   /* requests that the scenario has explored */
    uint32_t cancels_limit; /* ... and the command line; UINT32_MAX: no limit */
} exn_run_options;

/* What the run in hand has come to. */
typedef struct exn_run_current {
    uint64_t steps;
    uint32_t faults, cancels;
    bool is_whole;         /* it is played in one, not in parts */
    bool loops;            /* it ended where it has come back to a landmark: */
    uint32_t loop_choices; /* there it had so many choices on the tape */
    size_t early_events;   /* of the trace: those of the first half of a whole run */
    uint32_t convicted;    /* the member whose step left its fence */
    exn_mismatch mismatch;
    /* What this step was the first to put to the test, while a request was to come still: the run
     * may turn out to be none. [scenario.number_max + 1]; NULL: there need be no request. */
    uint32_t *doubted;
    uint32_t doubted_count;
} exn_run_current;

/* What may come next; search may follow what is allowed. */
typedef struct exn_enabled {
    exn_delivery *items;
    bool *allowed;
    uint32_t count, capacity;
} exn_enabled;

/* What was delivered in a run, in order. */
typedef struct exn_deliveries {
    exn_delivery *items;
    uint32_t count, capacity;
    uint32_t before; /* by the run before: the items from `count` on are of that */
} exn_deliveries;

/* Where a run was at a moment. */
typedef struct exn_landmark {
    exn_hash hash;
    uint64_t steps;
    size_t events;    /* of the trace */
    uint32_t choices; /* on the tape */
} exn_landmark;

/* Each moment of a whole run that tells or finds loops. */
typedef struct exn_landmarks {
    exn_landmark *items;
    size_t count, capacity;
    uint32_t *places; /* by hash; [capacity * 2] */
} exn_landmarks;

/* One run after the other of one scenario; all that is not part of the world. */
typedef struct exn_run {
    const exn_scenario *scenario;
    const exeunt_implementation *implementation;
    exn_run_options options;
    exn_run_current current;
    exn_run_totals totals;
    bool may_go_on;  /* what is too long may be a manager's or the body's fault, not the scope's */
    size_t malloced; /* bytes of malloc that code under test holds since it was created */

    exn_tape tape;
    exn_recorder recorder;
    struct exn_stage *stage;    /* in the world */
    const exn_delivery *chosen; /* what the step begins with */
    exn_enabled enabled;
    exn_deliveries delivered;
    exn_landmarks landmarks;
} exn_run;

/* Builds the world of a scenario. Returns 0; EXN_WORLD_TOO_SMALL if the world's memory, which has a
 * fixed size, does not hold it; EXN_WORLD_NO_MEMORY when out of memory around it; EXN_WORLD_BROKEN
 * if code under test, which is created here, breaks a rule already, and EXN_WORLD_NOT_MADE if it
 * cannot be created: recorder.breach tells which, or what. All else of `run` is then freed. */
enum {
    EXN_WORLD_TOO_SMALL = -1,
    EXN_WORLD_NO_MEMORY = -2,
    EXN_WORLD_BROKEN = -3,
    EXN_WORLD_NOT_MADE = -4
};
int exn_run_open(exn_run *run, const exn_scenario *scenario,
                 const exeunt_implementation *implementation, exn_flight *flight);
void exn_run_close(exn_run *run);

/* From here until the run is closed: code under test that crashes ends its run as one that missed
 * an expectation (exn_crash_name). For processes that may be lost, for what crashed may have
 * written anywhere; one run in a process. What it writes to standard error from the second crash on
 * is kept from there, and the last line of it told. */
void exn_crashes_catch(exn_run *run);
void exn_crashes_let_be(const exn_run *run); /* from here on, if this one's are caught */

/* Runs the tape from the beginning. */
exn_run_end exn_run_once(exn_run *run);

/* --- a run in parts, for a search that goes back to states of the world ------------------------
 *
 * The world's memory (exn_run_heap) holds all that decides the rest of a run but for the tape, and
 * for `steps`, `faults` and `cancels` of the current run, which count along the way: whoever goes
 * back to a state sets these four to what they were there. The recorder then has only what happened
 * since the last exn_run_forget. */

/* Begins a run and plays it up to the first moment. GOES_ON, or how it ended. */
exn_run_end exn_run_begin(exn_run *run);

/* At a moment: lists in `enabled` what may come next, and what of it search may follow.
 * GOES_ON, or how the run ends here. */
exn_run_end exn_run_list(exn_run *run);

/* At a moment: delivers `delivery`, one of those listed here, whose number is on the tape already;
 * NULL: what the tape says. GOES_ON at the next moment, or how the run ended. */
exn_run_end exn_run_step(exn_run *run, const exn_delivery *delivery);

/* At a moment: delivers an inner step of an operation that the scenario plays, which only counts
 * down: no code under test runs, nothing happens at the border, so no rule has anything to say.
 * Returns what has changed of the world, `size` bytes, or NULL, having done nothing, if `delivery`
 * is no such step: then it is exn_run_step's. */
const void *exn_run_count_down(exn_run *run, const exn_delivery *delivery, size_t *size);

/* At a moment: how many states there are from here on, at the least, unless a run breaks something:
 * each operation that the scenario plays may be at any of its inner steps, or have settled,
 * wherever the others are. Nothing is known of what a schedule allows, and of managers in C. */
uint64_t exn_run_states_ahead(const exn_run *run);

/* How many steps a run has at most, as no manager begins twice and none in C goes on for more than
 * one delivery at a time; UINT64_MAX if some run has shown that one does. */
uint64_t exn_run_steps_bound(const exn_run *run);

/* From which item on the schedule is still to come, as far as the last run came; the number of
 * items if none is. */
size_t exn_run_items_done(const exn_run *run);

/* Empties the recorder but for the tally. */
void exn_run_forget(exn_run *run);

/* Whether requests are still to come at the moment: a run that ends, or goes round, is none. */
bool exn_run_owes_requests(const exn_run *run);

/* Whether the command line may cut runs for their requests. */
bool exn_limits_cancels(const exn_run *run);

exn_heap *exn_run_heap(const exn_run *run);

/* What the border has seen of the last run; its names are valid at any time. */
const exn_view *exn_run_view(const exn_run *run);

/* Whether a member, or EXN_BODY, is code under test: a manager or body written in C, or a nested
 * scope. Others are played by the scenario. */
bool exn_run_has(const exn_run *run, uint32_t member);

/* Writes one delivery as a schedule item: "vm1 enters", "cancel at once". Always terminated. */
void exn_delivery_text(const exn_run *run, const exn_delivery *delivery, char *text, size_t size);

/* Which capability the scenario needs and the implementation lacks: its name, or NULL. */
const char *exn_missing_capability(const exn_scenario *scenario,
                                   const exeunt_implementation *implementation);

#endif
