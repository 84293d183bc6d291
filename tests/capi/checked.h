/* What the tests of this folder share. Everything that is returned lives until the end of the
 * test. */
#ifndef EXEUNT_TESTS_CHECK_C_CHECKED_H
#define EXEUNT_TESTS_CHECK_C_CHECKED_H

#include <exeunt/check.h>

/* Checks by running and, without a limit of runs, also with snapshots, which must find the same. */
const exeunt_check_result *checked(exeunt_check_config config);
const exeunt_check_result *replayed(exeunt_check_config config, const char *tape);
const char *text_of(const exeunt_check_result *result);

/* Expects this verdict; the message is the printed result. */
#define expect_verdict(result, word) expect_verdict_at(__FILE__, __LINE__, result, word)
void expect_verdict_at(const char *file, int line, const exeunt_check_result *result,
                       const char *word);

/* Expects that exactly these rules are broken, with the one to blame, in order: "M3 db". */
#define expect_broken(result, ...)                                                                 \
    expect_broken_at(__FILE__, __LINE__, result, (const char *const[]){__VA_ARGS__, NULL})
void expect_broken_at(const char *file, int line, const exeunt_check_result *result,
                      const char *const *wanted);

/* Expects that these are the lines of a list. */
#define expect_lines(lines, count, ...)                                                            \
    expect_lines_at(__FILE__, __LINE__, lines, count, (const char *const[]){__VA_ARGS__, NULL})
void expect_lines_at(const char *file, int line, const char *const *lines, size_t count,
                     const char *const *wanted);

#endif
