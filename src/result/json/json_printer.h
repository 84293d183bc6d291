/* Prints JSON value by value, as jansson prints a tree of values: a result has hundreds of values,
 * and none is allocated. */
#ifndef EXN_RESULT_JSON_JSON_PRINTER_H
#define EXN_RESULT_JSON_JSON_PRINTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef enum exn_json_form {
    EXN_JSON_LINE, /* for another process: in one line, and in as few values as are needed */
    EXN_JSON_FILE  /* for people and their programs: indented, reals with nine digits */
} exn_json_form;

enum { EXN_JSON_BUFFER_SIZE = 1 << 14 };

/* One value being printed. */
typedef struct exn_json_printer {
    FILE *out;
    exn_json_form form;
    unsigned depth;   /* objects and arrays that are open */
    bool follows;     /* a value came before, in the innermost of them */
    bool lacks_value; /* memory ran out: some value is not printed */
    size_t used;
    char buffer[EXN_JSON_BUFFER_SIZE]; /* not yet in `out` */
} exn_json_printer;

void exn_json_begin(exn_json_printer *self, FILE *out, exn_json_form form);

/* Hands everything to `out`. Returns whether all was printed; if not, ferror(out) says whether it
 * could not be written, else memory ran out. */
bool exn_json_end(exn_json_printer *self);

/* Each of these prints a member of the innermost object, whose key needs no escapes; or an item of
 * the innermost array, or the whole: then `key` is NULL. */
void exn_json_open_object(exn_json_printer *self, const char *key);
void exn_json_open_array(exn_json_printer *self, const char *key);
/* NULL becomes null, and bytes that are not UTF-8 become U+FFFD. */
void exn_json_put_text(exn_json_printer *self, const char *key, const char *text);
void exn_json_put_count(exn_json_printer *self, const char *key, uint64_t count);
void exn_json_put_real(exn_json_printer *self, const char *key, double real);
void exn_json_put_bool(exn_json_printer *self, const char *key, bool value);
/* An array of texts. */
void exn_json_put_texts(exn_json_printer *self, const char *key, char *const *texts, size_t count);

void exn_json_close_object(exn_json_printer *self);
void exn_json_close_array(exn_json_printer *self);

#endif
