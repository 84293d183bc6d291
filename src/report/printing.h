/* Printing for people: colours, columns, numbers. Used by this folder and by the lists of the
 * command. */
#ifndef EXN_REPORT_PRINTING_H
#define EXN_REPORT_PRINTING_H

#include "report/report.h"

#include <stdint.h>

/* Printed in place of a text that there was no memory for. */
#define EXN_NO_MEMORY "(out of memory)"

typedef enum exn_ink { EXN_PLAIN, EXN_BOLD, EXN_DIM, EXN_RED, EXN_GREEN, EXN_YELLOW } exn_ink;

/* Prints like printf, in colour if the terminal has it. Control characters become question marks,
 * so that names of files and scenarios cannot control the terminal. */
__attribute__((format(printf, 3, 4))) void exn_put(const exn_terminal *terminal, exn_ink ink,
                                                   const char *format, ...);

/* Prints `text` and pads it with blanks to `width` columns; a longer text stays whole. */
void exn_put_column(const exn_terminal *terminal, exn_ink ink, const char *text, int width);

/* Prints words from `column` on, where the cursor is, in as many lines of at most 100 columns, or
 * of those that the terminal has, as it takes, all beginning at `column`. Ends the last line. */
void exn_put_wrapped(const exn_terminal *terminal, const char *text, int column);

/* Returns how many columns a text takes, one for each character. */
int exn_text_width(const char *text);

/* Prints a decimal number, digits in groups of three, right-aligned in `width` columns. */
void exn_put_digits(const exn_terminal *terminal, const char *digits, int width);

/* Prints a number of things: "1 fault", "2 faults", "1,000 faults". */
void exn_put_count(const exn_terminal *terminal, uint64_t count, const char *thing);

/* Prints a rate: "436 transitions/s", "2.1 million transitions/s". */
void exn_put_rate(const exn_terminal *terminal, uint64_t count, double seconds, const char *things);

/* Prints `before`, and the probability that a search by hashes missed a state. Prints nothing if
 * the probability is 0. */
void exn_put_missed(const exn_terminal *terminal, const char *before, double probability);

/* Prints an empty line, unless the last line is empty already. */
void exn_print_gap(exn_terminal *terminal);

/* Prints a blank and an argument of a command, quoted so that a shell takes it as one word. */
void exn_put_argument(const exn_terminal *terminal, const char *argument);

/* Prints "exactly-once (X1)". */
void exn_put_rule(const exn_terminal *terminal, exn_ink ink, const exn_violation *violation);

/* Writes what a gap is: "vm2 exit never ends so: `fails` (line 6)". */
enum { EXN_GAP_TEXT = 800 };
void exn_gap_text(const exn_behaviour_row *row, char *text, size_t size);

/* Prints what may happen in a scenario and never does and, with -v, how often what happens. */
void exn_print_behaviour(const exn_terminal *terminal, const exn_result *result);

/* Returns the part of the text of a smallest scenario that says what may happen: what stands after
 * its names. */
const char *exn_scenario_body(const char *text);

#endif
