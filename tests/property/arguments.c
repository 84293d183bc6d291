/* Numbers on the command line, and errors in it. */
#include "arguments.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Noreturn void brute_refuse(const char *usage, const char *why)
{
    fprintf(stderr, "%.*s: %s\n\n%s", (int)strcspn(usage, " "), usage, why, usage);
    exit(BRUTE_EXIT_UNUSABLE);
}

uint64_t brute_number(const char *usage, const char *text, uint64_t most)
{
    char *end;
    uint64_t number = strtoull(text, &end, 10);
    if (*text < '0' || *text > '9' || *end != '\0' || number > most) {
        brute_refuse(usage, "that is not a number that fits");
    }
    return number;
}
