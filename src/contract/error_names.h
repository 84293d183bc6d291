/* The names of errors, as reports and traces show them. */
#ifndef EXN_CONTRACT_ERROR_NAMES_H
#define EXN_CONTRACT_ERROR_NAMES_H

#include "contract/view.h"

#include <stddef.h>

/* Writes the name of an error: "vm1.exit", "body", "pool.deadline", "canceled", "none". Always
 * terminated. Returns how long it is. */
size_t exn_id_name(const exn_view *view, exn_error_id id, char *text, size_t size);

/* Appends a piece of text after the first `at` bytes, as far as there is room; always terminated.
 * Returns where the text ends now. snprintf would be too slow: outcomes are written by the
 * thousand. */
size_t exn_append_text(char *text, size_t size, size_t at, const char *piece);

#endif
