/* Whether the view agrees with itself: what it counts is what its members are. */
#ifndef EXN_CONTRACT_VIEW_CHECK_H
#define EXN_CONTRACT_VIEW_CHECK_H

#include "contract/view.h"

/* Aborts, by an assertion, if the view disagrees with itself: a rule that reads it would then judge
 * wrongly. For a view of which every event has kept the rules: where rules are waived, code under
 * test may have done what the view has no words for, and nothing is looked at.
 *
 * It costs as much as the view is large: for ends of runs, for breaches before they are reported,
 * and for samples of steps. */
void exn_view_assert(const exn_view *view);

#endif
