/* Text among the signs of another language, so that it means itself: one place for all reports. */
#ifndef EXN_BASE_ESCAPE_H
#define EXN_BASE_ESCAPE_H

#include <stdbool.h>
#include <stdio.h>

/* XML and HTML: writes a character between tags or in a quoted attribute. */
void exn_put_markup(FILE *out, char character);

/* HTML: writes JSON into a script, which no `<` in a string may end. */
void exn_put_script(FILE *out, const char *json);

/* A terminal, or a format of lines: makes each control character, which could move the cursor or
 * end the line, a `?`. Line ends stay if `keeps_lines`. */
void exn_disarm(char *text, bool keeps_lines);

#endif
