/* A fuzz target: what libFuzzer calls, and what replay.c calls for each file of a corpus. */
#ifndef EXEUNT_TESTS_FUZZ_FUZZ_H
#define EXEUNT_TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Feeds one input to the code under test. A finding aborts, and so do the sanitizers. Always
 * returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

#endif
