/* What the tests of this folder share: reads a text, and gathers its complaints as one text. */
#ifndef READING_H
#define READING_H

#include "scenario/scenario.h"

#include <stddef.h>

typedef struct reading {
    exn_scenario *scenario; /* NULL: refused */
    char *complaints;       /* "3:5: message\n" for each */
    size_t complaint_count;
} reading;

reading read_bytes(const char *bytes, size_t length);
reading read_text(const char *text);
void reading_free(reading *read);

/* Reads a text that must be valid; fails the test with the complaints if it is not. */
exn_scenario *read_good(const char *text);

/* A text that must be refused with exactly these complaints. */
typedef struct refusal {
    const char *text;
    const char *complaints;
} refusal;
void expect_refusals(const refusal *refusals, size_t count);

/* Returns the bytes of a file, terminated; the caller frees them. Fails the test if it cannot be
 * read. */
char *read_file(const char *path, size_t *length);

/* Calls `visit` for every `.yaml` file below a folder; returns how many there are. */
size_t for_each_scenario_file(const char *folder, void (*visit)(const char *path));

#endif
