/* Explores a world that a program builds, with managers of its own: what `exeunt check` does, as
 * one call. Part of the simulator (exeunt::sim), for tests.
 *
 *     exeunt_check_result *result = exeunt_check(&(exeunt_check_config){
 *         .scenario = "scope: {stack: [db, cache]}\n"
 *                     "body: [returns, raises]\n"
 *                     "cancel: anywhere\n",
 *         .managers = {{"db", make_session, NULL}},
 *     });
 *     exeunt_check_print(result, stdout);
 *     exeunt_check_free(result);
 *
 * Every order of everything that may happen is tried, and all rules are checked in each.
 * <exeunt/criterion.h> makes it one test. `exeunt explain M3` explains a rule, and so every verdict
 * or word that is used here.
 *
 * The world lies at one fixed address: one check at a time in a process, and none inside a check.
 *
 * While a check runs it catches SIGABRT, SIGBUS, SIGFPE, SIGILL and SIGSEGV, prints to stderr which
 * tape led there, and passes the signal on to its previous handler. Code under test that calls
 * exit() ends the program as failed, whatever the status. A thread watches code under test: if a
 * call does not return within `hang_ms`, whether it loops or waits, that thread sends SIGXCPU, and
 * the check prints its tape and raises SIGABRT.
 *
 * With `workers` it runs in processes of its own. There all that is a finding with its shortest
 * schedule (EXEUNT_VERDICT_CRASHED), and so is any other signal that ends a process and that this
 * process raises, endless recursion, quick_exit() and fork(). What else ends such a process ends
 * this one in the same manner: _exit(), pthread_exit() and what a sanitizer stops. */
#ifndef EXEUNT_CHECK_H
#define EXEUNT_CHECK_H

#include <exeunt/api.h>
#include <exeunt/implementation.h>

#include <limits.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- what is checked -------------------------------------------------------------------------- */

/* Managers written in C, in place of those that the scenario would play. */
typedef struct exeunt_check_manager {
    /* A name of the scenario, or a pattern (`vm*`, `?`: fnmatch) for any number of names. */
    const char *name;
    /* Makes one in the memory of its border, where it stays as long as the world; so does `name`.
     * Called once for all runs; each run begins with that memory as this call left it, so `enter`
     * is called many times. Memory from malloc is not restored: a manager that lies there is
     * refused (`invalid`). What it may wait for and allocate: <exeunt/implementation.h>. If it
     * returns NULL, the scenario plays this manager, if a pattern stands for it; if it has an entry
     * of its own, the check is invalid, because that entry asks to test it. */
    exeunt_manager *(*create)(exeunt_border *border, const char *name, void *data);
    void *data; /* for the caller */
} exeunt_check_manager;

enum { EXEUNT_CHECK_MANAGERS_MAX = 16 }; /* entries; one may stand for any number of managers */

/* The body of a task, where the scenario has `tasks`. */
typedef struct exeunt_check_body {
    const char *task; /* a name, or a pattern for any number of names, as above */
    const exeunt_body *body;
} exeunt_check_body;

enum { EXEUNT_CHECK_BODIES_MAX = 16 };

/* How the space is searched. */
typedef enum exeunt_strategy {
    EXEUNT_STRATEGY_EXHAUSTIVE,
    EXEUNT_STRATEGY_RANDOM, /* random runs, each choice with equal probabilities */
    EXEUNT_STRATEGY_PCT     /* random runs, with the bound of probabilistic concurrency testing */
} exeunt_strategy;

/* In every field zero means the default. */
typedef struct exeunt_check_config {
    /* For messages; the default is the name in the scenario, else its file, else "check". */
    const char *name;
    /* Scope, managers, body and limits as in a scenario file; `scenario:` may be left out. The
     * default is a pool of the managers below. The words of these managers are used in `schedule`
     * and `expect` as in traces: "db connected". */
    const char *scenario;
    const char *scenario_file; /* the same in a file; a path for fopen */
    exeunt_check_manager managers[EXEUNT_CHECK_MANAGERS_MAX]; /* the first that matches counts */
    /* The body. NULL: the scenario plays it. If it is given, only the `actions` of the scenario's
     * `body` count: they are what this body may ask of the scope (<exeunt/implementation.h>). With
     * `tasks` it is made once for each task that none of `bodies` stands for. */
    const exeunt_body *body;
    exeunt_check_body bodies[EXEUNT_CHECK_BODIES_MAX]; /* the first that matches counts */
    /* Whose scope is checked. The default is the one that the scenario names, else exeunt's own. */
    const exeunt_implementation *implementation;
    /* A kept schedule: `schedule_text` of a violation, or any list of items, in place of the
     * scenario's own. After the last item, and from the first impossible item on, everything is
     * explored. So the check fails as long as the bug exists, and passes when it is fixed. The
     * expectations of the scenario count, except `interleavings`. */
    const char *schedule;
    const char *schedule_file; /* the same in a file */
    unsigned cancels;          /* cancel requests, at any moments; in place of `cancel` */
    /* Asks each exit in flight to stop, at most once, at every moment that the world waits; and
     * asks each enter that its scope has asked once more: `operations: anywhere` of a scenario. No
     * scope knows of this. It shows what a manager does when its exit is asked (M6): scopes ask
     * exits only at the end of a grace time. */
    bool asks_operations;
    unsigned faults;   /* at most so many in a run; in place of `limits: {faults: ...}` */
    bool memory_fails; /* each exeunt_border_try_allocate may; as `faults: {memory: anywhere}` */

    /* Unless this is set, runs one schedule after the other from its beginning. If it is set, the
     * search visits each state once, and goes back to states. This is for managers whose memory is
     * all in the border or in statics of the program: changes elsewhere (malloc, thread-locals, the
     * environment) are not undone. The check looks for such changes: it reaches each of the first
     * 10,000 states a second time from a fresh world, and so each by the first 10,000 second paths
     * that lead to one; later, one state in a hundred. A path on which your code was called with
     * the same, in the same order, as on the first one is left out. From there it continues both
     * paths, at random but alike, for up to 64 steps. If these differ, or a state does, everything
     * is explored by running instead, `fallback` says what differed, and the verdict is `sampled`
     * at best. It does not notice code that goes wrong on other paths only. */
    bool snapshots;
    /* With snapshots: explore even the moments that private steps make redundant. */
    bool no_reduction;
    /* Processes that do the work instead of this one; with snapshots they share it. Their changes
     * to variables stay with them, a test's own counts, too. The default is none: a crash ends this
     * process. */
    unsigned workers;
    /* Convicts private steps that touch memory other than their manager's and, with snapshots,
     * those that do not commute with everything else that may come: `invalid`. Nothing is reduced
     * then. */
    bool audits_privacy;
    /* A random strategy ends by `runs_max` or `budget_ms`, and is never exhaustive. */
    exeunt_strategy strategy;
    uint64_t seed;      /* the same seed gives the same runs */
    unsigned bug_depth; /* of PCT: how many orderings a bug needs; default: 3 */
    /* Complete runs, also with snapshots; default: no limit, as for the next three. */
    uint64_t runs_max;
    uint64_t states_max; /* with snapshots */
    uint64_t memory_max_bytes;
    unsigned budget_ms;
    /* A call of code under test that does not return within this time hangs: it is a finding with
     * `workers`, and ends this process as an abort does without them; default: 5 s.
     * EXEUNT_MAY_HANG: it may take for ever. */
    unsigned hang_ms;
    /* Looks for the smallest scenario that breaks the same: `smallest` of a violation. It explores
     * some dozens of scenarios for each, of at most 100,000 states or 10,000 runs in all. */
    bool shrinks;
} exeunt_check_config;

#define EXEUNT_MAY_HANG UINT_MAX

/* --- what was found --------------------------------------------------------------------------- */

typedef enum exeunt_verdict {
    EXEUNT_VERDICT_HOLDS, /* everything was tried, and nothing breaks a rule */
    /* Nothing was found in what was tried; `left_out` says what was not tried. */
    EXEUNT_VERDICT_SAMPLED,
    EXEUNT_VERDICT_VIOLATED, /* a rule is broken, or an expectation of the scenario */
    EXEUNT_VERDICT_VACUOUS,  /* it holds, but something that the scenario declares never happened */
    EXEUNT_VERDICT_SKIPPED, /* the implementation cannot do what the scenario needs: `complaints` */
    EXEUNT_VERDICT_INVALID, /* the configuration is wrong: `complaints` */
    /* Code under test crashes; only with `workers`, else this program crashes. */
    EXEUNT_VERDICT_CRASHED
} exeunt_verdict;

typedef struct exeunt_violation {
    const char *rule;    /* "M3"; "expect" for an expectation; "crashed" */
    const char *name;    /* "clean-failure"; "crashed" */
    const char *blame;   /* "scope", "body", a manager's name, or NULL */
    const char *message; /* "db holds 48 bytes after its exit" */
    const char *tape;    /* for exeunt_replay */
    bool shortest;       /* no schedule that breaks this is shorter */
    unsigned faults;     /* of the schedule, as are the next two */
    unsigned cancels;
    uint64_t steps;
    uint64_t schedules;       /* how many schedules showed it */
    const char *const *trace; /* its events: "db enter begins" */
    size_t trace_count;
    const char *const *schedule; /* the same as schedule items: "db connected" */
    size_t schedule_count;
    /* The same as a text, on one line, followed by the rest of the scenario's own schedule: for
     * `schedule` of a configuration, or a file for `schedule_file`. NULL if only all schedules
     * together show it. */
    const char *schedule_text;
    /* With `shrinks`: the smallest scenario that breaks the same rule with the same blame, for
     * `scenario` of a configuration. NULL: none was looked for, or none was found. */
    const char *smallest;
} exeunt_violation;

typedef struct exeunt_complaint {
    unsigned line, column; /* in the scenario, from 1; 0: not about its text */
    const char *message;
} exeunt_complaint;

/* Read only; everything in it belongs to the result. A list is not NULL if its count is not 0. */
typedef struct exeunt_check_result {
    const char *name;
    exeunt_verdict verdict;
    /* What a test asks; vacuous and sampled pass, skipped does not: nothing was done. */
    bool passed;
    bool exhaustive;
    uint64_t states;             /* with snapshots: distinct ones */
    uint64_t transitions;        /* steps that were tried */
    uint64_t runs;               /* without snapshots: complete ones */
    const char *interleavings;   /* decimal; NULL: not counted */
    const char *const *outcomes; /* of the outermost scope, distinct, sorted: "raises db.exit" */
    size_t outcome_count;
    const exeunt_violation *violations;
    size_t violation_count;
    const exeunt_complaint *complaints; /* invalid: each error; skipped: the reason */
    size_t complaint_count;
    const char *const *vacuous; /* what never happened */
    size_t vacuous_count;
    /* Rules that no schedule put to the test, each with the reason: "M6: no exit was asked to
     * stop". For managers in C, everything that was not asked of them; otherwise what the scenario
     * could have reached. Empty with a schedule, and if something is violated. */
    const char *const *untested;
    size_t untested_count;
    const char *const *waived; /* rules that the implementation waives, not checked: "X12" */
    size_t waived_count;
    const char *const *left_out;
    size_t left_out_count;
    /* Why it was explored by running though `snapshots` was set. NULL: it was not. */
    const char *fallback;
    const char *const *notes; /* for example, what lies in statics */
    size_t note_count;
    const char *const *trace; /* of exeunt_replay: the events of the run */
    size_t trace_count;
    const char *outcome; /* of exeunt_replay: "raises db.exit"; NULL if it ended in a breach */
} exeunt_check_result;

/* Explores. Returns NULL only when out of memory; an invalid configuration, NULL included, has a
 * result, too. The caller frees it. */
EXEUNT_API(__warn_unused_result__)
exeunt_check_result *exeunt_check(const exeunt_check_config *config);

/* Runs one schedule of the same world: the tape of a violation, or any other tape. NULL is the
 * empty tape. */
EXEUNT_API(__warn_unused_result__)
exeunt_check_result *exeunt_replay(const exeunt_check_config *config, const char *tape);

/* Prints violations, or the verdict in a line, as `exeunt check` prints them; of a replay the
 * events. UTF-8. NULL means out of memory, and is printed as that. */
EXEUNT_API(__nonnull__(2))
void exeunt_check_print(const exeunt_check_result *result, FILE *file);
/* The same as a string that the caller frees; NULL when out of memory. */
EXEUNT_API(__warn_unused_result__)
char *exeunt_check_text(const exeunt_check_result *result);

EXEUNT_API()
void exeunt_check_free(exeunt_check_result *result); /* does nothing for NULL */

/* "holds", "violated", ... */
EXEUNT_API(__warn_unused_result__)
const char *exeunt_verdict_word(exeunt_verdict verdict);

#ifdef __cplusplus
}
#endif

#endif
