/* A process that was forked before a search began, so that nothing of the search has left traces in
 * it: it can still say what a tape gives the first time, and the second time (M9).
 *
 * It is asked when a search has noticed that something lies outside the world. That may make runs
 * differ, or only mislead a search that goes back to states. */
#ifndef EXN_SEARCH_WITNESS_H
#define EXN_SEARCH_WITNESS_H

#include "search/difference.h"

typedef struct exn_witness exn_witness;

/* NULL if there can be none. */
exn_witness *exn_witness_open(exn_run *run);
void exn_witness_close(exn_witness *witness); /* NULL is allowed */

/* Asks, for the tape of the last run as far as it came, whether it differs the second time. It
 * answers once, to this process or to one that was forked from it. Later questions find no
 * difference, nor does NULL, nor a witness that dies of the question. */
exn_difference exn_witness_ask(exn_witness *witness, const exn_run *run);

#endif
