/* The version: macros give that of the headers that a program was compiled with, a function that of
 * the library that it runs with. */
#ifndef EXEUNT_VERSION_H
#define EXEUNT_VERSION_H

#include <exeunt/api.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version is defined here only: CMake reads these three lines. */
#define EXEUNT_VERSION_MAJOR 0
#define EXEUNT_VERSION_MINOR 1
#define EXEUNT_VERSION_PATCH 0

/* As one number, for comparisons: 0.1.0 is 100, 1.2.3 is 10203. */
#define EXEUNT_VERSION_NUMBER                                                                      \
    (EXEUNT_VERSION_MAJOR * 10000 + EXEUNT_VERSION_MINOR * 100 + EXEUNT_VERSION_PATCH)

/* As a text: "0.1.0". */
#define EXEUNT_VERSION                                                                             \
    EXEUNT_VERSION_TEXT(EXEUNT_VERSION_MAJOR, EXEUNT_VERSION_MINOR, EXEUNT_VERSION_PATCH)
#define EXEUNT_VERSION_TEXT(major, minor, patch)   EXEUNT_VERSION_JOINED(major, minor, patch)
#define EXEUNT_VERSION_JOINED(major, minor, patch) #major "." #minor "." #patch

/* The number of the binary interface of the core and of exeunt on libuv: their sonames end with it
 * (libexeunt.so.1). A program that was linked with one library runs with every library of the same
 * number that is not older. Independent of the version, the number grows by one with each change
 * that such a program would notice: a function is removed or gets other parameters; a structure
 * that programs hold (exeunt_manager, exeunt_stack, exeunt_pool ...) gets another size or order; a
 * number of an enum gets another meaning. An additional function or macro changes nothing. */
#define EXEUNT_ABI 1

/* Returns EXEUNT_VERSION_NUMBER of the library that the program runs with. At any time, in any
 * thread. */
EXEUNT_API(__warn_unused_result__)
int exeunt_version(void);

/* Returns EXEUNT_VERSION of that library; static. */
EXEUNT_API(__warn_unused_result__)
const char *exeunt_version_string(void);

#ifdef __cplusplus
}
#endif

#endif
