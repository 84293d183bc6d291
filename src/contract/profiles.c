/* Rows of answers, and their names: profiles.h. */
#include "contract/profiles.h"

#include "base/own_assert.h"
#include "contract/rules.h"

#include <string.h>

/* --- profiles --------------------------------------------------------------------------------- */

static const struct {
    const char *name, *about;
    exeunt_promises promises;
} profiles[EXN_PROFILES] = {
#define PROFILE(profile, name, about, who, cancellation, exits, second, order, use, again, from)   \
    [profile] = {name,                                                                             \
                 about,                                                                            \
                 {EXEUNT_SUPPRESSORS_##who, EXEUNT_CANCELLATION_##cancellation,                    \
                  EXEUNT_EXITS_##exits, EXEUNT_SECOND_REQUEST_##second, EXEUNT_ERRORS_##order,     \
                  EXEUNT_USE_##use, EXEUNT_CLOSING_AGAIN_##again, EXEUNT_HELD_FROM_##from}},
    EXEUNT_PROFILE_MAP(PROFILE)
#undef PROFILE
};

const char *exn_profile_name(exeunt_profile profile)
{
    exn_assert((int)profile >= 0 && (int)profile < EXN_PROFILES);
    return profiles[profile].name;
}

const char *exn_profile_about(exeunt_profile profile)
{
    exn_assert((int)profile >= 0 && (int)profile < EXN_PROFILES);
    return profiles[profile].about;
}

bool exn_profile_from_name(const char *name, exeunt_profile *profile)
{
    for (int i = 0; i < EXN_PROFILES; i++) {
        if (name != NULL && strcmp(profiles[i].name, name) == 0) {
            *profile = (exeunt_profile)i;
            return true;
        }
    }
    return false;
}

const exeunt_promises *exn_promises_of(exeunt_profile profile)
{
    exn_assert((int)profile >= 0 && (int)profile < EXN_PROFILES);
    return &profiles[profile].promises;
}

const exeunt_promises *exn_promises_made_by(const exeunt_implementation *implementation)
{
    return implementation->promises != NULL ? implementation->promises
                                            : exn_promises_of(implementation->profile);
}

const char *exn_promises_name(const exeunt_promises *promises)
{
    int i = 0;
    while (i < EXN_PROFILES && !exn_promises_equal(&profiles[i].promises, promises)) {
        i += 1;
    }
    return i < EXN_PROFILES ? profiles[i].name : "own";
}

/* --- answers ---------------------------------------------------------------------------------- */

static const char *const suppressors[] = {"any exit", "all exits", "nobody"};
static const char *const cancellations[] = {"no", "yes"};
static const char *const exits[] = {"shielded", "asked once", "asked again"};
static const char *const second_requests[] = {"nothing", "asks the exits"};
static const char *const error_orders[] = {"newest first", "oldest first"};
static const char *const uses[] = {"refused", "refused from its closing", "accepted", "open"};
static const char *const closings[] = {"refused", "accepted", "open"};
static const char *const held_from[] = {"begin", "its turn"};

#define QUESTION(name, answers, field)                                                             \
    {                                                                                              \
        name, answers, sizeof answers / sizeof *answers, offsetof(exeunt_promises, field)          \
    }

const exn_question exn_questions[EXN_QUESTIONS] = {
    QUESTION("suppressors", suppressors, suppressors),
    QUESTION("cancellation suppressible", cancellations, cancellation),
    QUESTION("exits and cancels", exits, exits),
    QUESTION("second request", second_requests, second_request),
    QUESTION("order of errors", error_orders, error_order),
    QUESTION("use after close", uses, use_after_close),
    QUESTION("closing again", closings, closing_again),
    QUESTION("held from", held_from, held_from),
};

_Static_assert(sizeof(exeunt_promises) == EXN_QUESTIONS * sizeof(unsigned),
               "each answer is a number, and each has its question");

unsigned exn_answer_to(const exeunt_promises *promises, const exn_question *question)
{
    unsigned answer;
    exn_assert(question->offset <= sizeof *promises - sizeof answer);
    memcpy(&answer, (const char *)promises + question->offset, sizeof answer);
    return answer;
}

void exn_answer_set(exeunt_promises *promises, const exn_question *question, unsigned answer)
{
    exn_assert(answer < question->answer_count);
    memcpy((char *)promises + question->offset, &answer, sizeof answer);
}

static unsigned count_differences(const exeunt_promises *a, const exeunt_promises *b)
{
    unsigned count = 0;
    for (int i = 0; i < EXN_QUESTIONS; i++) {
        count += exn_answer_to(a, &exn_questions[i]) != exn_answer_to(b, &exn_questions[i]);
    }
    return count;
}

exeunt_profile exn_nearest_profile(const exeunt_promises *promises)
{
    int nearest = 0;
    for (int i = 1; i < EXN_PROFILES; i++) {
        if (count_differences(promises, &profiles[i].promises) <
            count_differences(promises, &profiles[nearest].promises)) {
            nearest = i;
        }
    }
    exn_assert(count_differences(promises, &profiles[nearest].promises) <= EXN_QUESTIONS);
    return (exeunt_profile)nearest;
}

bool exn_promises_equal(const exeunt_promises *a, const exeunt_promises *b)
{
    return memcmp(a, b, sizeof *a) == 0; /* it has no padding */
}

/* --- rules that are waived -------------------------------------------------------------------- */

uint32_t exn_rules_waived_by(const exeunt_implementation *implementation, const char **unknown)
{
    uint32_t waived = 0;
    const char *const *name = implementation->waives;
    exn_rule rule;
    while (name != NULL && *name != NULL && exn_rule_from_name(*name, &rule)) {
        waived |= (uint32_t)1 << rule;
        name += 1;
    }
    if (unknown != NULL) {
        *unknown = name != NULL ? *name : NULL;
    }
    return waived;
}
