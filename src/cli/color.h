/* The option --color. */
#ifndef EXN_CLI_COLOR_H
#define EXN_CLI_COLOR_H

#include <stdbool.h>

/* What --color means: whether standard output shall be coloured. */
enum { EXN_COLOR_AUTO, EXN_COLOR_ALWAYS, EXN_COLOR_NEVER };
extern const char *const exn_color_words[];
bool exn_wants_color(int color);

#endif
