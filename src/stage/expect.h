/* What the scenario expects on top of the rules. */
#ifndef EXN_STAGE_EXPECT_H
#define EXN_STAGE_EXPECT_H

#include "stage/state.h"

/* Whether anything is expected before the end of a run. */
bool exn_expect_matters(const exn_scenario *scenario);
/* Whether anything is expected of the words of a manager or body in C. */
bool exn_expect_hears(const exn_scenario *scenario, exn_node_id node);
/* A word may come that is never to come: that is put to the test. */
void exn_expect_may_hear(exn_stage *stage, exn_node_id speaker, const char *word);

void exn_expect_event(void *context, const exn_event *event);
void exn_expect_end(exn_stage *stage);

/* Ends the run as one that does not do what is expected. */
_Noreturn void exn_expect_fail(exn_stage *stage, exn_mismatch_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
