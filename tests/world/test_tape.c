/* Tapes: as text, as choices, and in the order of a search. */
#include "world/tape.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static exn_flight flight;
static exn_tape tape;

static void open_tape(void)
{
    cr_assert(exn_tape_open(&tape, &flight));
}

static void close_tape(void)
{
    exn_tape_close(&tape);
}

TestSuite(tape, .init = open_tape, .fini = close_tape);

static const bool all[8] = {true, true, true, true, true, true, true, true};

static uint32_t choose(uint32_t count)
{
    return exn_tape_choose(&tape, count, all);
}

static void expect_text(const char *wanted)
{
    char *text = exn_tape_format(&tape);
    cr_assert_not_null(text);
    cr_assert_str_eq(text, wanted);
    free(text);
}

/* --- as text ---------------------------------------------------------------------------------- */

Test(tape, is_read_and_written_as_decimal_numbers_joined_by_dots)
{
    cr_assert(exn_tape_parse(&tape, "3.0.12"));
    exn_tape_rewind(&tape);
    bool many[13];
    memset(many, 1, sizeof many);
    cr_assert_eq(choose(4), 3);
    cr_assert_eq(choose(2), 0);
    cr_assert_eq(exn_tape_choose(&tape, 13, many), 12);
    expect_text("3.0.12");
}

Test(tape, may_be_empty)
{
    cr_assert(exn_tape_parse(&tape, ""));
    cr_assert_eq(tape.decided, 0);
    exn_tape_rewind(&tape);
    expect_text("");
}

Test(tape, is_refused_if_it_is_anything_else)
{
    static const char *const wrong[] = {
        ".",
        "3.",
        ".3",
        "3..1",
        "-1",
        "3,1",
        "3 1",
        " 3",
        "3\n",
        "0x3",
        "a",
        "4294967295",
        /* numbers of no alternative */ "4294967296",
        "99999999999999999999",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        cr_assert_not(exn_tape_parse(&tape, wrong[i]), "`%s`", wrong[i]);
    }
}

/* Returns `choices` zeros as text; the caller frees it. */
static char *zeroes(size_t choices)
{
    char *text = malloc(choices * 2);
    cr_assert_not_null(text);
    for (size_t i = 0; i < choices; i++) {
        text[i * 2] = '0';
        text[i * 2 + 1] = '.';
    }
    text[choices * 2 - 1] = '\0';
    return text;
}

Test(tape, is_refused_if_it_is_too_long)
{
    char *fits = zeroes(EXN_FLIGHT_CHOICES_MAX);
    char *long_one = zeroes(EXN_FLIGHT_CHOICES_MAX + 1);
    bool fitting = exn_tape_parse(&tape, fits);
    bool too_long = !exn_tape_parse(&tape, long_one);
    free(fits);
    free(long_one);
    cr_assert(fitting);
    cr_assert(too_long);
}

/* --- choosing --------------------------------------------------------------------------------- */

/* D4: one number for each choice with two or more alternatives. */
Test(tape, records_no_choice_with_one_alternative)
{
    cr_assert_eq(choose(1), 0);
    cr_assert_eq(choose(3), 0);
    cr_assert_eq(choose(1), 0);
    expect_text("0");
}

/* D4: alternatives are numbered before limits apply: those that are not followed have numbers,
 * too. */
Test(tape, numbers_the_alternatives_that_are_not_followed_too)
{
    const bool only_last[3] = {false, false, true};
    cr_assert_eq(exn_tape_choose(&tape, 3, only_last), 2);
    expect_text("2");
}

Test(tape, may_take_what_search_does_not_follow)
{
    const bool only_last[3] = {false, false, true};
    cr_assert(exn_tape_parse(&tape, "1"));
    exn_tape_rewind(&tape);
    cr_assert_eq(exn_tape_choose(&tape, 3, only_last), 1);
    cr_assert_not(tape.misfit);
}

Test(tape, says_when_a_number_is_not_among_the_alternatives)
{
    cr_assert(exn_tape_parse(&tape, "1.3"));
    exn_tape_rewind(&tape);
    choose(2);
    cr_assert_not(tape.misfit);
    cr_assert_eq(choose(3), 0);
    cr_assert(tape.misfit);
    exn_tape_rewind(&tape);
    cr_assert_not(tape.misfit);
}

Test(tape, says_when_a_run_makes_more_choices_than_it_holds)
{
    for (uint32_t i = 0; i < EXN_FLIGHT_CHOICES_MAX; i++) {
        choose(2);
    }
    cr_assert_not(tape.overflowed);
    cr_assert_eq(choose(2), 0);
    cr_assert(tape.overflowed);
    cr_assert_eq(flight.choices, EXN_FLIGHT_CHOICES_MAX);
    exn_tape_rewind(&tape);
    cr_assert_not(tape.overflowed);
}

/* --- searching -------------------------------------------------------------------------------- */

/* A run of a world with these two choices; the second one is made only after an even first one. */
static void run(uint32_t count, const bool *allowed)
{
    exn_tape_rewind(&tape);
    if (exn_tape_choose(&tape, count, allowed) % 2 == 0) {
        choose(2);
    }
}

Test(tape, goes_through_the_tree_in_depth_first_order)
{
    static const char *const wanted[] = {"0.0", "0.1", "1", "2.0", "2.1"};
    for (size_t i = 0; i < 5; i++) {
        run(3, all);
        expect_text(wanted[i]);
        cr_assert_eq(exn_tape_advance(&tape), i < 4, "behind %s", wanted[i]);
    }
}

Test(tape, goes_around_what_is_not_allowed)
{
    const bool odd[4] = {false, true, false, true};
    run(4, odd);
    expect_text("1");
    cr_assert(exn_tape_advance(&tape));
    run(4, odd);
    expect_text("3");
    cr_assert_not(exn_tape_advance(&tape));
}

Test(tape, of_a_run_without_choices_is_the_only_one)
{
    exn_tape_rewind(&tape);
    choose(1);
    cr_assert_not(exn_tape_advance(&tape));
}

/* The search continues from the tape that was given. */
Test(tape, goes_on_behind_what_was_given)
{
    cr_assert(exn_tape_parse(&tape, "2"));
    run(3, all);
    expect_text("2.0");
    cr_assert(exn_tape_advance(&tape));
    run(3, all);
    expect_text("2.1");
    cr_assert_not(exn_tape_advance(&tape));
}
