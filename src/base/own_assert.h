/* Assertions of the simulator about itself. They stay on in every build. One that fails is a fault
 * of Exeunt: unlike a failed assert() of the code under test it is never taken for a finding. */
#ifndef EXN_BASE_OWN_ASSERT_H
#define EXN_BASE_OWN_ASSERT_H

#define exn_assert(condition)                                                                      \
    ((condition) ? (void)0 : exn_assertion_failed(#condition, __FILE__, __LINE__, __func__))

/* Says on standard error what failed and whose fault it is, and aborts. */
_Noreturn void exn_assertion_failed(const char *condition, const char *file, int line,
                                    const char *function);

/* What code under test must keep to, or could have overwritten: a requirement that fails is its
 * fault, as a failed assert() of its own is, and found like one. */
#define exn_require(condition)                                                                     \
    ((condition) ? (void)0 : exn_requirement_failed(#condition, __FILE__, __LINE__, __func__))

/* Says on standard error what failed, and aborts. */
_Noreturn void exn_requirement_failed(const char *condition, const char *file, int line,
                                      const char *function);

/* Sets what is called before that: whoever catches crashes of the code under test lets go there, so
 * that this one is not caught. NULL: nothing, as at first. */
void exn_assertion_on_failure(void (*let_go)(void));

#endif
