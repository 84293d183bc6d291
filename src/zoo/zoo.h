/* The zoo: known-bad scopes and managers, each beside its mended twin (zoo/twins.h). */
#ifndef EXN_ZOO_ZOO_H
#define EXN_ZOO_ZOO_H

#include <exeunt/plugin.h>

/* X(symbol): the scopes, in the order of their cases. */
#define EXN_ZOO_SCOPE_MAP(X)                                                                       \
    X(gather_cm)                                                                                   \
    X(gather_on_stack)                                                                             \
    X(exit_in_task_group)                                                                          \
    X(exits_failed_enter)                                                                          \
    X(pushes_in_turn)                                                                              \
    X(tells_one_of_two)                                                                            \
    X(believes_its_body)                                                                           \
    X(stops_at_failed_exit)                                                                        \
    X(exits_in_plan_order)                                                                         \
    X(registers_exit_late)                                                                         \
    X(exits_oldest_first)                                                                          \
    X(hurries_nobody)                                                                              \
    X(hides_the_cause)                                                                             \
    X(closes_twice)                                                                                \
    X(keeps_one_error)                                                                             \
    X(leaves_its_body)

/* X(symbol, word, what): the managers. */
#define EXN_ZOO_MANAGER_MAP(X)                                                                     \
    X(stops_every_wait, "stops-every-wait",                                                        \
      "once it was asked to stop, its exit waits for nothing any more (case 101)")                 \
    X(leaks_when_canceled, "leaks-when-canceled",                                                  \
      "asked to stop in its second step, it keeps what the first one acquired (case 102)")         \
    X(forgets_what_it_closes, "forgets-what-it-closes",                                            \
      "asked to stop, its exit forgets the connection that it was closing (case 103)")             \
    X(loses_handed_token, "loses-handed-token",                                                    \
      "a waiter that is canceled before it runs loses the token that it was handed (case 104)")    \
    X(miscounts_its_works, "miscounts-its-works",                                                  \
      "its exit settles twice, for one of two works is not counted (case 105)")                    \
    X(frees_too_early, "frees-too-early",                                                          \
      "frees in a callback what the caller goes on using (case 106)")                              \
    X(never_rolls_back, "never-rolls-back",                                                        \
      "when its commit fails, nothing rolls back (case 107)")                                      \
    X(forgets_first_step, "forgets-first-step",                                                    \
      "when its second step fails, it keeps what the first one acquired (case 108)")               \
    X(leaves_look_up, "leaves-look-up", "a look-up that cannot be withdrawn is left (case 108)")   \
    X(closes_unheard, "closes-unheard",                                                            \
      "a shared channel is destroyed, and its users never hear of it (case 110)")                  \
    X(loses_old_attempt, "loses-old-attempt",                                                      \
      "what a failed attempt had acquired is overwritten by the next (case 112)")

#define EXN_ZOO_DECLARE_SCOPE(symbol)                                                              \
    extern const exeunt_implementation exn_zoo_##symbol, exn_zoo_##symbol##_mended;
EXN_ZOO_SCOPE_MAP(EXN_ZOO_DECLARE_SCOPE)
#undef EXN_ZOO_DECLARE_SCOPE

#define EXN_ZOO_DECLARE_MANAGER(symbol, word, what)                                                \
    exeunt_manager *exn_zoo_##symbol##_create(exeunt_border *border, const char *name,             \
                                              const exeunt_arguments *with);                       \
    exeunt_manager *exn_zoo_##symbol##_create_mended(exeunt_border *border, const char *name,      \
                                                     const exeunt_arguments *with);
EXN_ZOO_MANAGER_MAP(EXN_ZOO_DECLARE_MANAGER)
#undef EXN_ZOO_DECLARE_MANAGER

/* All of them: each is followed by its twin. */
#define EXN_ZOO_COUNT(...) +2
enum { EXN_ZOO_SCOPES = EXN_ZOO_SCOPE_MAP(EXN_ZOO_COUNT) };
enum { EXN_ZOO_MANAGERS = EXN_ZOO_MANAGER_MAP(EXN_ZOO_COUNT) };
#undef EXN_ZOO_COUNT
extern const exeunt_implementation *const exn_zoo_scopes[EXN_ZOO_SCOPES];
extern const exeunt_plugin_manager exn_zoo_managers[EXN_ZOO_MANAGERS];

#endif
