/* Text in XML and HTML. */
#ifndef EXN_RESULT_JSON_MARKUP_H
#define EXN_RESULT_JSON_MARKUP_H

#include <stdio.h>

/* Writes a character so that it means itself, between tags and in a quoted attribute. */
void exn_markup_put(FILE *out, char character);

#endif
