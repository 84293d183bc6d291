/* The manual page and the completion of the shell, from the tables that `--help` prints: an option
 * that is in one is in all. */
#ifndef EXN_MANUAL_MANUAL_H
#define EXN_MANUAL_MANUAL_H

#include <stdio.h>

/* Writes exeunt.1, for `man`. */
void exn_write_man(FILE *out);

/* Writes the completion of bash. */
void exn_write_bash(FILE *out);

#endif
