/* Explores a world that a program builds, managers of its own in it: what `exeunt check` does, as
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
 * Every order of everything that may happen is tried, and all rules are looked at in each.
 * <exeunt/criterion.h> makes it one test. `exeunt explain M3` tells what a rule means, and so what
 * any verdict or word does that stands here.
 *
 * The world lies at one fixed address: one check at a time in a process, and none inside a check.
 *
 * While a check runs it catches SIGABRT, SIGBUS, SIGFPE, SIGILL and SIGSEGV, prints to stderr which
 * tape led there, and passes the signal on to its previous handler. With `workers` it runs in
 * processes of its own: a failed assertion there, or anything else that raises one of these signals
 * in a run, is a finding with its shortest schedule (EXEUNT_VERDICT_CRASHED); anything else that
 * ends such a process ends this one in the same manner. Code under test that calls exit() ends the
 * program as one that failed, whatever the status.
 *
 * A timer of this process's processor time (SIGXCPU) watches code under test: when one call loops
 * for `hang_ms`, the check prints its tape and raises SIGABRT. It does not notice code that waits
 * without using the processor, for a lock, say. */
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

/* Managers written in C, in the place of those that the scenario would play. */
typedef struct exeunt_check_manager {
    /* Which: a name of the scenario, or a pattern (`vm*`, `?`: fnmatch) for any number of them. */
    const char *name;
    /* Makes one in the memory of its border, where it lies as long as the world; `name` does, too.
     * Called once for all runs, each of which begins with that memory as it was left here, so that
     * `enter` is called many times. Memory of malloc is not put back: a manager that lies there
     * is refused (`invalid`). What it waits for, and what it takes: <exeunt/implementation.h>.
     * NULL: the scenario plays this one, of those that a pattern stands for; the check is invalid
     * if it has an entry of its own, for what is named is to be tested. */
    exeunt_manager *(*create)(exeunt_border *border, const char *name, void *data);
    void *data; /* the caller's */
} exeunt_check_manager;

enum { EXEUNT_CHECK_MANAGERS_MAX = 16 }; /* entries; one may stand for any number of managers */

/* How the space is searched. */
typedef enum exeunt_strategy {
    EXEUNT_STRATEGY_EXHAUSTIVE,
    EXEUNT_STRATEGY_RANDOM, /* runs at random, each choice evenly */
    EXEUNT_STRATEGY_PCT /* runs at random, with the bound of probabilistic concurrency testing */
} exeunt_strategy;

/* In all of it zero means the default. */
typedef struct exeunt_check_config {
    /* In messages; the default is that of the scenario, else its file, else "check". */
    const char *name;
    /* Scope, managers, body and limits as in a scenario file; `scenario:` may be left out. The
     * default is a pool of the managers below. What these wait for has their own words in
     * `schedule` and `expect`, as in traces: "db connected". */
    const char *scenario;
    const char *scenario_file; /* the same in a file; a path, as fopen takes it */
    exeunt_check_manager managers[EXEUNT_CHECK_MANAGERS_MAX]; /* the first that fits counts */
    /* The body. NULL: the scenario plays it. Of its `body` only the `actions` count where it is
     * given: they are what this one may ask of the scope (<exeunt/implementation.h>). */
    const exeunt_body *body;
    /* Whose scope it is. The default is the one that the scenario names, else exeunt's own. */
    const exeunt_implementation *implementation;
    /* One schedule, to be kept: `schedule_text` of a violation, or any list of items, in the place
     * of the scenario's own. After the last item, and from the first one on that is not possible
     * any more, everything is explored. So the check fails as long as the bug is there, and passes
     * when it is mended; what the scenario expects counts, but for `interleavings`. */
    const char *schedule;
    const char *schedule_file; /* the same in a file */
    unsigned cancels;          /* cancel requests, at any moments; in the place of `cancel` */
    /* Asks each exit in flight to stop, once at most, whenever the world waits, and each enter once
     * more that its scope has asked: `operations: anywhere` of a scenario. No scope knows. It is
     * the way to see what a manager does when its exit is asked (M6): scopes do not ask exits, but
     * for the end of a grace time. */
    bool asks_operations;
    unsigned faults;   /* at most so many in a run; in the place of `limits: {faults: ...}` */
    bool memory_fails; /* each exeunt_border_try_allocate may; as `faults: {memory: anywhere}` */

    /* Runs one schedule after the other from the beginning, unless this is set: then each state is
     * visited once, and gone back to. That is for managers all of whose memory is the border's, or
     * statics of the program: what changes elsewhere (malloc, thread-locals, the environment) is
     * not gone back to. It is looked for: each of the first 10,000 states is reached a second time
     * from a fresh world, and so is each by the first 10,000 second ways that lead to one; later
     * on, one state in a hundred. From there both ways are run on, at random but alike, for up to
     * 64 steps. If that differs, or a state does, all is explored by running instead, and
     * `fallback` tells what it was. Code that goes astray on other ways only is not noticed. */
    bool snapshots;
    bool no_reduction; /* with snapshots: also the moments that private steps make needless */
    /* Processes that do the work instead of this one; with snapshots they share it. What they
     * change stays with them, a test's own counts, too. Default: none: a crash ends this one. */
    unsigned workers;
    /* Convicts private steps that touch what is not their manager's memory and, with snapshots,
     * those that do not commute with whatever else may come: `invalid`. Nothing is reduced then. */
    bool audits_privacy;
    exeunt_strategy strategy; /* but for the first one, by `runs_max` or `budget_ms`: never all */
    uint64_t seed;            /* the same seed, the same runs */
    unsigned bug_depth;       /* of PCT: how many orderings a bug needs; default: 3 */
    uint64_t runs_max; /* complete runs, also with snapshots; default: no limit, as for the rest */
    uint64_t states_max; /* with snapshots */
    uint64_t memory_max_bytes;
    unsigned budget_ms;
    /* Code under test that does not come back for so much of the processor's time ends this process
     * like one that aborts; default: 10 s. EXEUNT_MAY_HANG: it may take for ever. */
    unsigned hang_ms;
} exeunt_check_config;

#define EXEUNT_MAY_HANG UINT_MAX

/* --- what was found --------------------------------------------------------------------------- */

typedef enum exeunt_verdict {
    EXEUNT_VERDICT_HOLDS,    /* all was tried, and nothing breaks a rule */
    EXEUNT_VERDICT_SAMPLED,  /* nothing was found in what was tried; `left_out` says what was not */
    EXEUNT_VERDICT_VIOLATED, /* a rule is broken, or an expectation of the scenario */
    EXEUNT_VERDICT_VACUOUS,  /* it holds, but something that the scenario declares never happened */
    EXEUNT_VERDICT_SKIPPED,  /* the implementation can't do what the scenario needs: `complaints` */
    EXEUNT_VERDICT_INVALID,  /* the configuration is wrong: `complaints` */
    EXEUNT_VERDICT_CRASHED   /* it crashes; with `workers` only, else this program crashes, too */
} exeunt_verdict;

typedef struct exeunt_violation {
    const char *rule;    /* "M3"; "expect" for an expectation; "crashed" */
    const char *name;    /* "clean-failure"; "crashed" */
    const char *blame;   /* "scope", "body", a manager's name, or NULL */
    const char *message; /* "db holds 48 bytes after its exit" */
    const char *tape;    /* for exeunt_replay */
    bool shortest;       /* no schedule that breaks this is shorter */
    unsigned faults;     /* of the schedule, as the next two */
    unsigned cancels;
    uint64_t steps;
    uint64_t schedules;       /* how many showed it */
    const char *const *trace; /* its events: "db enter begins" */
    size_t trace_count;
    const char *const *schedule; /* the same as the items of a schedule: "db connected" */
    size_t schedule_count;
    /* The same as a text, on one line, and what a schedule of the scenario's own has after it: for
     * `schedule` of a configuration, or to be saved for its `schedule_file`. NULL where all
     * schedules together show it. */
    const char *schedule_text;
} exeunt_violation;

typedef struct exeunt_complaint {
    unsigned line, column; /* in the scenario, from 1; 0: not about its text */
    const char *message;
} exeunt_complaint;

/* Read only; all of it belongs to the result. Lists are not NULL where their count is not 0. */
typedef struct exeunt_check_result {
    const char *name;
    exeunt_verdict verdict;
    bool
        passed; /* what a test asks; vacuous and sampled pass, skipped does not: nothing was done */
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
    /* Rules that no schedule put to the test, each with why: "M6: no exit was asked to stop". Of
     * managers in C whatever was not asked of them; else what the scenario could have reached. With
     * a schedule nothing, nor where something is violated. */
    const char *const *untested;
    size_t untested_count;
    const char *const *left_out;
    size_t left_out_count;
    /* Explored by running though `snapshots` was set: why. NULL: not so. */
    const char *fallback;
    const char *const *notes; /* what lies in statics, for example */
    size_t note_count;
    const char *const *trace; /* of exeunt_replay: the events of the run */
    size_t trace_count;
    const char *outcome; /* of exeunt_replay: "raises db.exit"; NULL if it ended in a breach */
} exeunt_check_result;

/* Explores. Returns NULL only when out of memory; a configuration that makes no sense, NULL
 * included, is a result too. The caller frees it. */
EXEUNT_API(__warn_unused_result__)
exeunt_check_result *exeunt_check(const exeunt_check_config *config);

/* Runs one schedule of the same world: the tape of a violation, or any. NULL is the empty tape. */
EXEUNT_API(__warn_unused_result__)
exeunt_check_result *exeunt_replay(const exeunt_check_config *config, const char *tape);

/* Prints violations, or the verdict in a line, as `exeunt check` prints them; of a replay the
 * events. UTF-8. NULL is a result: out of memory. */
EXEUNT_API(__nonnull__(2))
void exeunt_check_print(const exeunt_check_result *result, FILE *file);
/* The same as a string that the caller frees; NULL when out of memory. */
EXEUNT_API(__warn_unused_result__)
char *exeunt_check_text(const exeunt_check_result *result);

EXEUNT_API()
void exeunt_check_free(exeunt_check_result *result); /* NULL is allowed */

/* "holds", "violated", ... */
EXEUNT_API(__warn_unused_result__)
const char *exeunt_verdict_word(exeunt_verdict verdict);

#ifdef __cplusplus
}
#endif

#endif
