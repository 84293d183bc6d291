/* What `exeunt check` asks a host to explore. One table yields the options of the command with
 * their help, this struct, and the members of a request (protocol.h). To add an option that reaches
 * the explorer, add a line here, a field of exn_explore_options, and a line in host/answers.c that
 * sets the field. */
#ifndef EXN_PROTOCOL_EXPLORE_REQUEST_H
#define EXN_PROTOCOL_EXPLORE_REQUEST_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum { EXN_BUG_DEPTH_MAX = 1000 };

/* X(member, TYPE, option, letter, value, help, minimum, maximum), in the order of the help.
 *
 * TYPE is TEXT, STRATEGY, COUNT, SIZE (bytes), DURATION (seconds) or FLAG. The command refuses a
 * count below `minimum`. The host refuses a count above `maximum`; where the user gives more, the
 * command sends `maximum`, which is as good as no limit. */
#define EXN_EXPLORE_OPTION_MAP(X)                                                                  \
    X(implementation, TEXT, "implementation", 'i', "NAME",                                         \
      "put this under test, whatever the scenarios say: a name of exeunt list, a plugin; a "       \
      "pattern",                                                                                   \
      0, 0)                                                                                        \
    X(profile, TEXT, "profile", 'p', "NAME", "check by the answers of this profile (exeunt list)", \
      0, 0)                                                                                        \
    X(strategy, STRATEGY, "strategy", 's', "NAME",                                                 \
      "exhaustive (all there is), random or pct (a sample)", 0, 0)                                 \
    X(seed, COUNT, "seed", 0, "N", "of random and pct (default: 1)", 0, INT64_MAX)                 \
    X(bug_depth, COUNT, "depth", 0, "N", "of pct: ordering constraints of a bug (default: 3)", 1,  \
      EXN_BUG_DEPTH_MAX)                                                                           \
    X(runs, COUNT, "runs", 0, "N", "at most so many runs of a scenario (random, pct: 10000)", 1,   \
      INT64_MAX)                                                                                   \
    X(budget_s, DURATION, "budget", 0, "TIME", "for the whole run, shared fairly: 500ms, 30s, 5m", \
      0, 0)                                                                                        \
    X(hang_s, DURATION, "hang-timeout", 0, "TIME", "a call that takes longer hangs (default: 5s)", \
      0, 0)                                                                                        \
    X(faults, COUNT, "faults", 0, "N", "at most so many faults in a run", 0, UINT32_MAX)           \
    X(cancels, COUNT, "cancels", 0, "N", "at most so many cancel requests in a run", 0,            \
      UINT32_MAX)                                                                                  \
    X(states, COUNT, "states", 0, "N", "at most so many states of a scenario", 1, INT64_MAX)       \
    X(memory_bytes, SIZE, "memory", 0, "SIZE", "for states, all jobs together: 512M, 4G", 0,       \
      INT64_MAX)                                                                                   \
    X(counts, FLAG, "count", 0, NULL, "count interleavings, however many states", 0, 0)            \
    X(no_reduction, FLAG, "no-reduction", 0, NULL, "try private inner steps in every order too",   \
      0, 0)                                                                                        \
    X(no_remembering, FLAG, "no-remembering", 0, NULL,                                             \
      "make each settlement anew, be its effect known or not", 0, 0)                               \
    X(no_snapshots, FLAG, "no-snapshots", 0, NULL, "run from the beginning, again and again", 0,   \
      0)                                                                                           \
    X(same_turn, FLAG, "same-turn", 0, NULL,                                                       \
      "of adapters: several events in one turn, with more than two managers, too", 0, 0)           \
    X(audits_privacy, FLAG, "audit", 0, NULL,                                                      \
      "convict managers whose private steps touch more, or do not commute", 0, 0)                  \
    X(behaviour, FLAG, "behaviour", 0, NULL,                                                       \
      "count what the scenarios exercise, and name what may happen and never does", 0, 0)          \
    X(no_shrink, FLAG, "no-shrink", 0, NULL, "look for no smaller scenario that breaks the same",  \
      0, 0)                                                                                        \
    X(python, TEXT, "python", 0, "PATH",                                                           \
      "of adapters in Python: the interpreter (default: of the virtual environment, or python3)",  \
      0, 0)                                                                                        \
    X(plugins, TEXT, "plugins", 0, "DIRS",                                                         \
      "where plugins are looked for that are not at their place (DIR:DIR...)", 0, 0)

/* All members. The command computes the last two itself. */
#define EXN_EXPLORE_REQUEST_MAP(X)                                                                 \
    EXN_EXPLORE_OPTION_MAP(X)                                                                      \
    X(draws, FLAG, NULL, 0, NULL, NULL, 0, 0)                                                      \
    X(workers, COUNT, NULL, 0, NULL, NULL, 0, 1024)

typedef struct exn_given_count {
    unsigned long long value; /* at most INT64_MAX */
    int given;
} exn_given_count;

#define EXN_REQUEST_TYPE_TEXT                 const char * /* NULL: not given */
#define EXN_REQUEST_TYPE_STRATEGY             int          /* an exeunt_strategy */
#define EXN_REQUEST_TYPE_COUNT                exn_given_count
#define EXN_REQUEST_TYPE_SIZE                 exn_given_count
#define EXN_REQUEST_TYPE_DURATION             double /* 0: not given */
#define EXN_REQUEST_TYPE_FLAG                 bool
#define EXN_REQUEST_MEMBER(member, TYPE, ...) EXN_REQUEST_TYPE_##TYPE member;

typedef struct exn_explore_request {
    EXN_EXPLORE_REQUEST_MAP(EXN_REQUEST_MEMBER)
} exn_explore_request;

/* Indexed by exeunt_strategy; ends with NULL. */
extern const char *const exn_strategy_words[];

/* Adds the members to the arguments of a request, and leaves out what was not given. */
void exn_explore_request_write(const exn_explore_request *request, json_t *arguments);

/* Reads the members; a member that is missing or null counts as not given. Texts belong to
 * `arguments`. Returns NULL, or the name of the member that is wrong, with the reason in `message`
 * (of `size` bytes). */
const char *exn_explore_request_read(exn_explore_request *request, const json_t *arguments,
                                     char *message, size_t size);

#endif
