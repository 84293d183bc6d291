/* Markdown as plain text. */
#include "cli/handbook/handbook.h"
#include "cli/memory.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

char *exn_span_plain(exn_text_span span)
{
    static const char planned[] = "°";
    char *text = NULL;
    size_t size = 0;
    bool in_code = false;
    FILE *out = exn_need(open_memstream(&text, &size));
    for (size_t i = 0; i < span.length; i++) {
        char here = span.text[i];
        in_code = in_code != (here == '`');
        if (isspace((unsigned char)here)) {
            while (i + 1 < span.length && isspace((unsigned char)span.text[i + 1])) {
                i++;
            }
            fputc(' ', out);
        } else if (strncmp(span.text + i, planned, strlen(planned)) == 0) {
            fputs(" (not built yet)", out);
            i += strlen(planned) - 1;
        } else if (here != '*' || in_code) {
            fputc(here, out);
        }
    }
    if (fclose(out) != 0) {
        exn_out_of_memory();
    }
    return text;
}
