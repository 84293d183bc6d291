/* A process that has seen nothing of a search: it was forked before that began, and can still say
 * what a tape gives the first time, and the second time, whatever has run meanwhile (M9).
 *
 * It is asked when a search has come upon something that lies outside the world. Then it is not
 * known whether that makes runs differ, or only leads a search astray that goes back to states. */
#ifndef EXN_SEARCH_WITNESS_H
#define EXN_SEARCH_WITNESS_H

#include "search/difference.h"

typedef struct exn_witness exn_witness;

/* NULL if there can be none. */
exn_witness *exn_witness_open(exn_run *run);
void exn_witness_close(exn_witness *witness); /* NULL is allowed */

/* Asks, for the tape of the last run as far as it came, whether it differs the second time. It
 * answers once, to this process or one that was forked from it; later on, and NULL, and one that
 * dies of it, know of no difference. */
exn_difference exn_witness_ask(exn_witness *witness, const exn_run *run);

#endif
