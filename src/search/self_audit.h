/* Whether runs come again to the same states, by the same events, from a fresh world; and whether
 * what follows a state is what followed it where the search came to it first. If not, something
 * that decides the rest of a run lies outside the world. */
#ifndef EXN_SEARCH_SELF_AUDIT_H
#define EXN_SEARCH_SELF_AUDIT_H

#include "search/dfs.h"

/* With code that a program brings along (foreign_code.h) so many second ways to states are all run
 * anew, and later on those to one in so many states; but for ways on which that code was called as
 * on the first (calls_on_way.h): whatever it keeps, they leave the same. Of a plugin more is known:
 * what it allocates, its thread-locals and its libraries are the world's, or it is not searched by
 * states at all. */
enum {
    EXN_MERGES_ALL_AUDITED = 10000,
    EXN_MERGES_BETWEEN_AUDITS = 100,
    EXN_MERGES_BETWEEN_AUDITS_OF_PLUGINS = 1000,
    EXN_REMOTE_ALL_AUDITED = 50 /* states, and ways to them, of code in another process */
};

/* Each returns false if something differed: search->stats->difference tells what. The search is
 * where it was before. Out of memory, which shows in search->findings, differs from nothing. */

/* Audits runs that end with a transition of the last frame: those that have broken what none has
 * before, and now and then one that has not. */
bool exn_self_audit_ends(exn_search *search);
/* Audits the way to the last frame, which is new, and runs on: what follows is remembered. */
bool exn_self_audit_first_visit(exn_search *search);
/* Whether a state, or a way to one, is among the first `all` ones, as number `count`, or else in
 * the sample: by its hash, which is as good as random, and the same for any number of workers. It
 * is compared, and not divided: this is asked for each way. */
static inline bool exn_self_audit_is_among(const exn_search *search, exn_hash state, uint64_t count,
                                           uint64_t all)
{
    return count <= all || state.high < search->audited_below;
}
/* Audits a transition from the last frame that leads to a state that is known: whether what follows
 * there is what follows where it was reached first. Only those that are wanted: to be asked once
 * for each. */
static inline bool exn_self_audit_wants_merge(exn_search *search, exn_hash state)
{
    search->merges += 1;
    return exn_self_audit_is_among(search, state, search->merges, search->merges_audited) &&
           exn_first_visits_find(&search->first_visits, state) != NULL;
}
bool exn_self_audit_merge(exn_search *search, const exn_transition *transition);
/* Audits the way to the last frame, if it leads no farther. */
bool exn_self_audit_path(exn_search *search);

#endif
