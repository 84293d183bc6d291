/* Escapes text so that another language takes it literally. All reports escape here. */
#ifndef EXN_BASE_ESCAPE_H
#define EXN_BASE_ESCAPE_H

#include <stdbool.h>
#include <stdio.h>

/* XML and HTML: writes one character, escaped for text between tags and for a quoted attribute. */
void exn_put_markup(FILE *out, char character);

/* The same of a whole text: control characters but the end of a line become question marks, which
 * XML forbids in any form, and bytes that are not UTF-8 become U+FFFD. */
void exn_put_markup_text(FILE *out, const char *text);

/* Markdown: writes one character as text that means nothing, on the line where it stands: in a
 * sentence, and in a cell of a table. */
void exn_put_markdown(FILE *out, char character);

/* HTML: writes JSON into a script element, so that no `<` in a string can end the element. */
void exn_put_script(FILE *out, const char *json);

/* For terminals and line formats: replaces each control character by `?`, because it could move the
 * cursor or end the line. Keeps line ends if `keeps_lines`. */
void exn_disarm(char *text, bool keeps_lines);

#endif
