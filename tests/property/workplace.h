/* The temporary folder of one comparison, and the command that runs in it. */
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

/* Each of these ends the program with a message if the system refuses. */

/* Makes the folder, in TMPDIR or /tmp. */
void brute_workplace_make(struct brute_workplace *place);

/* Writes one file for each scenario. */
void brute_workplace_write(const struct brute_workplace *place,
                           const struct brute_scenario *scenarios, unsigned count);

/* Runs `EXEUNT check SCENARIOS --reports REPORTS`. Its results count, whatever its exit status; a
 * status that is no verdict is reported on stderr. */
void brute_workplace_check(const struct brute_workplace *place, const char *exeunt);

/* Removes the folder with its contents. */
void brute_workplace_remove(const struct brute_workplace *place);

#endif
