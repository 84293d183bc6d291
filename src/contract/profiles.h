/* The answers of implementations where scopes of different languages differ: <exeunt/promises.h>.
 * The one struct of them that counts in a run lies in its view. */
#ifndef EXN_CONTRACT_PROFILES_H
#define EXN_CONTRACT_PROFILES_H

#include <exeunt/implementation.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* --- profiles --------------------------------------------------------------------------------- */

enum {
    EXN_PROFILES = 0
#define EXN_PROFILE_COUNT(...) +1
    EXEUNT_PROFILE_MAP(EXN_PROFILE_COUNT)
#undef EXN_PROFILE_COUNT
};

const char *exn_profile_name(exeunt_profile profile);  /* "tc39" */
const char *exn_profile_about(exeunt_profile profile); /* whose stack it is */
/* NULL is the name of none: of a process that was lost no result says how it was judged. */
bool exn_profile_from_name(const char *name, exeunt_profile *profile);

/* The row of answers of a profile. */
const exeunt_promises *exn_promises_of(exeunt_profile profile);

/* What an implementation promises: its own answers, or those of its profile. */
const exeunt_promises *exn_promises_made_by(const exeunt_implementation *implementation);

/* The name of the profile that has these answers, or "own". */
const char *exn_promises_name(const exeunt_promises *promises);
/* The profile that differs in the fewest answers; of several the first. */
exeunt_profile exn_nearest_profile(const exeunt_promises *promises);

/* --- answers ---------------------------------------------------------------------------------- */

/* One question, and the words of its answers, by their number. */
typedef struct exn_question {
    const char *name;
    const char *const *answers;
    unsigned answer_count;
    size_t offset; /* of the answer in a row */
} exn_question;

enum { EXN_QUESTIONS = 8 };
extern const exn_question exn_questions[EXN_QUESTIONS];

/* The number of the answer that a row gives; it may be none that there is. */
unsigned exn_answer_to(const exeunt_promises *promises, const exn_question *question);
void exn_answer_set(exeunt_promises *promises, const exn_question *question, unsigned answer);

bool exn_promises_equal(const exeunt_promises *a, const exeunt_promises *b);

/* --- rules that are waived -------------------------------------------------------------------- */

/* The rules that an implementation waives, as a set of bits (exn_rule). Stops at the first name
 * that is no rule, which becomes *unknown; NULL: there is none. `unknown` may be NULL. */
uint32_t exn_rules_waived_by(const exeunt_implementation *implementation, const char **unknown);

#endif
