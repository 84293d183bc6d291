/* Reads what the command found, and compares it with the brute force. */
#ifndef BRUTE_RESULTS_H
#define BRUTE_RESULTS_H

#include "enumerate.h"

#include <stdio.h>

struct brute_results;

/* Reads a results.json. Returns it, to be passed to brute_results_free; or NULL after a message on
 * stderr. */
struct brute_results *brute_results_read(const char *path);

/* Does nothing for NULL. */
void brute_results_free(struct brute_results *results);

/* Whether the results have the scenario named `title` with exactly the outcomes, the number of runs
 * and the hangs of `tally`, and no other breach. */
bool brute_results_agree(const struct brute_results *results, const char *title,
                         const struct brute_tally *tally);

/* Writes in a few lines what the brute force found. */
void brute_results_print_tally(const struct brute_tally *tally, FILE *file);

/* Writes in the same form what the results contain. */
void brute_results_print(const struct brute_results *results, const char *title, FILE *file);

#endif
