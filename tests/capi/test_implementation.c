/* The table of functions by which a program puts its own scope under test: the header that it was
 * compiled with, what it declares, and the data that its caller finds in it again. */
#include "checked.h"

#include <criterion/criterion.h>
#include <exeunt/exeunt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* --- a scope that closes when its body has settled -------------------------------------------- */

typedef struct empty_scope {
    exeunt_border *border;
    unsigned *elsewhere; /* from malloc, in each run; or NULL */
} empty_scope;

static EXEUNT_OUTSIDE const void *data_seen;

static void *create(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    empty_scope *self = exeunt_border_allocate(plan->border, sizeof *self);
    self->border = plan->border;
    data_seen = implementation->data;
    return self;
}

static void destroy(void *subject)
{
    empty_scope *self = subject;
    exeunt_border_free(self->border, self);
}

static void begin(void *subject)
{
    empty_scope *self = subject;
    exeunt_border_begin_body(self->border);
}

/* If this were freed here, it would be freed again when a search goes back to a state. */
static void begin_elsewhere(void *subject)
{
    empty_scope *self = subject;
    self->elsewhere = calloc(1, sizeof *self->elsewhere);
    begin(subject);
}

static void body_settled(void *subject, exeunt_body_end end, const exeunt_error *error)
{
    empty_scope *self = subject;
    exeunt_end closes = {.errors = &error,
                         .error_count = error != NULL ? 1 : 0,
                         .canceled = end == EXEUNT_BODY_CANCELED};
    if (self->elsewhere != NULL) {
        free(self->elsewhere);
        self->elsewhere = NULL;
    }
    exeunt_border_close(self->border, &closes);
}

static void body_settled_without_error(void *subject, exeunt_body_end end,
                                       const exeunt_error *error)
{
    (void)error;
    body_settled(subject, end, NULL);
}

static exeunt_implementation named(const char *name)
{
    return (exeunt_implementation){.abi = EXEUNT_IMPLEMENTATION_ABI,
                                   .name = name,
                                   .capabilities = EXEUNT_CAN_POOL,
                                   .create = create,
                                   .destroy = destroy,
                                   .begin = begin,
                                   .body_settled = body_settled};
}

/* Of the test; the next one frees it. */
static EXEUNT_OUTSIDE exeunt_check_result *last_result;

static void free_result(void)
{
    exeunt_check_free(last_result);
    last_result = NULL;
}

TestSuite(implementation, .fini = free_result);

static const exeunt_check_result *result_of_runs(const exeunt_implementation *implementation,
                                                 exeunt_strategy strategy, uint64_t runs_max)
{
    free_result();
    last_result = exeunt_check(
        &(exeunt_check_config){.scenario = "scope: {pool: []}\nbody: [returns, raises]",
                               .implementation = implementation,
                               .strategy = strategy,
                               .runs_max = runs_max,
                               .snapshots = true});
    cr_assert_not_null(last_result);
    return last_result;
}

static const exeunt_check_result *result_of(const exeunt_implementation *implementation)
{
    return result_of_runs(implementation, EXEUNT_STRATEGY_EXHAUSTIVE, 0);
}

/* --- of another header ------------------------------------------------------------------------ */

static void expect_complaint(const exeunt_implementation *implementation, const char *wanted)
{
    const exeunt_check_result *result = result_of(implementation);
    expect_verdict(result, "invalid");
    cr_assert_eq(result->complaint_count, 1);
    cr_expect_str_eq(result->complaints[0].message, wanted);
}

static void expect_another_header(unsigned abi)
{
    char wanted[200];
    snprintf(wanted, sizeof wanted,
             "the implementation was compiled with another <exeunt/implementation.h>: its `abi` is "
             "%u, that of this simulator is %u; compile it anew",
             abi, (unsigned)EXEUNT_IMPLEMENTATION_ABI);
    exeunt_implementation of_another_header = named("strange");
    of_another_header.abi = abi;
    expect_complaint(&of_another_header, wanted);
}

Test(implementation, of_an_older_or_newer_header_is_refused)
{
    expect_another_header(EXEUNT_IMPLEMENTATION_ABI - 1);
    expect_another_header(EXEUNT_IMPLEMENTATION_ABI + 1);
}

Test(implementation, that_does_not_say_its_header_is_refused)
{
    exeunt_implementation silent = named("silent");
    silent.abi = 0;
    expect_complaint(&silent, "the implementation does not say which header it was compiled with: "
                              "set `.abi = EXEUNT_IMPLEMENTATION_ABI`");
}

/* A table of another layout may be shorter: what follows its number may not exist. */
Test(implementation, of_another_header_is_not_read_any_further)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    cr_assert_neq(pages, MAP_FAILED);
    cr_assert_eq(mprotect(pages + page, page, PROT_NONE), 0);
    char *table = pages + page - _Alignof(exeunt_implementation);
    memcpy(table, &(unsigned){7}, sizeof(unsigned));
    expect_verdict(result_of((const exeunt_implementation *)(const void *)table), "invalid");
}

/* --- its data --------------------------------------------------------------------------------- */

Test(implementation, gives_its_data_to_create)
{
    static unsigned first, second;
    exeunt_implementation one = named("one");
    one.data = &first;
    exeunt_implementation other = named("other");
    other.data = &second;
    expect_verdict(result_of(&one), "holds");
    cr_expect_eq(data_seen, &first);
    expect_verdict(result_of(&other), "holds");
    cr_expect_eq(data_seen, &second);
}

/* --- what it promises ------------------------------------------------------------------------- */

Test(implementation, with_an_answer_that_there_is_not_is_refused)
{
    const exeunt_promises promises = {.error_order = (exeunt_error_order)7};
    exeunt_implementation odd = named("odd");
    odd.promises = &promises;
    expect_complaint(&odd, "the implementation `odd` answers 7 to the question `order of errors`, "
                           "and the last answer is 1");
    odd.promises = NULL;
    odd.profile = (exeunt_profile)99;
    expect_complaint(&odd, "the implementation `odd` has the profile 99, and the last one is 5");
}

Test(implementation, that_cannot_ask_again_as_it_promises_is_refused)
{
    exeunt_implementation deaf = named("deaf");
    deaf.profile = EXEUNT_PROFILE_TRIO;
    expect_complaint(&deaf, "the implementation `deaf` has no function `waits_anew`, which its "
                            "promises need");
}

Test(implementation, waives_rules_and_every_verdict_says_so)
{
    static const char *const waived[] = {"order", "exactly-once", NULL};
    exeunt_implementation lax = named("lax");
    lax.waives = waived;
    const exeunt_check_result *result = result_of(&lax);
    expect_verdict(result, "holds");
    cr_assert_eq(result->waived_count, 2);
    cr_expect_str_eq(result->waived[0], "X1");
    cr_expect_str_eq(result->waived[1], "X12");
    char *text = exeunt_check_text(result);
    cr_expect(strstr(text, ", exactly-once (X1), order (X12) waived\n") != NULL, "%s", text);
    free(text);
    lax.body_settled = body_settled_without_error;
    result = result_of(&lax);
    expect_verdict(result, "violated");
    text = exeunt_check_text(result);
    cr_expect(strstr(text, "\n    exactly-once (X1), order (X12) waived\n") != NULL, "%s", text);
    free(text);
}

static void body_settled_and_close_if_it_raised(void *subject, exeunt_body_end end,
                                                const exeunt_error *error)
{
    if (end == EXEUNT_BODY_RAISED) {
        body_settled(subject, end, error);
    }
}

/* A run that gets stuck has no outcome, not that of the run before. */
Test(implementation, that_never_closes_and_waives_that_does_the_same_each_time)
{
    static const char *const waived[] = {"progress", NULL};
    exeunt_implementation lax = named("lax");
    lax.waives = waived;
    lax.body_settled = body_settled_and_close_if_it_raised;
    for (int by_states = 0; by_states < 2; by_states++) {
        const exeunt_check_result *result = checked(
            (exeunt_check_config){.implementation = &lax,
                                  .scenario = "scope: {pool: []}\nbody: [raises, returns]\n",
                                  .snapshots = by_states == 1});
        expect_verdict(result, "holds");
        expect_lines(result->outcomes, result->outcome_count, "raises body");
    }
}

Test(implementation, that_waives_what_is_no_rule_is_refused)
{
    static const char *const waived[] = {"order", "ordre", NULL};
    exeunt_implementation lax = named("lax");
    lax.waives = waived;
    expect_complaint(&lax, "the implementation `lax` waives the rule `ordre`, which there is not: "
                           "`exeunt list` has their names");
    static const char *const numbers[] = {"X12", NULL};
    lax.waives = numbers;
    expect_complaint(&lax, "the implementation `lax` waives the rule `X12`: it is named, write "
                           "`order`");
}

/* --- what it declares ------------------------------------------------------------------------- */

static exeunt_implementation kept_elsewhere(void)
{
    exeunt_implementation elsewhere = named("elsewhere");
    elsewhere.capabilities |= EXEUNT_NO_SNAPSHOTS;
    elsewhere.begin = begin_elsewhere;
    return elsewhere;
}

Test(implementation, that_cannot_be_gone_back_to_is_explored_by_running)
{
    exeunt_implementation elsewhere = kept_elsewhere();
    const exeunt_check_result *result = result_of(&elsewhere);
    expect_verdict(result, "holds");
    cr_expect(result->exhaustive);
    cr_expect_eq(result->states, 0);
    cr_expect_eq(result->runs, 2);
    cr_assert_not_null(result->fallback);
    cr_expect_str_eq(result->fallback,
                     "`elsewhere` declares that its states cannot be gone back to");
    cr_expect_not_null(strstr(text_of(result), "explored by running: `elsewhere` declares"));
}

Test(implementation, that_declares_nothing_is_explored_by_states)
{
    exeunt_implementation sound = named("sound");
    const exeunt_check_result *result = result_of(&sound);
    expect_verdict(result, "holds");
    cr_expect_gt(result->states, 0);
    cr_expect_null(result->fallback);
}

/* Random runs start from the beginning anyway, so there is nothing to report. */
Test(implementation, that_cannot_be_gone_back_to_is_drawn_as_ever)
{
    exeunt_implementation elsewhere = kept_elsewhere();
    const exeunt_check_result *result = result_of_runs(&elsewhere, EXEUNT_STRATEGY_RANDOM, 1);
    expect_verdict(result, "sampled");
    cr_expect_null(result->fallback);
}
