/* What the command lines of the referee's programs have in common. */
#ifndef BRUTE_ARGUMENTS_H
#define BRUTE_ARGUMENTS_H

#include <stdint.h>

enum { BRUTE_EXIT_DIFFERENT = 1, BRUTE_EXIT_UNUSABLE = 2 };

/* Says why, and how the program is used; ends it. The first word of `usage` is its name. */
_Noreturn void brute_refuse(const char *usage, const char *why);

/* A decimal number of at most `most`; else it refuses. */
uint64_t brute_number(const char *usage, const char *text, uint64_t most);

#endif
