/* The option --color. */
#ifndef EXN_CLI_COLOR_H
#define EXN_CLI_COLOR_H

#include <stdbool.h>

/* The values of --color, and whether standard output is to be coloured with one. */
enum { EXN_COLOR_AUTO, EXN_COLOR_ALWAYS, EXN_COLOR_NEVER };
extern const char *const exn_color_words[];
bool exn_wants_color(int color);

/* Returns how many columns the terminal of standard output has; 0: it is none. */
int exn_terminal_columns(void);

#endif
