/* What the command lines of these programs have in common. */
#ifndef BRUTE_ARGUMENTS_H
#define BRUTE_ARGUMENTS_H

#include <stdint.h>

enum { BRUTE_EXIT_DIFFERENT = 1, BRUTE_EXIT_UNUSABLE = 2 };

/* Prints why the arguments are refused, and the usage, whose first word is the program's name; ends
 * the program. */
_Noreturn void brute_refuse(const char *usage, const char *why);

/* Returns a decimal number of at most `most`; refuses any other text. */
uint64_t brute_number(const char *usage, const char *text, uint64_t most);

#endif
