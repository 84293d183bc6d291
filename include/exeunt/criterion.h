/* A check as one Criterion test: link exeunt::criterion or `pkg-config exeunt-criterion`.
 *
 *     exeunt_property_test(session, holds_nothing_when_canceled,
 *                          .managers = {{"db", make_session, NULL}},
 *                          .cancels = 1)
 *
 * The arguments after the names of suite and test are fields of an exeunt_check_config. The test
 * fails with the violation, printed in full, as its message; it also fails if the scenario needs
 * something that the implementation cannot do. If it passes, it prints to stderr in a line or two
 * what was explored, and what was never put to the test, or left out. */
#ifndef EXEUNT_CRITERION_H
#define EXEUNT_CRITERION_H

#include <exeunt/check.h>

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* Returns the printed result, with a blank in each empty line, because Criterion drops those. */
static inline char *exeunt_property_text(const exeunt_check_result *result)
{
    char *text = exeunt_check_text(result);
    char *spaced = text == NULL ? NULL : (char *)malloc(2 * strlen(text) + 1);
    size_t length = 0;
    if (spaced != NULL) {
        spaced[0] = '\0';
    }
    for (size_t i = 0; spaced != NULL && text[i] != '\0'; i++) {
        if (i > 0 && text[i] == '\n' && text[i - 1] == '\n') {
            spaced[length++] = ' ';
        }
        spaced[length++] = text[i];
        spaced[length] = '\0';
    }
    free(text);
    return spaced;
}

/* Prints what a passing check has explored, and what it left out. */
static inline void exeunt_property_report(const exeunt_check_result *result)
{
    char *text = exeunt_check_text(result);
    if (text != NULL) {
        fputs(text, stderr);
    }
    free(text);
}

/* Checks. Returns NULL if the check passed; else what is wrong, which the caller frees. */
static inline char *exeunt_property_failure(const char *name, exeunt_check_config config)
{
    exeunt_check_result *result;
    char *failure;
    if (config.name == NULL) {
        config.name = name;
    }
    result = exeunt_check(&config);
    failure = result != NULL && result->passed ? NULL : exeunt_property_text(result);
    if (failure == NULL && (result == NULL || !result->passed)) {
        abort(); /* out of memory: this must not look like a test that passed */
    }
    if (failure == NULL) {
        exeunt_property_report(result);
    }
    exeunt_check_free(result);
    return failure;
}

#ifdef __cplusplus
/* Designators belong to C++20, but compilers accept them in older C++, too. Most fields are left
 * out on purpose. */
#define EXEUNT_PROPERTY_QUIET                                                                      \
    _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wpragmas\"")                 \
        _Pragma("GCC diagnostic ignored \"-Wpedantic\"")                                           \
            _Pragma("GCC diagnostic ignored \"-Wc++20-extensions\"")                               \
                _Pragma("GCC diagnostic ignored \"-Wmissing-field-initializers\"")
#define EXEUNT_PROPERTY_LOUD   _Pragma("GCC diagnostic pop")
#define EXEUNT_PROPERTY_CONFIG exeunt_check_config
#else
#define EXEUNT_PROPERTY_QUIET
#define EXEUNT_PROPERTY_LOUD
#define EXEUNT_PROPERTY_CONFIG (exeunt_check_config)
#endif

#define exeunt_property_test(suite, test, ...)                                                     \
    EXEUNT_PROPERTY_QUIET                                                                          \
    Test(suite, test)                                                                              \
    {                                                                                              \
        char *failure =                                                                            \
            exeunt_property_failure(#suite "/" #test, EXEUNT_PROPERTY_CONFIG{__VA_ARGS__});        \
        cr_expect(failure == NULL, "%s", failure);                                                 \
        free(failure);                                                                             \
    }                                                                                              \
    EXEUNT_PROPERTY_LOUD

#endif
