/* Printing for people: colours, columns, numbers. For this folder and for lists of the command. */
#ifndef EXN_REPORT_PRINTING_H
#define EXN_REPORT_PRINTING_H

#include "report/report.h"

#include <stdint.h>

/* Stands in the place of a text for which no memory was left. */
#define EXN_NO_MEMORY "(out of memory)"

typedef enum exn_ink { EXN_PLAIN, EXN_BOLD, EXN_DIM, EXN_RED, EXN_GREEN, EXN_YELLOW } exn_ink;

/* Prints like printf, in colour if the terminal has it. Control characters become question marks:
 * names of files and of scenarios must not steer a terminal. */
__attribute__((format(printf, 3, 4))) void exn_put(const exn_terminal *terminal, exn_ink ink,
                                                   const char *format, ...);

/* Prints `text` and fills up with blanks to `width` columns; more text stays whole. */
void exn_put_column(const exn_terminal *terminal, exn_ink ink, const char *text, int width);

/* Prints words from column `column` on, where the cursor is, and below that in as many lines of at
 * most 100 columns as it takes; the last one ends. */
void exn_put_wrapped(const exn_terminal *terminal, const char *text, int column);

/* How many columns a text has, one for each character. */
int exn_text_width(const char *text);

/* Prints a decimal number, its digits in groups of three, to the right of `width` columns. */
void exn_put_digits(const exn_terminal *terminal, const char *digits, int width);

/* `count` things: "1 fault", "2 faults", "1,000 faults". */
void exn_put_count(const exn_terminal *terminal, uint64_t count, const char *thing);

/* How many things a second: "436 transitions/s", "2.1 million transitions/s". */
void exn_put_rate(const exn_terminal *terminal, uint64_t count, double seconds, const char *things);

/* That a search by hashes may have missed a state, and how likely that is; `before` stands before
 * it. Nothing if it cannot have. */
void exn_put_missed(const exn_terminal *terminal, const char *before, double probability);

/* Prints an empty line, unless there is one already. */
void exn_print_gap(exn_terminal *terminal);

/* "exactly-once (X1)". */
void exn_put_rule(const exn_terminal *terminal, exn_ink ink, const exn_violation *violation);

#endif
