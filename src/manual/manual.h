/* The manual page and the shell completion, made from the tables that `--help` prints: an option
 * that is in one is in all of them. */
#ifndef EXN_MANUAL_MANUAL_H
#define EXN_MANUAL_MANUAL_H

#include <stdio.h>

/* Writes exeunt.1, the page for `man`. */
void exn_write_man(FILE *out);

/* Writes the completion for bash. */
void exn_write_bash(FILE *out);

#endif
