/* Cases of the catalogue: one stack, correct, and with one flaw after the other. */
#include "ladder.h"
#include "shown.h"

#include <criterion/criterion.h>

static void show(flaw reported, const exeunt_check_config *config, const char *rule,
                 const char *schedule)
{
    ladder_flaw = reported;
    expect_found(*config, rule, "scope", schedule);
    ladder_flaw = NO_FLAW;
    expect_holds(*config);
}

/* zio 940 and 1254 */
Test(case_96, the_first_exit_that_fails_keeps_the_others_from_running)
{
    show(STOPS_AT_A_FAILED_EXIT,
         &(exeunt_check_config){.implementation = &ladder_implementation,
                                .scenario = "scope: {stack: [a, b, c]}\n"
                                            "managers: {b: {exit: [exits, fails]}}\n"
                                            "body: [returns, raises]\n",
                                .cancels = 1},
         "X1", "a enters; b enters; c enters; body returns; c exits; b fails");
}

/* kyo 1820 */
Test(case_98, the_exit_is_registered_one_callback_after_the_enter)
{
    show(REGISTERS_ITS_EXIT_LATER,
         &(exeunt_check_config){.implementation = &ladder_implementation,
                                .scenario = "scope: {stack: [a]}\n"
                                            "managers: {a: {enter: [enters, fails]}}\n",
                                .cancels = 1},
         "X1", "a enters; cancel at once");
}

/* puppeteer 13683 */
Test(case_99, exits_run_in_the_order_of_insertion)
{
    show(EXITS_IN_THE_ORDER_OF_INSERTION,
         &(exeunt_check_config){.implementation = &ladder_implementation,
                                .scenario = "scope: {stack: [a, b]}\n"
                                            "managers: {b: {enter: [enters, fails]}}\n",
                                .cancels = 1},
         "X12", "a enters; b enters; body returns");
}

/* k0sctl 877 and uvicorn 280: the first request stops the body, the second one the exits. */
Test(case_100, a_second_request_hurries_nobody_up)
{
    show(IGNORES_A_SECOND_REQUEST,
         &(exeunt_check_config){.implementation = &hurried_ladder_implementation,
                                .scenario = "scope: {stack: [a, b]}\n"
                                            "body: [returns, raises]\n",
                                .cancels = 2},
         "X11", "cancel; a enters; cancel");
}

/* fastapi-injectable 255 */
Test(case_109, an_inner_stack_is_closed_without_the_cause_that_it_was_told)
{
    show(CLOSES_WITHOUT_THE_CAUSE,
         &(exeunt_check_config){.implementation = &ladder_implementation,
                                .scenario = "scope: {stack: [db, {stack: [tx]}]}\n"
                                            "managers: {tx: {exit: [exits, fails]}}\n"
                                            "body: [returns, raises]\n"},
         "X8", "db enters; tx enters; body raises");
}

/* sarama-cluster 184 */
Test(case_111, a_second_close_is_as_if_the_first_were_over)
{
    show(CAN_BE_CLOSED_TWICE,
         &(exeunt_check_config){.implementation = &ladder_implementation,
                                .scenario =
                                    "scope: {stack: [a, b]}\n"
                                    "managers:\n"
                                    "  b: {exit: {ends: exits, actions: [close -> refused]}}\n"},
         "X10", "a enters; b enters; body returns");
}

/* openjdk 21934 */
Test(case_114, one_of_several_errors_is_kept)
{
    show(KEEPS_ONE_ERROR,
         &(exeunt_check_config){.implementation = &ladder_implementation,
                                .scenario = "scope: {stack: [a, b]}\n"
                                            "managers:\n"
                                            "  a: {exit: [exits, fails]}\n"
                                            "  b: {exit: [exits, fails]}\n",
                                .cancels = 1},
         "X7", "a enters; b enters; body returns; b fails; a fails");
}
