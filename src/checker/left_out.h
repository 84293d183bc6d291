/* What an exploration that was stopped has left out, as text. */
#ifndef EXN_CHECKER_LEFT_OUT_H
#define EXN_CHECKER_LEFT_OUT_H

#include "checker/exploration.h"

enum { EXN_LEFT_OUT_SIZE = 480 };

/* Writes it; of an exploration that came to its end, nothing. Always terminated. */
void exn_left_out_text(const exn_exploration *x, char text[EXN_LEFT_OUT_SIZE]);

#endif
