/* The temporary folder of one comparison, and the command that is run in it. */
#ifndef BRUTE_WORKPLACE_H
#define BRUTE_WORKPLACE_H

#include "model.h"

enum { BRUTE_PATH_MAX = 4096 };

struct brute_workplace {
    char folder[BRUTE_PATH_MAX / 4];
    char scenarios[BRUTE_PATH_MAX / 2]; /* a folder of scenario files */
    char results[BRUTE_PATH_MAX / 2];   /* the results.json that the command writes */
    char reports[BRUTE_PATH_MAX / 2];
    char output[BRUTE_PATH_MAX / 2]; /* what the command printed */
};

/* All of these end the program with a message if the system refuses. */

/* Makes the folder, in TMPDIR or /tmp. */
void brute_workplace_make(struct brute_workplace *place);

/* Writes one file for each scenario. */
void brute_workplace_write(const struct brute_workplace *place,
                           const struct brute_scenario *scenarios, unsigned count);

/* Runs `EXEUNT check SCENARIOS --reports REPORTS`. Whatever it ends with, what counts are its
 * results; an exit status that is no verdict is told on stderr. */
void brute_workplace_check(const struct brute_workplace *place, const char *exeunt);

/* Removes the folder with all that lies in it. */
void brute_workplace_remove(const struct brute_workplace *place);

#endif
