/* Where one transition is enough, and why. */
#include "search/ample.h"

#include "base/own_assert.h"

/* Ample sets (Clarke, Grumberg, Peled: Model Checking, 1999, chapter 10; Godefroid:
 * Partial-Order Methods for the Verification of Concurrent Systems, LNCS 1032) of one transition:
 * an inner step that its manager declares private, p. What it may do: change memory of its own
 * manager, which nothing else reads or writes, and bring its operation nearer to its end. It
 * settles nothing, posts nothing, and calls no other code. So:
 *
 * (An audit checks that: fence.c sees what p touches, independence.c whether it commutes.)
 *
 * Not empty: the ample set is p.
 *
 * Independent: whatever happens before p commutes with p, or makes p unnecessary. Transitions of
 *     others neither read nor write what p does; p stays possible until its operation settles,
 *     since steps of an operation come one after the other, and no other transition takes them.
 *     A cancel request, from outside, by fail-fast (P3), by a deadline or at the end of grace
 *     (C4, C6), sets the flag `asked` of the operation. p does not read it, and it takes nothing
 *     away: the two commute.
 *     The one transition that does not commute is a stop: after a request the operation may settle
 *     canceled, or as `on-cancel` says, whatever inner steps are left, so that p never comes.
 *     Here the diamond closes without p's second half: from s with p left, a stop leads to the
 *     same state as p and then the stop, because what a settled operation leaves behind does not
 *     tell how many steps it had left. So p is confluent with every transition from s: for s -p->
 *     s' and s -a-> t there is a u with s' -a-> u, and t -p-> u or t = u. To follow a confluent
 *     silent transition alone keeps all traces but for itself (Groote and van de Pol: State Space
 *     Reduction Using Partial tau-Confluence, MFCS 2000).
 *     Transitions that s has and s' has not there are none: `hangs` and the own results need all
 *     inner steps done; a deadline, a timer, a request are there in both; a limit of faults or of
 *     cancels counts none of p.
 *
 * Invisible: p is no event at the border, so no invariant and no expectation sees it,
 *     but for the rules that look when a step ends (X11, X12): these ask what is due at the
 *     border, which p does not change. A schedule does see inner steps: there is no reduction
 *     with one. A limit of the length of runs sees them, too: `limits: steps` is not explored
 *     reduced. But no run gets shorter by it: a run has p, sooner or later, or p could have come
 *     before it was needless; so it can be found out whether any is too long (longest.c).
 *
 * No cycle: none of the graph consists of such transitions alone. Each brings an operation that has
 *     finitely many steps nearer to its end. Code in C may declare more than it keeps, and wait for
 *     ever in private steps: the pass that looks for livelocks, which is not reduced, finds that
 *     (X9), and then the search is made anew without a reduction (passes.c). */
uint32_t exn_ample_step(const exn_delivery *deliveries, const bool *allowed, uint32_t count)
{
    uint32_t i = 0;
    while (i < count && !(deliveries[i].is_private && allowed[i])) {
        i += 1;
    }
    exn_assert(i == count || deliveries[i].kind == EXN_DELIVER_STEP ||
               deliveries[i].kind == EXN_DELIVER_EXTERNAL); /* nothing else is private */
    return i;
}
